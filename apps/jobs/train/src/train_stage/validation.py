"""Validation that imitates the holdout: other countries, later years, from the learning rows alone.

    years ->        ....... cut ... last learning year
    other countries   LEARN     -         One fold. The countries of each group are validated once
    a group             -    VALIDATE     per window of years, and the windows go back in time.

Choosing between models by anything else would choose the one that recognises, or that knows the
future; choosing by the holdout would make the holdout part of the training.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.model_selection import GroupKFold

from stage_kit import DataError
from train_stage.columns import COUNTRY, REGION, TARGET, YEAR
from train_stage.evaluation import Scores, score

_COUNTRY_GROUPS = 5
_MOST_WINDOWS = 2

# What a model makes of rows to learn from and rows to forecast: one value per latter row.
Forecast = Callable[[pd.DataFrame, pd.DataFrame], npt.ArrayLike]


@dataclass(frozen=True)
class Fold:
    """Rows to learn from and rows to validate on: no country and no year is in both."""

    learning: pd.DataFrame
    test: pd.DataFrame


@dataclass(frozen=True)
class Validation:
    """Forecasts for rows that were not learned from.

    `rows` has a country, a region, a year, the target and `predicted`; `fold_maes` has the mean
    absolute error of each fold.
    """

    rows: pd.DataFrame
    fold_maes: tuple[float, ...]

    @property
    def scores(self) -> Scores:
        """Scores over the rows of all folds."""
        return score(self.rows[TARGET].tolist(), self.rows["predicted"].tolist())


def validation_folds(learning: pd.DataFrame, years: int) -> list[Fold]:
    """Folds with windows of `years` years, or of half the learning years when those are few.

    A window is left out when fewer years than it has would remain to learn from. Raises `DataError`
    when no fold remains.
    """
    first, last = int(learning[YEAR].min()), int(learning[YEAR].max())
    length = min(years, (last - first + 1) // 2)
    cuts = [last - length * number for number in range(1, _MOST_WINDOWS + 1)]
    groups = list(GroupKFold(_COUNTRY_GROUPS).split(learning, groups=learning[COUNTRY]))
    folds = [
        _fold(learning.iloc[others], learning.iloc[group], (cut, cut + length))
        for cut in cuts
        if cut - first + 1 >= length
        for others, group in groups
    ]
    filled = [fold for fold in folds if not fold.learning.empty and not fold.test.empty]
    if not filled:
        raise DataError(
            "TooLittleData",
            f"cannot validate: {last - first + 1} years to learn from, at least 2 are needed",
        )
    return filled


def validate(forecast: Forecast, folds: Sequence[Fold]) -> Validation:
    """Forecast every fold from its own learning rows."""
    rows = [
        fold.test[[COUNTRY, REGION, YEAR, TARGET]].assign(
            predicted=np.asarray(forecast(fold.learning, fold.test), dtype=float)
        )
        for fold in folds
    ]
    maes = tuple(float((part["predicted"] - part[TARGET]).abs().mean()) for part in rows)
    return Validation(pd.concat(rows, ignore_index=True), maes)


def _fold(others: pd.DataFrame, group: pd.DataFrame, window: tuple[int, int]) -> Fold:
    cut, end = window
    return Fold(
        learning=others[others[YEAR] <= cut],
        test=group[(group[YEAR] > cut) & (group[YEAR] <= end)],
    )
