from dataclasses import replace

import numpy as np
import pytest

from train_stage.candidates import candidate_models, fit
from train_stage.columns import COUNTRY, FEATURES, REGION, TARGET
from train_stage.diagnosis import diagnose, importance
from train_stage_testing.sample_training import sample_diagnosis, sample_training


def test_regions_add_up_to_the_holdout() -> None:
    regions, training = sample_diagnosis().regions, sample_training()
    assert regions["rows"].sum() == len(training.split.test)
    assert np.average(regions["mae"], weights=regions["rows"]) == pytest.approx(
        training.holdout.mae
    )
    assert np.average(regions["baseline_mae"], weights=regions["rows"]) == pytest.approx(
        training.baseline.mae
    )
    (interval, *_) = sample_diagnosis().intervals
    assert np.average(
        regions[f"{interval.name}_coverage"], weights=regions["rows"]
    ) == pytest.approx(interval.coverage)


def test_bias_is_positive_where_too_much_is_promised() -> None:
    training = sample_training()
    error = training.predicted - training.split.test[TARGET]
    region = training.split.test[REGION]
    bias = sample_diagnosis().regions.set_index(REGION)["bias"]
    assert bias.to_dict() == pytest.approx(error.groupby(region).mean().to_dict())


def test_only_what_a_model_reads_is_important_to_it() -> None:
    training = sample_training()
    reader = candidate_models(seed=1, features=("doctors_per_10000",))["ridge_1"]
    table = importance(replace(training, model=fit(reader, training.split.learning)), seed=1)
    growth = table.set_index("feature")["error_grows_by"]
    assert set(growth.index) == set(FEATURES)
    assert growth.is_monotonic_decreasing
    assert growth.index[0] == "doctors_per_10000"
    assert growth.drop(["doctors_per_10000", REGION]).tolist() == [0.0] * (len(FEATURES) - 2)


def test_the_learning_curve_ends_with_all_countries_and_their_error() -> None:
    curve, training = sample_diagnosis().learning_curve, sample_training()
    everyone = np.mean([fold.learning[COUNTRY].nunique() for fold in training.folds])
    newest = training.validations[training.chosen_name].rows.query("year > 2011")
    assert curve["countries"].tolist() == pytest.approx(
        [everyone * share for share in (0.25, 0.5, 0.75, 1)], abs=1
    )
    assert curve["mae"].iloc[-1] == pytest.approx(
        (newest["predicted"] - newest[TARGET]).abs().mean()
    )


def test_the_same_training_and_seed_give_the_same_diagnosis() -> None:
    first, second = sample_diagnosis(), diagnose(sample_training(), seed=1)
    assert first.importance.equals(second.importance)
    assert first.learning_curve.equals(second.learning_curve)
    assert first.intervals == second.intervals
