"""One training becomes one MLflow run, found again by the uid of the pipeline run."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import mlflow
from mlflow.entities import Run
from mlflow.tracking import MlflowClient

from train_stage.artifacts import log_artifacts
from train_stage.columns import FEATURES
from train_stage.evaluation import Scores
from train_stage.lineage import log_lineage
from train_stage.report import TrainingReport
from train_stage.split import split_parameters
from train_stage.stored_model import log_model

RUN_UID_TAG = "pipeline.run_uid"
_MODEL_URI_TAG = "pipeline.model_uri"
_DATA_TAGS = ("data.digest", "data.publication", "data.dbt_run")


@dataclass(frozen=True)
class FinishedTraining:
    """A finished MLflow run: its id, which candidate was chosen, its stored model, its metrics.

    `data_tags` say which data it learned from; they go to the registered version, too.
    """

    mlflow_run_id: str
    chosen_name: str
    model_uri: str
    metrics: dict[str, float]
    data_tags: dict[str, str]


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


def log_training(report: TrainingReport) -> FinishedTraining:
    """Log a training in full: parameters, metrics, data, card, pictures and the model itself.

    The tag that makes the run count as finished is set last.
    """
    identity, data_tags = report.identity, _data_tags(report)
    with mlflow.start_run(run_name=f"{identity.run_name}-{identity.attempt}") as run:
        mlflow.set_tags(
            {
                RUN_UID_TAG: identity.run_uid,
                "pipeline.run_name": identity.run_name,
                "pipeline.attempt": str(identity.attempt),
                **data_tags,
            }
        )
        mlflow.log_params(_parameters(report))
        metrics = _metrics(report)
        mlflow.log_metrics(metrics)
        log_lineage(report)
        log_artifacts(report)
        model_uri = log_model(report)
        mlflow.set_tag(_MODEL_URI_TAG, model_uri)
    return FinishedTraining(
        run.info.run_id, report.training.chosen_name, model_uri, metrics, data_tags
    )


def _finished(run: Run) -> FinishedTraining:
    return FinishedTraining(
        run.info.run_id,
        run.data.params["model"],
        run.data.tags[_MODEL_URI_TAG],
        dict(run.data.metrics),
        {name: run.data.tags[name] for name in _DATA_TAGS if name in run.data.tags},
    )


def _data_tags(report: TrainingReport) -> dict[str, str]:
    table = report.table
    values = (table.digest, table.publication, table.dbt_run)
    return dict(zip(_DATA_TAGS, values, strict=True))


def _parameters(report: TrainingReport) -> dict[str, Any]:
    return {
        "model": report.training.chosen_name,
        "features": ",".join(FEATURES),
        "features.unused": ",".join(report.training.unused_features),
        "seed": report.settings.seed,
        **split_parameters(report.training.split),
    }


def _metrics(report: TrainingReport) -> dict[str, float]:
    training = report.training
    metrics = {
        **_prefixed("", training.holdout),
        **_prefixed("baseline_", training.baseline),
    }
    for name, validation in training.validations.items():
        metrics |= _prefixed(f"validation_{name}_", validation.scores)
    for interval in report.diagnosis.intervals:
        metrics[f"{interval.name}_half_width"] = interval.half_width
        metrics[f"{interval.name}_coverage"] = interval.coverage
    return metrics


def _prefixed(prefix: str, scores: Scores) -> dict[str, float]:
    return {f"{prefix}{name}": value for name, value in asdict(scores).items()}
