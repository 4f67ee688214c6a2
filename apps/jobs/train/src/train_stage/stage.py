"""The stage as a whole: read, train, log, register, judge."""

from __future__ import annotations

import os

import mlflow
from mlflow.tracking import MlflowClient

from stage_kit import (
    ModelMetric,
    RegisteredModel,
    StageContext,
    StageResult,
    provide_root_certificate,
)
from train_stage.candidacy import Candidacy, Standing, stand
from train_stage.comparison import validation_summary
from train_stage.database import FeatureTable, exclusive_registry, open_session, read_features
from train_stage.diagnosis import diagnose
from train_stage.leakage import refuse_twins
from train_stage.mlflow_errors import translated_errors
from train_stage.point_in_time import refuse_future_knowledge
from train_stage.registry import ModelRegistry
from train_stage.report import TrainingReport
from train_stage.settings import Settings, read_settings
from train_stage.split import split_features
from train_stage.tracking import FinishedTraining, find_finished_training, log_training
from train_stage.training import train


def run(context: StageContext) -> StageResult:
    """Train on the published features and register the result.

    Safe to repeat after a crash at any point: a finished training, a registered version and a
    verdict are each found by the uid of the pipeline run and not made again.
    """
    settings = read_settings(context.environment)
    provide_root_certificate(os.environ)
    with open_session() as connection:
        table = read_features(connection)
        context.logger.info(
            "Read features",
            rows=len(table.frame),
            digest=table.digest,
            publication=table.publication,
        )
        refuse_future_knowledge(table.frame, table.profile)
        refuse_twins(table.frame)
        split = split_features(table.frame, settings.split)
        with translated_errors():
            training = _find_or_train(context, settings, table)
            with exclusive_registry(connection, settings.model_name) as require_turn:
                registry = ModelRegistry(MlflowClient(), settings.model_name, require_turn)
                candidacy = Candidacy(
                    training, context.identity.run_uid, split, settings.promotion_margin
                )
                standing = stand(registry, candidacy, context.logger)
    return _result(settings, training, standing)


def _find_or_train(
    context: StageContext, settings: Settings, table: FeatureTable
) -> FinishedTraining:
    mlflow.set_tracking_uri(settings.tracking_uri)
    experiment = mlflow.set_experiment(settings.experiment)
    found = find_finished_training(
        MlflowClient(), experiment.experiment_id, context.identity.run_uid
    )
    if found is not None:
        context.logger.info("Found training of an earlier attempt", mlflowRun=found.mlflow_run_id)
        return found
    training = train(table.frame, settings.split, settings.seed)
    diagnosis = diagnose(training, settings.seed)
    finished = log_training(TrainingReport(training, diagnosis, table, context.identity, settings))
    context.logger.info(
        "Trained model",
        model=training.chosen_name,
        mlflowRun=finished.mlflow_run_id,
        mae=finished.metrics["mae"],
        baselineMae=finished.metrics["baseline_mae"],
    )
    return finished


def _result(settings: Settings, training: FinishedTraining, standing: Standing) -> StageResult:
    metrics = tuple(
        ModelMetric(
            name, f"{training.metrics[name]:.4f}", f"{training.metrics[f'baseline_{name}']:.4f}"
        )
        for name in ("mae", "rmse", "r2")
    )
    return StageResult(
        outputs={
            "mlflowRunId": training.mlflow_run_id,
            "modelName": settings.model_name,
            "modelVersion": standing.version,
            "chosenModel": training.chosen_name,
            "validationMae": validation_summary(training.metrics),
        },
        model=RegisteredModel(settings.model_name, standing.version, standing.is_champion, metrics),
    )
