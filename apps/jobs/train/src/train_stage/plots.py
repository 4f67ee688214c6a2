"""Pictures of a training for people who look at the run in MLflow."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from train_stage.columns import REGION, TARGET
from train_stage.training import Training


def predicted_and_actual(training: Training) -> Figure:
    """Predictions of the chosen model over what came, one colour per region."""
    truth = training.split.test[TARGET]
    figure, axes = _figure(6, 6)
    _scatter_by_region(axes, training, (truth, training.predicted))
    limits = (float(truth.min()), float(truth.max()))
    axes.plot(limits, limits, color="grey", linewidth=1)
    axes.set_xlabel("life expectancy (years)")
    axes.set_ylabel("predicted (years)")
    axes.set_title(f"{training.chosen_name} on held-out countries and years")
    return figure


def residuals(training: Training) -> Figure:
    """How far the chosen model is off over what it predicts, one colour per region."""
    figure, axes = _figure(7, 4)
    error = training.predicted - training.split.test[TARGET]
    _scatter_by_region(axes, training, (training.predicted, error))
    axes.axhline(0, color="grey", linewidth=1)
    axes.set_xlabel("predicted (years)")
    axes.set_ylabel("predicted less actual (years)")
    return figure


def errors_by_model(training: Training) -> Figure:
    """Mean absolute error in validation of the naive forecast and of every candidate."""
    errors = {name: validation.scores.mae for name, validation in training.validations.items()}
    return _bars(pd.Series(errors), "mean absolute error in validation (years)")


def feature_importance(table: pd.DataFrame) -> Figure:
    """By how much the error grows without each feature, the most important on top."""
    growth = table.set_index("feature")["error_grows_by"]
    return _bars(growth[::-1], "growth of the holdout error when shuffled (years)")


def learning_curve(table: pd.DataFrame) -> Figure:
    """The error in validation by the number of countries learned from."""
    figure, axes = _figure(6, 4)
    axes.plot(table["countries"], table["mae"], marker="o")
    axes.set_xlabel("countries learned from")
    axes.set_ylabel("mean absolute error in validation (years)")
    return figure


def _figure(width: float, height: float) -> tuple[Figure, Any]:
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.add_subplot()


def _scatter_by_region(
    axes: Any, training: Training, points: tuple[pd.Series[float], pd.Series[float]]
) -> None:
    regions = training.split.test[REGION]
    for region in sorted(regions.unique()):
        horizontal, vertical = (values[regions == region] for values in points)
        axes.scatter(horizontal, vertical, s=12, alpha=0.7, label=region)
    axes.legend()


def _bars(lengths: pd.Series[float], label: str) -> Figure:
    figure, axes = _figure(7, 1 + 0.35 * len(lengths))
    bars = axes.barh(list(lengths.index), lengths.tolist())
    axes.bar_label(bars, fmt="%.2f", padding=3)
    axes.margins(x=0.15)
    axes.set_xlabel(label)
    return figure
