"""Pictures of a training for people who look at the run in MLflow."""

from __future__ import annotations

from matplotlib.figure import Figure

from train_stage.columns import REGION, TARGET
from train_stage.training import Training


def predicted_and_actual(training: Training) -> Figure:
    """Predictions of the chosen model over what came, one colour per region."""
    test = training.split.test
    predicted = training.predicted.to_numpy()
    figure = Figure(figsize=(6, 6), layout="constrained")
    axes = figure.add_subplot()
    for region in sorted(test[REGION].unique()):
        rows = (test[REGION] == region).to_numpy()
        axes.scatter(test.loc[rows, TARGET], predicted[rows], s=12, alpha=0.7, label=region)
    limits = (float(test[TARGET].min()), float(test[TARGET].max()))
    axes.plot(limits, limits, color="grey", linewidth=1)
    axes.set_xlabel("life expectancy (years)")
    axes.set_ylabel("predicted (years)")
    axes.set_title(f"{training.chosen_name} on held-out countries and years")
    axes.legend()
    return figure


def errors_by_model(training: Training) -> Figure:
    """Mean absolute error in validation of the naive forecast and of every candidate."""
    errors = {name: validation.scores.mae for name, validation in training.validations.items()}
    figure = Figure(figsize=(6, 3), layout="constrained")
    axes = figure.add_subplot()
    bars = axes.barh(list(errors), list(errors.values()))
    axes.bar_label(bars, fmt="%.2f", padding=3)
    axes.margins(x=0.15)
    axes.set_xlabel("mean absolute error in validation (years)")
    return figure
