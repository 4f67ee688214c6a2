import numpy as np
import pytest

from stage_kit import DataError
from train_stage.baseline import region_mean_forecast
from train_stage.columns import FEATURES, NUMERIC_FEATURES, REGION, TARGET, YEAR
from train_stage.evaluation import score
from train_stage.leakage import refuse_leaking_features
from train_stage.settings import SplitSettings
from train_stage.split import split_features
from train_stage.training import train
from train_stage_testing.sample_features import sample_frame

SETTINGS = SplitSettings(seed=1, country_share=0.25, years=5)


def test_same_data_and_seed_give_the_same_scores() -> None:
    first, second = train(sample_frame(), SETTINGS, seed=1), train(sample_frame(), SETTINGS, seed=1)
    assert first.chosen_name == second.chosen_name
    for name, candidate in first.candidates.items():
        assert candidate.holdout == second.candidates[name].holdout
        assert candidate.cross_validated_mae == second.candidates[name].cross_validated_mae


def test_both_candidates_beat_the_baseline_on_data_with_something_to_learn() -> None:
    training = train(sample_frame(), SETTINGS, seed=1)
    assert set(training.candidates) == {"ridge", "gradient_boosting"}
    for candidate in training.candidates.values():
        assert candidate.holdout.mae < training.baseline.mae


def test_an_indicator_that_was_not_ingested_is_left_out() -> None:
    training = train(
        sample_frame().assign(safe_water_percent=np.nan, bcg_coverage=95.0), SETTINGS, seed=1
    )
    assert training.unused_features == ("bcg_coverage", "safe_water_percent")
    assert training.chosen.holdout.mae < training.baseline.mae


def test_the_choice_does_not_look_at_the_holdout() -> None:
    frame = sample_frame()
    late = frame[YEAR] > 2016
    distorted = frame.assign(**{TARGET: frame[TARGET].where(~late, frame[TARGET] + 30)})
    honest, fooled = train(frame, SETTINGS, seed=1), train(distorted, SETTINGS, seed=1)
    assert fooled.chosen_name == honest.chosen_name
    errors = [
        {name: candidate.cross_validated_mae for name, candidate in training.candidates.items()}
        for training in (honest, fooled)
    ]
    assert errors[0] == errors[1]


def test_the_baseline_knows_only_the_last_learning_year() -> None:
    split = split_features(sample_frame(), SETTINGS)
    forecast = region_mean_forecast(split.learning, split.test)
    latest = split.learning[split.learning[YEAR] == 2016]
    for region, rows in split.test.groupby(REGION):
        expected = latest.loc[latest[REGION] == region, TARGET].mean()
        assert np.allclose(forecast[rows.index], expected)


def test_a_region_without_learning_countries_gets_the_mean_of_all() -> None:
    split = split_features(sample_frame(), SETTINGS)
    learning = split.learning[split.learning[REGION] != "WPR"]
    forecast = region_mean_forecast(learning, split.test)
    expected = learning.loc[learning[YEAR] == 2016, TARGET].mean()
    assert np.allclose(forecast[split.test[REGION] == "WPR"], expected)


def test_a_planted_leak_is_refused_and_named() -> None:
    frame = sample_frame()
    refuse_leaking_features(frame, NUMERIC_FEATURES)
    healthy_years = frame[TARGET] * 0.88 + np.random.default_rng(1).normal(0, 0.3, len(frame))
    with pytest.raises(DataError, match="uhc_service_coverage") as caught:
        refuse_leaking_features(frame.assign(uhc_service_coverage=healthy_years), NUMERIC_FEATURES)
    assert caught.value.reason == "LeakSuspected"


def test_the_target_and_its_relatives_are_no_features() -> None:
    assert TARGET not in FEATURES
    assert not {name for name in FEATURES if "life_expectancy" in name or "mortality" in name}


def test_scores_are_what_their_names_say() -> None:
    scores = score([70.0, 72.0, 74.0, 76.0], [71.0, 71.0, 74.0, 79.0])
    assert scores.mae == pytest.approx(1.25)
    assert scores.rmse == pytest.approx((11 / 4) ** 0.5)
    assert scores.r2 == pytest.approx(1 - 11 / 20)
