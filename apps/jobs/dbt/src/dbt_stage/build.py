"""One attempt to build: prepare its schema, run dbt, keep what dbt left, judge."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2.extensions import connection as Connection

from dbt_stage.artifact_store import artifacts_prefix, store_artifacts
from dbt_stage.build_basis import build_basis
from dbt_stage.build_report import BuildReport, require_green, summarise_build
from dbt_stage.build_schema import build_schema_name, claim_build_schema, drop_stale_build_schemas
from dbt_stage.dbt_process import DbtRun, run_dbt
from dbt_stage.failed_build import FailureNote, write_note
from dbt_stage.freshness import act_on_freshness
from dbt_stage.resumption import RESULTS, Resumption, merged_results, resume_failed_build
from dbt_stage.settings import Settings
from dbt_stage.warehouse_state import WarehouseState, read_warehouse_state, require_unchanged
from stage_kit import DataError, StageContext, StageError, StageResult

# dbt's exit code when it ran and nodes failed; with any other, its results may not be all.
_NODES_FAILED = 1


@dataclass(frozen=True)
class Build:
    """What this attempt builds: from which warehouse, on top of what, and where artifacts go.

    `basis` is the digest that two builds share which come to the same tables.
    """

    context: StageContext
    settings: Settings
    warehouse: WarehouseState
    basis: str
    resumption: Resumption | None

    @property
    def schema(self) -> str:
        """The schema that is built into."""
        return build_schema_name(self.context.identity)

    @property
    def artifacts(self) -> str:
        """Prefix of the keys of dbt's artifacts."""
        return artifacts_prefix(self.context.identity)


@dataclass(frozen=True)
class GreenBuild:
    """A build that may be published: its report, and the keys of its artifacts by output."""

    report: BuildReport
    artifacts: Mapping[str, str]


def prepare_build(context: StageContext, settings: Settings, connection: Connection) -> Build:
    """Make the build schema this session's: a failed one of the same basis, or an empty one."""
    with connection.cursor() as cursor:
        warehouse = read_warehouse_state(cursor)
    basis = build_basis(settings.project_folder, warehouse)
    resumption = resume_failed_build(context, settings, connection, basis)
    build = Build(context, settings, warehouse, basis, resumption)
    if resumption is None:
        claim_build_schema(connection, build.schema)
    dropped = drop_stale_build_schemas(connection, build.schema, settings.keep_failed_builds)
    if dropped:
        context.logger.info("Dropped stale build schemas", schemas=dropped)
    return build


def carry_out(build: Build, connection: Connection) -> GreenBuild:
    """Build, test and keep the artifacts.

    Raises the stage error that any but a green build amounts to, with the keys of its artifacts as
    outputs, after leaving a note at its schema.
    """
    with tempfile.TemporaryDirectory(prefix="dbt-") as name:
        folder = Path(name)
        outcome = run_dbt(_dbt_run(build, folder), build.context.logger)
        report, sources = _read_report(build, folder), _read(folder / "sources.json")
        with connection.cursor() as cursor:
            # Before any verdict: tests of a build of two halves may be red without bad data.
            require_unchanged(cursor, build.warehouse)
        try:
            keys = store_artifacts(build.settings, folder, build.artifacts)
        except StageError:
            # A verdict about the data outweighs that its evidence could not be kept.
            require_green(report, outcome.exit_code, outcome.errors)
            raise
    build.context.logger.info("Stored dbt artifacts", keys=keys)
    try:
        act_on_freshness(sources, build.settings.freshness, build.context.logger)
        return GreenBuild(require_green(report, outcome.exit_code, outcome.errors), keys)
    except StageError as error:
        error.result = replace(error.result or StageResult(), outputs=keys)
        _leave_note(build, connection, error, outcome.exit_code == _NODES_FAILED)
        raise


def _dbt_run(build: Build, folder: Path) -> DbtRun:
    settings = build.settings
    run = DbtRun(settings.project_folder, build.schema, folder, settings.freshness)
    if build.resumption is None:
        return run
    state = folder / "resumed"
    state.mkdir()
    (state / RESULTS).write_text(json.dumps(build.resumption.results))
    return replace(run, resumed_folder=state)


def _read_report(build: Build, folder: Path) -> BuildReport | None:
    results, manifest = _read(folder / RESULTS), _read(folder / "manifest.json")
    if results is None or manifest is None:
        return None
    if build.resumption is not None:
        results = merged_results(build.resumption.results, results)
        (folder / RESULTS).write_text(json.dumps(results))
    return summarise_build(results, manifest)


def _read(path: Path) -> dict[str, Any] | None:
    if not path.exists():
        return None
    document: dict[str, Any] = json.loads(path.read_text())
    return document


def _leave_note(build: Build, connection: Connection, error: StageError, has_run: bool) -> None:
    """Never fails: the failure itself is what has to be reported."""
    is_resumable = has_run and not isinstance(error, DataError)
    note = FailureNote(
        attempt=build.context.identity.load_id,
        reason=error.reason,
        failed_at=datetime.now(UTC).isoformat(),
        artifacts=build.artifacts,
        basis=build.basis if is_resumable else "",
    )
    try:
        with connection.cursor() as cursor:
            write_note(cursor, build.schema, note)
    except psycopg2.Error as problem:
        build.context.logger.warn("Could not leave a note at the build", error=str(problem))
