"""A watch on data that knows the answer: features that are the target, countries that are twins."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from sklearn.model_selection import GroupKFold, cross_val_score
from sklearn.tree import DecisionTreeRegressor

from stage_kit import DataError
from train_stage.columns import COUNTRY, TARGET, YEAR

_REASON = "LeakSuspected"
# Rank correlation with the target. Of the real features the best reaches 0.86; healthy life
# expectancy, the target in another form, and the target of the year before or after reach 0.99.
SUSPICIOUS_CORRELATION = 0.95
# Share of the variance between other countries that the feature explains by itself, which finds the
# target behind a function that is not monotone. Real features reach 0.7, the disguised target 0.99.
SUSPICIOUS_EXPLAINED = 0.9
_FOLDS = 3
_SMALLEST_LEAF = 10
# A target with six digits is never the same by chance in so many years.
_SHARED_YEARS = 5


def refuse_leaking_features(frame: pd.DataFrame, features: Sequence[str]) -> None:
    """Raise `DataError` when a feature follows the target too closely to be a cause of it."""
    suspicious = [text for name in features if (text := _suspicion(frame, name))]
    if suspicious:
        raise DataError(
            _REASON,
            "cannot train: features follow the target as only the target itself does: "
            + ", ".join(suspicious),
        )


def refuse_twins(frame: pd.DataFrame) -> None:
    """Raise `DataError` when one country has rows under two codes, or two rows for one year.

    Such a country could be learned under one code and be tested under the other.
    """
    twins = [*_alike_codes(frame), *_repeated_years(frame), *_same_series(frame)]
    if twins:
        listed = "; ".join(twins)
        raise DataError(_REASON, f"cannot train: a country may be on both sides: {listed}")


def _suspicion(frame: pd.DataFrame, name: str) -> str | None:
    rows = frame[[COUNTRY, name, TARGET]].dropna()
    if rows[name].nunique() < 2:
        return None
    correlation = rows[name].corr(rows[TARGET], method="spearman")
    if abs(correlation) > SUSPICIOUS_CORRELATION:
        return f"{name} ({correlation:.3f})"
    explained = _explained_variance(rows, name)
    return f"{name} (explains {explained:.1%})" if explained > SUSPICIOUS_EXPLAINED else None


def _explained_variance(rows: pd.DataFrame, name: str) -> float:
    if rows[COUNTRY].nunique() < _FOLDS:
        return 0.0
    shares = cross_val_score(
        DecisionTreeRegressor(min_samples_leaf=_SMALLEST_LEAF, random_state=0),
        rows[[name]],
        rows[TARGET],
        groups=rows[COUNTRY],
        cv=GroupKFold(_FOLDS),
        scoring="r2",
    )
    return float(np.mean(shares))


def _alike_codes(frame: pd.DataFrame) -> list[str]:
    codes = pd.Series(sorted(frame[COUNTRY].unique()))
    groups = codes.groupby(codes.str.strip().str.upper())
    return [
        f"codes {', '.join(map(repr, alike))} differ only in case or spaces"
        for _, alike in groups
        if len(alike) > 1
    ]


def _repeated_years(frame: pd.DataFrame) -> list[str]:
    repeated = frame.loc[frame.duplicated([COUNTRY, YEAR]), COUNTRY].unique()
    return [f"{country} has two rows for one year" for country in sorted(repeated)]


def _same_series(frame: pd.DataFrame) -> list[str]:
    rows = frame[[COUNTRY, YEAR, TARGET]]
    pairs = rows.merge(rows, on=[YEAR, TARGET], suffixes=("", "_other"))
    pairs = pairs[pairs[COUNTRY] < pairs[f"{COUNTRY}_other"]]
    shared = pairs.groupby([COUNTRY, f"{COUNTRY}_other"]).size().reset_index(name="years")
    length = rows.groupby(COUNTRY).size()
    return [
        f"{one} and {other} have the same target in {years} years"
        for one, other, years in shared.itertuples(index=False, name=None)
        if years >= _SHARED_YEARS and years * 2 > min(length[one], length[other])
    ]
