import numpy as np

from train_stage.columns import FEATURES, REGION
from train_stage.plots import (
    errors_by_model,
    feature_importance,
    learning_curve,
    predicted_and_actual,
    residuals,
)
from train_stage_testing.sample_training import sample_diagnosis, sample_training


def test_points_are_one_for_each_holdout_row_and_coloured_by_region() -> None:
    test = sample_training().split.test
    for figure in (predicted_and_actual(sample_training()), residuals(sample_training())):
        (axes,) = figure.axes
        points = [np.asarray(of_region.get_offsets()) for of_region in axes.collections]
        assert len(np.concatenate(points)) == len(test)
        labels = axes.get_legend_handles_labels()[1]
        assert labels == sorted(test[REGION].unique())


def test_bars_are_one_for_each_model_and_for_each_feature() -> None:
    (models,) = errors_by_model(sample_training()).axes
    assert len(models.patches) == len(sample_training().validations)
    (features,) = feature_importance(sample_diagnosis().importance).axes
    assert len(features.patches) == len(FEATURES)


def test_the_curve_has_a_point_for_each_number_of_countries() -> None:
    (axes,) = learning_curve(sample_diagnosis().learning_curve).axes
    numbers = sample_diagnosis().learning_curve["countries"].to_numpy()
    assert np.array_equal(np.asarray(axes.lines[0].get_xdata()), numbers)
