"""Made-up loads for tests: two days, of which the later one was loaded by two runs."""

from __future__ import annotations

from datetime import date

import pandas as pd

from train_stage.columns import SOURCE_COLUMNS
from train_stage.database import typed_frame


def sample_sources() -> pd.DataFrame:
    """What `analytics.data_sources` might say of two indicators."""
    june, july = date(2026, 6, 1), date(2026, 7, 1)
    rows: list[tuple[object, ...]] = [
        ("HWF_0001", june, "first", 1, "a/1", 30, "raw/june/HWF_0001/data-1", "1" * 64),
        ("WHOSIS_000001", june, "first", 1, "a/1", 50, "raw/june/WHOSIS_000001/data-2", "2" * 64),
        ("WHOSIS_000001", july, "second", 2, "b/2", 7, "raw/july/WHOSIS_000001/data-3", "3" * 64),
        ("WHOSIS_000001", july, "third", 1, "c/1", 5, "raw/july/WHOSIS_000001/data-3", "3" * 64),
    ]
    return typed_frame(rows, SOURCE_COLUMNS)
