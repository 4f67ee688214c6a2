"""Going on where a failed build of the same basis stopped, instead of from the start.

What an earlier attempt built and tested green stays; `dbt retry` runs what failed and what was
skipped because of that.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from psycopg2.extensions import connection as Connection

from dbt_stage.artifact_store import read_artifact
from dbt_stage.build_schema import build_schema_name, failed_builds, take_over_build_schema
from dbt_stage.failed_build import resumable_build
from dbt_stage.settings import Settings
from stage_kit import StageContext, StageError

RESULTS = "run_results.json"


@dataclass(frozen=True)
class Resumption:
    """The attempt, `<run uid>/<attempt>`, whose build is gone on with, and its run results."""

    attempt: str
    results: Mapping[str, Any]


def resume_failed_build(
    context: StageContext, settings: Settings, connection: Connection, basis: str
) -> Resumption | None:
    """Make the last failed build this attempt's own; None when there is none to go on with.

    A build whose results cannot be read is not gone on with: that saves time, nothing else.
    """
    failed = resumable_build(failed_builds(connection), basis)
    if failed is None or failed.note is None:
        return None
    try:
        results = json.loads(read_artifact(settings, failed.note.artifacts + RESULTS))
    except (StageError, ValueError) as error:
        context.logger.warn("Could not read the results of the failed build", error=str(error))
        return None
    if not take_over_build_schema(connection, failed, build_schema_name(context.identity)):
        return None
    context.logger.info("Resumed failed build", of=failed.note.attempt, reason=failed.note.reason)
    return Resumption(failed.note.attempt, results)


def merged_results(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> dict[str, Any]:
    """Run results of a build as a whole: each node as it came out last.

    Everything but the results stays as it was: dbt's next retry reads from it what to repeat.
    """
    outcomes = {result["unique_id"]: result for result in earlier["results"]}
    outcomes.update({result["unique_id"]: result for result in later["results"]})
    return {**earlier, "results": list(outcomes.values())}
