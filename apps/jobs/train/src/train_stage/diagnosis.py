"""What is worth knowing about a chosen model beyond its scores. It has no part in the choice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.inspection import permutation_importance
from threadpoolctl import threadpool_limits

from train_stage.candidates import forecast_with, usable_features
from train_stage.columns import COUNTRY, FEATURES, REGION, TARGET, YEAR
from train_stage.intervals import Interval, intervals
from train_stage.training import Training
from train_stage.validation import Fold, validate

_REPEATS = 10
_CURVE_SHARES = (0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Diagnosis:
    """Intervals with their measured coverage, and three tables.

    `regions`: errors on the holdout by WHO region. `importance`: by how much the holdout error
    grows when a feature's values are shuffled. `learning_curve`: error in validation by the number
    of countries learned from.
    """

    intervals: list[Interval]
    regions: pd.DataFrame
    importance: pd.DataFrame
    learning_curve: pd.DataFrame


def diagnose(training: Training, seed: int) -> Diagnosis:
    """Look at a training from all sides; the same training and seed give the same result."""
    validated = training.validations[training.chosen_name].rows
    measured = intervals(validated, training.split.test[TARGET], training.predicted)
    with threadpool_limits(limits=1):
        return Diagnosis(
            intervals=measured,
            regions=region_errors(training, measured),
            importance=importance(training, seed),
            learning_curve=learning_curve(training),
        )


def region_errors(training: Training, measured: list[Interval]) -> pd.DataFrame:
    """One row per WHO region of the holdout: size, errors, bias, and coverage of each interval.

    `bias` is positive where the model promises too many years.
    """
    test = training.split.test
    error = training.predicted - test[TARGET]
    columns = {
        "mae": error.abs(),
        "bias": error,
        "baseline_mae": (training.baseline_forecast - test[TARGET]).abs(),
    } | {f"{one.name}_coverage": (error.abs() <= one.half_width) * 1.0 for one in measured}
    by_region = pd.DataFrame(columns).groupby(test[REGION])
    table = by_region.mean()
    table.insert(0, "countries", test.groupby(REGION)[COUNTRY].nunique())
    table.insert(0, "rows", by_region.size())
    return table.reset_index()


def importance(training: Training, seed: int) -> pd.DataFrame:
    """One row per feature, the most important first; years of life by which the error grows."""
    test = training.split.test
    result = permutation_importance(
        training.model,
        test[list(FEATURES)],
        test[TARGET],
        scoring="neg_mean_absolute_error",
        n_repeats=_REPEATS,
        random_state=seed,
    )
    table = pd.DataFrame(
        {
            "feature": FEATURES,
            "error_grows_by": result.importances_mean,
            "spread": result.importances_std,
        }
    )
    return table.sort_values("error_grows_by", ascending=False).reset_index(drop=True)


def learning_curve(training: Training) -> pd.DataFrame:
    """The error in the newest window of validation by the share of countries learned from."""
    newest = max(fold.test[YEAR].max() for fold in training.folds)
    folds = [fold for fold in training.folds if fold.test[YEAR].max() == newest]
    return pd.DataFrame(_curve(training, folds))


def _curve(training: Training, folds: list[Fold]) -> Iterator[dict[str, float]]:
    needed = set(usable_features(fold.learning for fold in folds))
    for share in _CURVE_SHARES:
        smaller = [Fold(_some_countries(fold.learning, share), fold.test) for fold in folds]
        # With too few countries an indicator may be missing altogether, which no model copes with.
        if not needed <= set(usable_features(fold.learning for fold in smaller)):
            continue
        validation = validate(forecast_with(training.model), smaller)
        countries = [fold.learning[COUNTRY].nunique() for fold in smaller]
        yield {"countries": float(np.mean(countries)), "mae": validation.scores.mae}


def _some_countries(learning: pd.DataFrame, share: float) -> pd.DataFrame:
    """The rows of a share of the countries, in the order of a hash: larger shares hold smaller."""
    codes = sorted(learning[COUNTRY].unique(), key=_digest)
    kept = codes[: max(1, round(len(codes) * share))]
    return learning[learning[COUNTRY].isin(kept)]


def _digest(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()
