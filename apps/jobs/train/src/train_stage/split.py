"""Holding out data: by country and by time at once.

    years ->          ....... cut ....
    learning countries  LEARN     -         A row is tested only when neither its country nor its
    held-out countries    -      TEST       year has been seen, and the two corners in between are
                                            not used at all.

Rows of one country resemble each other from year to year, and all countries share the events of a
year; a split by rows would let the model recognise instead of generalise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from stage_kit import DataError
from train_stage.columns import COUNTRY, YEAR
from train_stage.settings import SplitSettings

# Below these a comparison with a baseline or a champion says more about luck than about models.
MINIMUM_LEARNING_COUNTRIES = 30
MINIMUM_LEARNING_ROWS = 300
MINIMUM_TEST_COUNTRIES = 10
MINIMUM_TEST_ROWS = 30


@dataclass(frozen=True)
class Split:
    """Rows to learn from, rows to test on, the last year to learn from, and how it was made."""

    settings: SplitSettings
    learning: pd.DataFrame
    test: pd.DataFrame
    last_learning_year: int


def is_held_out(country: str, settings: SplitSettings) -> bool:
    """Whether a country is held out.

    Decided by a hash of its code and not by drawing from a list, so that it stays decided when
    countries come and go: a champion of last year was not trained on this year's holdout.
    """
    digest = hashlib.sha256(f"{settings.seed}:{country}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64 < settings.country_share


def split_features(frame: pd.DataFrame, settings: SplitSettings) -> Split:
    """Split the features; raises `DataError` when there is too little of anything."""
    if frame.empty:
        raise DataError("TooLittleData", "cannot train: analytics.ml_features has no rows")
    held_out = frame[COUNTRY].map(lambda country: is_held_out(country, settings)).astype(bool)
    last_learning_year = int(frame[YEAR].max()) - settings.years
    is_late = frame[YEAR] > last_learning_year
    split = Split(
        settings=settings,
        learning=frame[~held_out & ~is_late].reset_index(drop=True),
        test=frame[held_out & is_late].reset_index(drop=True),
        last_learning_year=last_learning_year,
    )
    problems = [
        f"{found} {what}, at least {needed} are needed"
        for what, found, needed in _sizes(split)
        if found < needed
    ]
    if problems:
        raise DataError("TooLittleData", f"cannot train: {'; '.join(problems)}")
    return split


def split_parameters(split: Split) -> dict[str, Any]:
    """What is logged of a split; `has_seen_nothing_of` reads it back."""
    return {
        "split.seed": split.settings.seed,
        "split.country_share": split.settings.country_share,
        "split.years": split.settings.years,
        "split.last_learning_year": split.last_learning_year,
        "split.learning_rows": len(split.learning),
        "split.learning_countries": split.learning[COUNTRY].nunique(),
        "split.test_rows": len(split.test),
        "split.test_countries": split.test[COUNTRY].nunique(),
    }


def has_seen_nothing_of(split: Split, logged: Mapping[str, str]) -> bool:
    """Whether a training, by the parameters it logged, learned no country and no year tested here.

    One that held other countries out has learned some of these, and would win by recognising them.
    """
    try:
        return (
            int(logged["split.seed"]) == split.settings.seed
            and float(logged["split.country_share"]) == split.settings.country_share
            and int(logged["split.last_learning_year"]) <= split.last_learning_year
        )
    except (KeyError, ValueError):
        return False


def _sizes(split: Split) -> list[tuple[str, int, int]]:
    learning, test = split.learning, split.test
    return [
        ("countries to learn from", learning[COUNTRY].nunique(), MINIMUM_LEARNING_COUNTRIES),
        ("rows to learn from", len(learning), MINIMUM_LEARNING_ROWS),
        ("countries to test on", test[COUNTRY].nunique(), MINIMUM_TEST_COUNTRIES),
        ("rows to test on", len(test), MINIMUM_TEST_ROWS),
    ]
