"""A finished training stands for champion: registered once, judged once."""

from __future__ import annotations

from dataclasses import dataclass

import mlflow
from mlflow.entities.model_registry import ModelVersion

from stage_kit import StageLogger
from train_stage.baseline import baseline_scores
from train_stage.columns import FEATURES, TARGET
from train_stage.evaluation import score
from train_stage.gate import Contest, Verdict, judge
from train_stage.registry import ModelRegistry
from train_stage.split import Split, has_seen_nothing_of
from train_stage.tracking import FinishedTraining


@dataclass(frozen=True)
class Candidacy:
    """Who stands (a training of a pipeline run), on which rows, by which margin."""

    training: FinishedTraining
    run_uid: str
    split: Split
    margin: float


@dataclass(frozen=True)
class Standing:
    """The registered version, and whether it became champion."""

    version: str
    is_champion: bool


def stand(registry: ModelRegistry, candidacy: Candidacy, logger: StageLogger) -> Standing:
    """Register the training's model and let it compete, unless an earlier attempt has.

    Every step looks for its own trace first, so a repeated attempt goes on where the last one
    ended. Call it while no other trainer uses the registry.
    """
    version = registry.find(candidacy.run_uid)
    if version is None:
        version = registry.register(candidacy.training, candidacy.run_uid)
        logger.info("Registered model version", version=version.version)
    verdict = registry.recorded_verdict(version)
    if verdict is None:
        verdict = _compete(registry, candidacy, version)
        logger.info("Judged model version", promoted=verdict.is_promoted, reason=verdict.reason)
    return Standing(version.version, verdict.is_promoted)


def _compete(registry: ModelRegistry, candidacy: Candidacy, version: ModelVersion) -> Verdict:
    champion = registry.champion()
    if champion is not None and champion.version == version.version:
        # An earlier attempt died between promoting and recording.
        verdict = Verdict(True, "became champion in an earlier attempt")
        registry.record(version, verdict, None)
        return verdict
    verdict = judge(
        Contest(
            challenger_mae=_holdout_error(version, candidacy.split),
            # Not the metric of the training: a repeated attempt may find newer data published.
            baseline_mae=baseline_scores(candidacy.split).mae,
            champion_mae=_champion_error(registry, champion, candidacy.split),
            margin=candidacy.margin,
        )
    )
    if verdict.is_promoted:
        registry.promote(version)
    registry.record(version, verdict, champion)
    return verdict


def _champion_error(
    registry: ModelRegistry, champion: ModelVersion | None, split: Split
) -> float | None:
    """The champion's error, or None when there is none, or none that can be asked.

    It is asked about the same rows as the challenger, here and now: the metrics of its own run
    are from the data of another day. It cannot be asked when it needs features that are no longer
    there, or when it has learned from what is tested now.
    """
    if champion is None or not has_seen_nothing_of(split, registry.parameters(champion)):
        return None
    model = mlflow.models.get_model_info(f"models:/{champion.name}/{champion.version}")
    inputs = model.signature.inputs.input_names() if model.signature else []
    return _holdout_error(champion, split) if set(inputs) <= set(split.test.columns) else None


def _holdout_error(version: ModelVersion, split: Split) -> float:
    model = mlflow.pyfunc.load_model(f"models:/{version.name}/{version.version}")
    predicted = model.predict(split.test[list(FEATURES)])
    return score(split.test[TARGET].tolist(), list(predicted)).mae
