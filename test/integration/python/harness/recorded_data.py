"""The recorded WHO responses that the replay service serves."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

Record = dict[str, Any]

REPOSITORY = Path(__file__).resolve().parents[4]
DEFAULT_FOLDER = REPOSITORY / "apps" / "services" / "gho-replay" / "data"

# In the order in which the replay looks for an indicator.
_PULLS = ("2026-06", "2025-11", "export-mapped")

DEMO_INDICATORS = (
    "WHOSIS_000001",
    "WHOSIS_000002",
    "NCDMORT3070",
    "UHC_INDEX_REPORTED",
    "WHS4_543",
    "WHS4_544",
    "GHED_CHEGDP_SHA2011",
    "GHED_CHE_pc_US_SHA2011",
    "HWF_0001",
    "WSH_WATER_SAFELY_MANAGED",
)


def data_folder() -> Path:
    """Where the recordings are: GHO_DATA_DIR, or the replay service's own."""
    return Path(os.environ.get("GHO_DATA_DIR", str(DEFAULT_FOLDER)))


def indicator_records(code: str, pulls: tuple[str, ...] = _PULLS) -> list[Record]:
    """All records of an indicator from the first pull that has it."""
    for pull in pulls:
        path = data_folder() / pull / f"{code}.json.gz"
        if path.exists():
            return _values(path)
    raise FileNotFoundError(f"no recording of {code} in {data_folder()}")


def countries() -> list[Record]:
    """The values of the COUNTRY dimension."""
    return _values(data_folder() / "metadata" / "DIMENSION_COUNTRY.json.gz")


def indicator_names() -> dict[str, str]:
    """Indicator names by code, from the catalogue."""
    rows = _values(data_folder() / "metadata" / "Indicator.json.gz")
    return {row["IndicatorCode"]: row["IndicatorName"] for row in rows}


def _values(path: Path) -> list[Record]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        values: list[Record] = json.load(stream)["value"]
        return values
