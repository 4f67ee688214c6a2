import numpy as np
import pandas as pd
import pytest

from train_stage.baseline import region_mean_forecast
from train_stage.columns import FEATURES, REGION, TARGET, YEAR
from train_stage.evaluation import score
from train_stage.split import split_features
from train_stage.training import NAIVE, choose, train
from train_stage.validation import Validation
from train_stage_testing.sample_features import sample_frame
from train_stage_testing.sample_training import SAMPLE_SPLIT, sample_training


def test_same_data_and_seed_give_the_same_scores() -> None:
    first, second = sample_training(), train(sample_frame(), SAMPLE_SPLIT, seed=1)
    assert first.chosen_name == second.chosen_name
    assert first.holdout == second.holdout
    for name, validation in first.validations.items():
        assert validation.scores == second.validations[name].scores


def test_every_candidate_beats_the_naive_forecast_on_data_with_something_to_learn() -> None:
    training = sample_training()
    naive = training.validations[NAIVE].scores.mae
    candidates = {name: one for name, one in training.validations.items() if name != NAIVE}
    assert {name.partition("_")[0] for name in candidates} == {"ridge", "gradient"}
    assert all(candidate.scores.mae < naive for candidate in candidates.values())
    assert training.holdout.mae < training.baseline.mae


def test_an_indicator_that_was_not_ingested_is_left_out() -> None:
    training = train(
        sample_frame().assign(safe_water_percent=np.nan, bcg_coverage=95.0), SAMPLE_SPLIT, seed=1
    )
    assert training.unused_features == ("bcg_coverage", "safe_water_percent")
    assert training.holdout.mae < training.baseline.mae


def test_an_indicator_that_is_too_young_for_the_oldest_fold_is_left_out() -> None:
    frame = sample_frame()
    young = frame["safe_water_percent"].where(frame[YEAR] > 2012)
    training = train(frame.assign(safe_water_percent=young), SAMPLE_SPLIT, seed=1)
    assert training.unused_features == ("safe_water_percent",)


def test_the_choice_does_not_look_at_the_holdout() -> None:
    frame = sample_frame()
    late = frame[YEAR] > 2016
    distorted = frame.assign(**{TARGET: frame[TARGET].where(~late, frame[TARGET] + 30)})
    honest, fooled = sample_training(), train(distorted, SAMPLE_SPLIT, seed=1)
    assert fooled.chosen_name == honest.chosen_name
    for name, validation in honest.validations.items():
        assert validation.scores == fooled.validations[name].scores
    assert fooled.holdout != honest.holdout


def test_the_best_candidate_in_validation_is_chosen_and_never_the_naive_forecast() -> None:
    def off_by(years: float) -> Validation:
        rows = pd.DataFrame({TARGET: [70.0, 71.0], "predicted": [70.0 + years, 71.0 + years]})
        return Validation(rows, (years,))

    assert choose({NAIVE: off_by(1), "ridge_1": off_by(3), "ridge_10": off_by(2)}) == "ridge_10"


def test_the_baseline_knows_only_the_last_learning_year() -> None:
    split = split_features(sample_frame(), SAMPLE_SPLIT)
    forecast = region_mean_forecast(split.learning, split.test)
    latest = split.learning[split.learning[YEAR] == 2016]
    for region, rows in split.test.groupby(REGION):
        expected = latest.loc[latest[REGION] == region, TARGET].mean()
        assert np.allclose(forecast[rows.index], expected)


def test_a_region_without_learning_countries_gets_the_mean_of_all() -> None:
    split = split_features(sample_frame(), SAMPLE_SPLIT)
    learning = split.learning[split.learning[REGION] != "WPR"]
    forecast = region_mean_forecast(learning, split.test)
    expected = learning.loc[learning[YEAR] == 2016, TARGET].mean()
    assert np.allclose(forecast[split.test[REGION] == "WPR"], expected)


def test_the_target_and_its_relatives_are_no_features() -> None:
    assert TARGET not in FEATURES
    assert not {name for name in FEATURES if "life_expectancy" in name or "mortality" in name}


def test_scores_are_what_their_names_say() -> None:
    scores = score([70.0, 72.0, 74.0, 76.0], [71.0, 71.0, 74.0, 79.0])
    assert scores.mae == pytest.approx(1.25)
    assert scores.rmse == pytest.approx((11 / 4) ** 0.5)
    assert scores.r2 == pytest.approx(1 - 11 / 20)
