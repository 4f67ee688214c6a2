"""Intervals around forecasts that hold for countries the model has never seen.

Split conformal prediction by countries (hierarchical conformal prediction): how far validation was
off says how far a forecast will be off. Countries are exchangeable and rows of one country are not,
so every country counts the same, however many rows it has, and one more that nobody has seen counts
as infinitely far off.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from train_stage.columns import COUNTRY, TARGET

LEVELS = (0.8, 0.9, 0.95)


@dataclass(frozen=True)
class Interval:
    """The forecast plus or minus `half_width` years is to hold the truth in `level` of all rows.

    `coverage` is the share of holdout rows in which it did.
    """

    level: float
    half_width: float
    coverage: float

    @property
    def name(self) -> str:
        """`interval_90`: how metrics and columns of this interval begin."""
        return f"interval_{self.level * 100:.0f}"


def intervals(
    validated: pd.DataFrame, truth: pd.Series[float], predicted: pd.Series[float]
) -> list[Interval]:
    """An interval for each of `LEVELS` that so few countries can vouch for.

    `validated` has a country, the target and `predicted` of rows that were not learned from;
    `truth` and `predicted` are of the holdout, which has no part in the widths.
    """
    residuals = (validated[TARGET] - validated["predicted"]).abs()
    off = (truth - predicted).abs()
    widths = ((level, half_width(residuals, validated[COUNTRY], level)) for level in LEVELS)
    return [
        Interval(level, width, coverage=float((off <= width).mean()))
        for level, width in widths
        if np.isfinite(width)
    ]


def half_width(residuals: pd.Series[float], countries: pd.Series[str], level: float) -> float:
    """The distance that covers `level` of what an unseen country is off, in the residuals' unit.

    `countries` has the country of each residual.
    Infinite when there are too few countries to say: 9 are needed for 90 %, 19 for 95 %.
    """
    rows = countries.map(countries.value_counts())
    shares = 1 / (rows * (countries.nunique() + 1))
    ordered = residuals.sort_values(kind="stable")
    # Rounded, or the level might be missed by the last digit of a sum.
    covered = shares.loc[ordered.index].cumsum().round(12)
    enough = ordered[covered >= level]
    return float(enough.iloc[0]) if len(enough) else float("inf")
