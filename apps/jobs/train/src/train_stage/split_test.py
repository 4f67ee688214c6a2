import pandas as pd
import pytest

from stage_kit import DataError
from train_stage.columns import COUNTRY, YEAR
from train_stage.settings import SplitSettings
from train_stage.split import (
    has_seen_nothing_of,
    is_held_out,
    split_features,
    split_parameters,
)
from train_stage_testing.sample_features import sample_frame

SETTINGS = SplitSettings(seed=1, country_share=0.25, years=5)


def test_no_country_and_no_year_is_on_both_sides() -> None:
    split = split_features(sample_frame(), SETTINGS)
    assert not set(split.learning[COUNTRY]) & set(split.test[COUNTRY])
    assert split.learning[YEAR].max() < split.test[YEAR].min()
    assert split.last_learning_year == 2016


def test_a_country_stays_on_its_side_when_others_come_and_go() -> None:
    everyone = split_features(sample_frame(countries=120), SETTINGS)
    fewer = split_features(sample_frame(countries=90), SETTINGS)
    assert set(fewer.test[COUNTRY]) <= set(everyone.test[COUNTRY])
    assert set(fewer.learning[COUNTRY]) <= set(everyone.learning[COUNTRY])


def test_the_order_of_rows_does_not_matter() -> None:
    frame = sample_frame()
    shuffled = frame.sample(frac=1, random_state=7)
    first, second = split_features(frame, SETTINGS), split_features(shuffled, SETTINGS)
    assert set(first.test[COUNTRY]) == set(second.test[COUNTRY])


def test_the_share_of_held_out_countries_is_about_the_one_asked_for() -> None:
    codes = [f"{number:04d}" for number in range(4000)]
    share = sum(is_held_out(code, SETTINGS) for code in codes) / len(codes)
    assert share == pytest.approx(0.25, abs=0.03)


def test_another_seed_holds_out_others() -> None:
    codes = [f"{number:04d}" for number in range(200)]
    other = SplitSettings(seed=2, country_share=0.25, years=5)
    assert [is_held_out(code, SETTINGS) for code in codes] != [
        is_held_out(code, other) for code in codes
    ]


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (sample_frame().head(0), "analytics.ml_features has no rows"),
        (sample_frame(countries=30), "countries to learn from, at least 30 are needed"),
        (sample_frame(first_year=2015), "rows to learn from, at least 300 are needed"),
        (sample_frame(countries=100).query("year <= 2004"), "0 countries to learn from"),
    ],
    ids=["nothing", "few countries", "few years", "only late years"],
)
def test_refuses_too_little_data_and_says_what_is_missing(
    frame: pd.DataFrame, message: str
) -> None:
    with pytest.raises(DataError, match=message) as caught:
        split_features(frame, SETTINGS)
    assert caught.value.reason == "TooLittleData"


@pytest.mark.parametrize(
    ("changes", "is_blind"),
    [
        ({}, True),
        ({"split.last_learning_year": "2010"}, True),
        ({"split.seed": "2"}, False),
        ({"split.country_share": "0.3"}, False),
        ({"split.last_learning_year": "2017"}, False),
        ({"split.seed": ""}, False),
    ],
    ids=[
        "the same holdout",
        "an earlier day",
        "other countries",
        "more countries",
        "a tested year",
        "not known",
    ],
)
def test_a_training_has_seen_nothing_when_it_held_the_same_out(
    changes: dict[str, str], is_blind: bool
) -> None:
    split = split_features(sample_frame(), SETTINGS)
    logged = {name: str(value) for name, value in split_parameters(split).items()}
    assert has_seen_nothing_of(split, {**logged, **changes}) is is_blind


def test_a_training_that_logged_nothing_counts_as_one_that_has_seen_all() -> None:
    assert not has_seen_nothing_of(split_features(sample_frame(), SETTINGS), {})
