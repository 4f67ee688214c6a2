"""All there is to tell about a training."""

from __future__ import annotations

from dataclasses import dataclass

from stage_kit import StageIdentity
from train_stage.database import FeatureTable
from train_stage.diagnosis import Diagnosis
from train_stage.settings import Settings
from train_stage.training import Training


@dataclass(frozen=True)
class TrainingReport:
    """What came out, from which data, for which attempt, with which settings."""

    training: Training
    diagnosis: Diagnosis
    table: FeatureTable
    identity: StageIdentity
    settings: Settings
