"""One training on the made-up features, for all tests that only look at it."""

from __future__ import annotations

from functools import cache

from train_stage.settings import SplitSettings
from train_stage.training import Training, train
from train_stage_testing.sample_features import sample_frame

SAMPLE_SPLIT = SplitSettings(seed=1, country_share=0.25, years=5)


@cache
def sample_training() -> Training:
    """What comes out of the sample with seed 1."""
    return train(sample_frame(), SAMPLE_SPLIT, seed=1)
