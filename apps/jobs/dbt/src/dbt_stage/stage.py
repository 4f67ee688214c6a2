"""The stage as a whole: build, keep the artifacts, judge, publish."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from psycopg2.extensions import connection as Connection

from dbt_stage.artifact_store import artifacts_prefix, store_artifacts
from dbt_stage.build_report import BuildReport, require_green, summarise_build
from dbt_stage.build_schema import build_schema_name, claim_build_schema, drop_stale_build_schemas
from dbt_stage.database import open_session
from dbt_stage.dbt_process import DbtRun, run_dbt
from dbt_stage.preconditions import check_preconditions
from dbt_stage.publication import Publication, find_published_result, publish
from dbt_stage.published_schemas import PUBLISHED_SCHEMA
from dbt_stage.settings import Settings, read_settings
from dbt_stage.warehouse_state import read_warehouse_state, require_unchanged
from stage_kit import (
    StageContext,
    StageError,
    StageIdentity,
    StageResult,
    provide_root_certificate,
)


def run(context: StageContext) -> StageResult:
    """Publish the run's analytics, or report what an earlier attempt of the run published.

    Safe to repeat after a crash at any point: before the publication commits, `analytics` is as it
    was; afterwards the recorded result is found and returned.
    """
    settings = read_settings(context.environment)
    provide_root_certificate(os.environ)
    with open_session() as connection:
        check_preconditions(connection)
        published = find_published_result(connection, context.identity.run_uid)
        if published is not None:
            context.logger.info("Found publication of an earlier attempt")
            return published
        dropped = drop_stale_build_schemas(connection)
        if dropped:
            context.logger.info("Dropped stale build schemas", schemas=dropped)
        schema = build_schema_name(context.identity)
        claim_build_schema(connection, schema)
        return _build_and_publish(context, settings, connection)


def _build_and_publish(
    context: StageContext, settings: Settings, connection: Connection
) -> StageResult:
    schema = build_schema_name(context.identity)
    with connection.cursor() as cursor:
        warehouse = read_warehouse_state(cursor)
    with tempfile.TemporaryDirectory(prefix="dbt-") as name:
        folder = Path(name)
        dbt_run = DbtRun(settings.project_folder, schema, folder)
        outcome = run_dbt(dbt_run, context.logger)
        report = _read_report(folder)
        with connection.cursor() as cursor:
            # Before any verdict: tests of a build of two halves may be red without bad data.
            require_unchanged(cursor, warehouse)
        prefix = artifacts_prefix(context.identity)
        try:
            keys = store_artifacts(settings, folder, prefix)
        except StageError:
            # A verdict about the data outweighs that its evidence could not be kept.
            require_green(report, outcome.exit_code, outcome.errors)
            raise
    context.logger.info("Stored dbt artifacts", keys=keys)
    green = require_green(report, outcome.exit_code, outcome.errors)
    result = _result(context.identity, green, prefix)
    publication = Publication(context.identity, schema, green.public_tables, warehouse, result)
    return publish(connection, publication)


def _read_report(folder: Path) -> BuildReport | None:
    run_results, manifest = _read(folder / "run_results.json"), _read(folder / "manifest.json")
    if run_results is None or manifest is None:
        return None
    return summarise_build(run_results, manifest)


def _read(path: Path) -> dict[str, Any] | None:
    if not path.exists():
        return None
    document: dict[str, Any] = json.loads(path.read_text())
    return document


def _result(identity: StageIdentity, report: BuildReport, prefix: str) -> StageResult:
    return StageResult(
        outputs={
            "publication": f"{PUBLISHED_SCHEMA}/{identity.load_id}",
            "models": str(report.models),
            "artifactsPrefix": prefix,
        },
        tests=report.tests,
    )
