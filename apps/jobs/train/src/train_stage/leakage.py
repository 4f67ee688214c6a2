"""A watch on features that know the answer."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from stage_kit import DataError
from train_stage.columns import TARGET

# Rank correlation with the target. Of the real features the best reaches 0.86; healthy life
# expectancy, the target in another form, reaches 0.99.
SUSPICIOUS_CORRELATION = 0.95


def refuse_leaking_features(frame: pd.DataFrame, features: Sequence[str]) -> None:
    """Raise `DataError` when a feature follows the target too closely to be a cause of it."""
    correlations = frame[list(features)].corrwith(frame[TARGET], method="spearman")
    suspicious = correlations[correlations.abs() > SUSPICIOUS_CORRELATION]
    if not suspicious.empty:
        listed = ", ".join(f"{name} ({value:.3f})" for name, value in suspicious.items())
        raise DataError(
            "LeakSuspected",
            f"cannot train: features follow the target as only the target itself does: {listed}",
        )
