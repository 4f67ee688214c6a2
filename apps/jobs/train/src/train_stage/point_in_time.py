"""Whether every row holds what was known then: features from before its year, its own target.

The mart takes the newest earlier value of each measure. Here that is looked up again in
`analytics.country_health_profile`, which says what was measured in which year, so that a mistake in
the mart stops the stage instead of flattering the model.
"""

from __future__ import annotations

import pandas as pd

from stage_kit import DataError
from train_stage.columns import COUNTRY, MEASURED_FEATURES, TARGET, YEAR

_NAMED_ROWS = 4
_REASON = "PointInTimeViolated"


def refuse_future_knowledge(features: pd.DataFrame, profile: pd.DataFrame) -> None:
    """Raise `DataError` naming rows that hold anything but what was known then.

    `features` has `ALL_COLUMNS`, `profile` has `PROFILE_COLUMNS`: one row per country and year. A
    missing feature is always right, because the mart looks back for some years only.
    """
    problems = [line for name in MEASURED_FEATURES for line in _not_before(features, profile, name)]
    problems += _other_targets(features, profile)
    if problems:
        named = "; ".join(problems[:_NAMED_ROWS])
        more = f"; and {len(problems) - _NAMED_ROWS} more" if len(problems) > _NAMED_ROWS else ""
        raise DataError(
            _REASON,
            f"cannot train: {len(problems)} values are not what was known then: {named}{more}",
        )


def _not_before(features: pd.DataFrame, profile: pd.DataFrame, name: str) -> list[str]:
    given = features[[COUNTRY, YEAR, name]].dropna().sort_values(YEAR)
    measured = profile[[COUNTRY, YEAR, name]].dropna().sort_values(YEAR)
    looked_up = pd.merge_asof(
        given,
        measured.rename(columns={name: "known"}),
        on=YEAR,
        by=COUNTRY,
        allow_exact_matches=False,
    )
    return [
        f"{name} of {country} {year:.0f} is {value:g}, newest before is {known:g}"
        for country, year, value, known in _differing(looked_up, name)
    ]


def _other_targets(features: pd.DataFrame, profile: pd.DataFrame) -> list[str]:
    measured = profile[[COUNTRY, YEAR, TARGET]].rename(columns={TARGET: "known"})
    looked_up = features[[COUNTRY, YEAR, TARGET]].merge(measured, on=[COUNTRY, YEAR], how="left")
    return [
        f"{TARGET} of {country} {year:.0f} is {value:g}, measured is {known:g}"
        for country, year, value, known in _differing(looked_up, TARGET)
    ]


def _differing(looked_up: pd.DataFrame, name: str) -> list[tuple[str, float, float, float]]:
    # Unequal also when nothing was known: a missing number equals no other.
    differing = looked_up[looked_up[name] != looked_up["known"]].sort_values([COUNTRY, YEAR])
    columns = [COUNTRY, YEAR, name, "known"]
    return list(differing[columns].itertuples(index=False, name=None))
