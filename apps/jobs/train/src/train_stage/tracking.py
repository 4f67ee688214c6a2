"""One training becomes one MLflow run, found again by the uid of the pipeline run."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import mlflow
import numpy as np
import pandas as pd
import sklearn
import skops
from mlflow.entities import Run
from mlflow.models import infer_signature
from mlflow.tracking import MlflowClient

from stage_kit import StageIdentity
from train_stage.columns import COUNTRY, FEATURES, TARGET, YEAR
from train_stage.comparison import comparison
from train_stage.database import FeatureTable
from train_stage.evaluation import Scores
from train_stage.plots import errors_by_model, predicted_and_actual
from train_stage.settings import Settings
from train_stage.split import split_parameters
from train_stage.training import Training

RUN_UID_TAG = "pipeline.run_uid"
_MODEL_URI_TAG = "pipeline.model_uri"

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


@dataclass(frozen=True)
class FinishedTraining:
    """A finished MLflow run: its id, which candidate was chosen, its stored model, its metrics."""

    mlflow_run_id: str
    chosen_name: str
    model_uri: str
    metrics: dict[str, float]


def find_finished_training(
    client: MlflowClient, experiment_id: str, run_uid: str
) -> FinishedTraining | None:
    """The finished training of a pipeline run, or None.

    Trainings that an earlier attempt began and did not finish are marked as failed.
    """
    runs = client.search_runs([experiment_id], f"tags.`{RUN_UID_TAG}` = '{run_uid}'")
    for run in runs:
        if run.info.status == "FINISHED" and _MODEL_URI_TAG in run.data.tags:
            return _finished(run)
    for run in runs:
        if run.info.status == "RUNNING":
            client.set_terminated(run.info.run_id, "FAILED")
    return None


def log_training(
    training: Training, table: FeatureTable, identity: StageIdentity, settings: Settings
) -> FinishedTraining:
    """Log a training in full: parameters, metrics, data, pictures and the model itself.

    The tag that makes the run count as finished is set last.
    """
    with mlflow.start_run(run_name=f"{identity.run_name}-{identity.attempt}") as run:
        mlflow.set_tags(
            {
                RUN_UID_TAG: identity.run_uid,
                "pipeline.run_name": identity.run_name,
                "pipeline.attempt": str(identity.attempt),
                "data.digest": table.digest,
                "data.publication": table.publication,
            }
        )
        mlflow.log_params(_parameters(training, settings))
        mlflow.log_metrics(_metrics(training))
        dataset = mlflow.data.from_pandas(
            table.frame, name="analytics.ml_features", targets=TARGET, digest=table.digest[:36]
        )
        mlflow.log_input(dataset, context="training")
        mlflow.log_figure(predicted_and_actual(training), "plots/predicted-and-actual.png")
        mlflow.log_figure(errors_by_model(training), "plots/errors-by-model.png")
        mlflow.log_table(comparison(training), "validation/comparison.json")
        mlflow.log_text(_holdout(training).to_csv(index=False), "holdout/predictions.csv")
        model_uri = _log_model(training)
        mlflow.set_tag(_MODEL_URI_TAG, model_uri)
    return FinishedTraining(run.info.run_id, training.chosen_name, model_uri, _metrics(training))


def _finished(run: Run) -> FinishedTraining:
    return FinishedTraining(
        run.info.run_id,
        run.data.params["model"],
        run.data.tags[_MODEL_URI_TAG],
        dict(run.data.metrics),
    )


def _log_model(training: Training) -> str:
    example = training.split.learning[list(FEATURES)].head(3)
    model = training.model
    logged = mlflow.sklearn.log_model(
        model,
        name="model",
        signature=infer_signature(example, model.predict(example)),
        input_example=example,
        # Given, because MLflow would find them out by loading the model in yet another process.
        pip_requirements=_requirements(),
        serialization_format="skops",
        skops_trusted_types=_TRUSTED_TYPES,
    )
    return str(logged.model_uri)


def _requirements() -> list[str]:
    packages = {"numpy": np, "pandas": pd, "scikit-learn": sklearn, "skops": skops}
    return [f"{name}=={package.__version__}" for name, package in packages.items()]


def _parameters(training: Training, settings: Settings) -> dict[str, Any]:
    return {
        "model": training.chosen_name,
        "features": ",".join(FEATURES),
        "features.unused": ",".join(training.unused_features),
        "seed": settings.seed,
        **split_parameters(training.split),
    }


def _metrics(training: Training) -> dict[str, float]:
    metrics = {
        **_prefixed("", training.holdout),
        **_prefixed("baseline_", training.baseline),
    }
    for name, validation in training.validations.items():
        metrics |= _prefixed(f"validation_{name}_", validation.scores)
    return metrics


def _prefixed(prefix: str, scores: Scores) -> dict[str, float]:
    return {f"{prefix}{name}": value for name, value in asdict(scores).items()}


def _holdout(training: Training) -> pd.DataFrame:
    return training.split.test[[COUNTRY, YEAR, TARGET]].assign(
        predicted=training.predicted, baseline=training.baseline_forecast
    )
