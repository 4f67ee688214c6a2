"""The naive forecast that a model has to beat."""

from __future__ import annotations

import pandas as pd

from train_stage.columns import REGION, TARGET, YEAR
from train_stage.evaluation import Scores, score
from train_stage.split import Split


def region_mean_forecast(learning: pd.DataFrame, test: pd.DataFrame) -> pd.Series[float]:
    """For each test row its region's mean in the last year known to the learner.

    The last known value of the country itself would be the better forecast, but a held-out country
    has none: the model is for countries without a life table. A region without countries to learn
    from gets the mean of all.
    """
    latest = learning[learning[YEAR] == learning[YEAR].max()]
    by_region = latest.groupby(REGION)[TARGET].mean()
    return test[REGION].map(by_region).astype("float64").fillna(float(latest[TARGET].mean()))


def baseline_scores(split: Split) -> Scores:
    """How far the naive forecast is off on the rows of a split."""
    forecast = region_mean_forecast(split.learning, split.test)
    return score(split.test[TARGET].tolist(), forecast.tolist())
