from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from stage_kit import DataError
from train_stage.columns import COUNTRY, NUMERIC_FEATURES, TARGET, YEAR
from train_stage.leakage import refuse_leaking_features, refuse_twins
from train_stage_testing.sample_features import sample_frame

Disguise = Callable[[pd.DataFrame], "pd.Series[float]"]


def target_of(years_later: int) -> Disguise:
    return lambda frame: frame.groupby(COUNTRY)[TARGET].shift(-years_later)


def healthy_years(frame: pd.DataFrame) -> "pd.Series[float]":
    return frame[TARGET] * 0.88 + np.random.default_rng(1).normal(0, 0.3, len(frame))


def upper_half_first(frame: pd.DataFrame) -> "pd.Series[float]":
    """A one-to-one function that is not monotone, so that ranks do not give it away."""
    half = frame[TARGET].median()
    return frame[TARGET].where(frame[TARGET] > half, frame[TARGET] + 1000)


@pytest.mark.parametrize(
    "disguise",
    [
        lambda frame: frame[TARGET],
        lambda frame: 1 / frame[TARGET],
        healthy_years,
        upper_half_first,
    ],
    ids=["the target", "turned over", "its close relative", "a function that is not monotone"],
)
def test_a_feature_that_is_the_target_in_disguise_is_refused_and_named(disguise: Disguise) -> None:
    frame = sample_frame()
    planted = frame.assign(uhc_service_coverage=disguise(frame))
    with pytest.raises(DataError, match="uhc_service_coverage") as caught:
        refuse_leaking_features(planted, NUMERIC_FEATURES)
    assert caught.value.reason == "LeakSuspected"
    assert "doctors_per_10000" not in str(caught.value)


@pytest.mark.parametrize("years_later", [-1, 1], ids=["of the year before", "of the year after"])
def test_a_feature_that_is_the_target_of_another_year_is_refused(years_later: int) -> None:
    frame = steady(sample_frame())
    refuse_leaking_features(frame, NUMERIC_FEATURES)
    planted = frame.assign(bcg_coverage=target_of(years_later)(frame))
    with pytest.raises(DataError, match="bcg_coverage"):
        refuse_leaking_features(planted, NUMERIC_FEATURES)


def test_features_that_only_go_with_the_target_pass() -> None:
    refuse_leaking_features(sample_frame(), NUMERIC_FEATURES)


def test_a_feature_of_two_countries_is_too_little_to_suspect() -> None:
    frame = sample_frame().query("country_code in ('C001', 'C002')")
    refuse_leaking_features(frame.assign(bcg_coverage=90.0), ["bcg_coverage"])


@pytest.mark.parametrize(
    ("plant", "message"),
    [
        (lambda rows: rows.assign(country_code="c001"), "'C001', 'c001' differ only in case"),
        (lambda rows: rows.assign(country_code="C001 "), "differ only in case or spaces"),
        (lambda rows: rows.assign(country_code="X99"), "C001 and X99 have the same target in 22"),
        (lambda rows: rows.tail(8).assign(country_code="X99"), "the same target in 8 years"),
        (lambda rows: rows.tail(1), "C001 has two rows for one year"),
    ],
    ids=["another case", "a space", "another code", "another code for some years", "twice a year"],
)
def test_a_country_that_could_be_on_both_sides_is_refused(
    plant: Callable[[pd.DataFrame], pd.DataFrame], message: str
) -> None:
    frame = sample_frame()
    twin = plant(frame[frame[COUNTRY] == "C001"])
    with pytest.raises(DataError, match=message) as caught:
        refuse_twins(pd.concat([frame, twin], ignore_index=True))
    assert caught.value.reason == "LeakSuspected"


def test_countries_that_agree_in_some_years_by_chance_are_no_twins() -> None:
    frame = sample_frame()
    first, second = frame[COUNTRY] == "C001", frame[COUNTRY] == "C002"
    late = frame[YEAR] > 2017
    frame.loc[second & late, TARGET] = frame.loc[first & late, TARGET].to_numpy()
    refuse_twins(frame)


def steady(frame: pd.DataFrame) -> pd.DataFrame:
    """Targets that move as slowly as real ones do."""
    level = frame.groupby(COUNTRY)[TARGET].transform("mean")
    return frame.assign(**{TARGET: level + 0.2 * (frame[YEAR] - 2010)})
