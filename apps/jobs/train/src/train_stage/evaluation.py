"""How far predictions are off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error


@dataclass(frozen=True)
class Scores:
    """Mean absolute and root mean squared error in years of life; share of variance explained."""

    mae: float
    rmse: float
    r2: float


def score(actual: Sequence[float], predicted: Sequence[float]) -> Scores:
    """Compare predictions with what came."""
    truth, guess = np.asarray(actual, dtype=float), np.asarray(predicted, dtype=float)
    return Scores(
        mae=float(mean_absolute_error(truth, guess)),
        rmse=float(root_mean_squared_error(truth, guess)),
        r2=float(r2_score(truth, guess)),
    )
