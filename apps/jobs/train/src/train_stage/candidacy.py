"""A finished training stands for champion: registered once, judged once."""

from __future__ import annotations

from dataclasses import dataclass

from mlflow.entities.model_registry import ModelVersion

from stage_kit import StageLogger
from train_stage.baseline import baseline_scores
from train_stage.gate import Contest, Verdict, evidence, judge
from train_stage.holdout import ask_champion, holdout_error
from train_stage.registry import REASON_TAG, ModelRegistry
from train_stage.split import Split
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
    if registry.is_champion(version):
        # An earlier attempt died while it promoted; its reasons are there already.
        registry.promote(version)
        verdict = Verdict(True, version.tags.get(REASON_TAG, "promoted by an earlier attempt"))
    else:
        verdict = _judge(registry, candidacy, version)
    registry.close(version, verdict)
    return verdict


def _judge(registry: ModelRegistry, candidacy: Candidacy, version: ModelVersion) -> Verdict:
    registry.challenge(version)
    contest = Contest(
        challenger_mae=holdout_error(version, candidacy.split),
        # Not the metric of the training: a repeated attempt may find newer data published.
        baseline_mae=baseline_scores(candidacy.split).mae,
        champion=ask_champion(registry, candidacy.split),
        margin=candidacy.margin,
    )
    verdict = judge(contest)
    registry.explain(version, {**evidence(contest), REASON_TAG: verdict.reason})
    if verdict.is_promoted:
        registry.promote(version)
    return verdict
