import pytest

from train_stage.artifacts import holdout_predictions
from train_stage_testing.sample_training import sample_report


def test_predictions_come_with_the_bounds_of_every_interval() -> None:
    report = sample_report()
    rows = holdout_predictions(report)
    assert len(rows) == len(report.training.split.test)
    for interval in report.diagnosis.intervals:
        low, high = rows[f"{interval.name}_low"], rows[f"{interval.name}_high"]
        assert (high - low).tolist() == pytest.approx([2 * interval.half_width] * len(rows))
        inside = rows["life_expectancy"].between(low, high)
        assert inside.mean() == pytest.approx(interval.coverage)
