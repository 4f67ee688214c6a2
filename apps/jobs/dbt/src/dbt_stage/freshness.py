"""Whether the sources are fresh, as dbt says in `sources.json`, and what the stage makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from stage_kit import DataError, StageLogger


class FreshnessPolicy(Enum):
    """What a source that is older than its `error_after` means."""

    IGNORE = "Ignore"
    WARN = "Warn"
    FAIL = "Fail"


@dataclass(frozen=True)
class StaleSource:
    """A source that is older than it should be: `warn` or `error`, by which of its limits."""

    name: str
    status: str
    age_seconds: float
    loaded_at: str

    def __str__(self) -> str:
        return (
            f"{self.name} was loaded {self.age_seconds / 3600:.0f} hours ago, at {self.loaded_at}"
        )


def stale_sources(document: Mapping[str, Any]) -> list[StaleSource]:
    """What is stale in a `sources.json`; a source that could not be asked is not in it."""
    return [
        StaleSource(
            name=".".join(result["unique_id"].split(".")[2:]),
            status=result["status"],
            age_seconds=result["max_loaded_at_time_ago_in_s"],
            loaded_at=result["max_loaded_at"],
        )
        for result in document["results"]
        if result["status"] in ("warn", "error")
    ]


def act_on_freshness(
    document: Mapping[str, Any] | None, policy: FreshnessPolicy, logger: StageLogger
) -> None:
    """Log what is stale; raises `DataError` when the policy says that it may not be built from.

    Where dbt could not ask, it has logged why: with `Fail` it built nothing, which is a failure of
    its own.
    """
    stale = stale_sources(document) if document else []
    for source in stale:
        logger.warn(
            "Found stale source", source=source.name, status=source.status, said=str(source)
        )
    too_old = [str(source) for source in stale if source.status == "error"]
    if too_old and policy is FreshnessPolicy.FAIL:
        raise DataError("SourceStale", f"source is too old to build from: {'; '.join(too_old)}")
