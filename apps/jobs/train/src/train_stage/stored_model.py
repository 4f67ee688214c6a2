"""The model as MLflow keeps it: stored by skops, with what it takes and what it needs."""

from __future__ import annotations

import mlflow
import numpy as np
import pandas as pd
import sklearn
import skops
from mlflow.models import infer_signature

from train_stage.columns import FEATURES
from train_stage.report import TrainingReport

# Types beyond scikit-learn's estimators that a stored model may contain. Models are stored by
# skops, which executes nothing while loading, unlike a pickle.
_TRUSTED_TYPES = [
    "numpy.dtype",
    "numpy.log1p",
    "sklearn._loss.link.IdentityLink",
    "sklearn._loss.link.Interval",
    "sklearn._loss.loss.HalfSquaredError",
    "sklearn._loss._loss.CyHalfSquaredError",
    "sklearn.compose._column_transformer._RemainderColsList",
    "sklearn.ensemble._hist_gradient_boosting.binning._BinMapper",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
]


def log_model(report: TrainingReport) -> str:
    """Store the chosen model at the MLflow run that is under way; returns its URI.

    The half widths of its intervals go with it, for whoever loads it.
    """
    example = report.training.split.learning[list(FEATURES)].head(3)
    model = report.training.model
    logged = mlflow.sklearn.log_model(
        model,
        name="model",
        signature=infer_signature(example, model.predict(example)),
        input_example=example,
        metadata={
            f"{interval.name}_half_width": interval.half_width
            for interval in report.diagnosis.intervals
        },
        # Given, because MLflow would find them out by loading the model in yet another process.
        pip_requirements=_requirements(),
        serialization_format="skops",
        skops_trusted_types=_TRUSTED_TYPES,
    )
    return str(logged.model_uri)


def _requirements() -> list[str]:
    packages = {"numpy": np, "pandas": pd, "scikit-learn": sklearn, "skops": skops}
    return [f"{name}=={package.__version__}" for name, package in packages.items()]
