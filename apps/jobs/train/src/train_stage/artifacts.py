"""What people find at the MLflow run beside parameters and metrics: card, tables, pictures."""

from __future__ import annotations

import mlflow
import pandas as pd

from train_stage.columns import COUNTRY, REGION, TARGET, YEAR
from train_stage.comparison import comparison
from train_stage.model_card import model_card
from train_stage.plots import (
    errors_by_model,
    feature_importance,
    learning_curve,
    predicted_and_actual,
    residuals,
)
from train_stage.report import TrainingReport


def log_artifacts(report: TrainingReport) -> None:
    """Log them to the MLflow run that is under way."""
    training, diagnosis = report.training, report.diagnosis
    mlflow.log_text(model_card(report), "model-card.md")
    mlflow.log_table(comparison(training), "validation/comparison.json")
    tables = {
        "holdout/predictions.csv": holdout_predictions(report),
        "holdout/errors-by-region.csv": diagnosis.regions,
        "holdout/importance.csv": diagnosis.importance,
        "holdout/intervals.csv": pd.DataFrame(diagnosis.intervals),
        "validation/learning-curve.csv": diagnosis.learning_curve,
    }
    for path, frame in tables.items():
        mlflow.log_text(frame.to_csv(index=False), path)
    figures = {
        "predicted-and-actual": predicted_and_actual(training),
        "residuals": residuals(training),
        "errors-by-model": errors_by_model(training),
        "importance": feature_importance(diagnosis.importance),
        "learning-curve": learning_curve(diagnosis.learning_curve),
    }
    for name, figure in figures.items():
        mlflow.log_figure(figure, f"plots/{name}.png")


def holdout_predictions(report: TrainingReport) -> pd.DataFrame:
    """One row per holdout row: target, forecast, naive forecast, bounds of each interval."""
    training = report.training
    bounds = {
        f"{one.name}_{side}": training.predicted + sign * one.half_width
        for one in report.diagnosis.intervals
        for side, sign in (("low", -1), ("high", 1))
    }
    return training.split.test[[COUNTRY, REGION, YEAR, TARGET]].assign(
        predicted=training.predicted, baseline=training.baseline_forecast, **bounds
    )
