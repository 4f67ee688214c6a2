"""One training on the made-up features, for all tests that only look at it."""

from __future__ import annotations

from functools import cache

import pandas as pd

from stage_kit import StageIdentity
from train_stage.columns import PROFILE_COLUMNS
from train_stage.database import FeatureTable
from train_stage.diagnosis import Diagnosis, diagnose
from train_stage.report import TrainingReport
from train_stage.settings import Settings, SplitSettings
from train_stage.training import Training, train
from train_stage_testing.sample_features import sample_frame
from train_stage_testing.sample_sources import sample_sources

SAMPLE_SPLIT = SplitSettings(seed=1, country_share=0.25, years=5)


@cache
def sample_training() -> Training:
    """What comes out of the sample with seed 1."""
    return train(sample_frame(), SAMPLE_SPLIT, seed=1)


@cache
def sample_diagnosis() -> Diagnosis:
    """What is to be seen in that training."""
    return diagnose(sample_training(), seed=1)


def sample_report() -> TrainingReport:
    """The report of that training, of a made-up run."""
    return TrainingReport(
        training=sample_training(),
        diagnosis=sample_diagnosis(),
        table=FeatureTable(
            frame=sample_frame(),
            profile=pd.DataFrame(columns=list(PROFILE_COLUMNS)),
            sources=sample_sources(),
            publication="published by 99999999/1",
        ),
        identity=StageIdentity(
            run_name="sample",
            run_uid="11111111-0000-4000-8000-000000000001",
            namespace="gho-platform",
            stage="train",
            attempt=1,
        ),
        settings=Settings(
            tracking_uri="http://mlflow:5000",
            raw_bucket="raw",
            experiment="sample",
            model_name="sample-model",
            seed=7,
            split=SAMPLE_SPLIT,
            promotion_margin=0.01,
        ),
    )
