"""Publication: a green build becomes `analytics`, in one transaction.

    analytics_previous   dropped, and so is analytics_withdrawn
    analytics        ->  analytics_previous
    analytics_build  ->  analytics

The publication is recorded in the same transaction together with the result to report: a stage that
died after the commit finds its own record when it is repeated, reports the same result and touches
nothing.

Of runs that build at the same time, none replaces what was made from a newer warehouse: a build is
published only while the warehouse holds the very loads that it was made from.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from psycopg2 import sql
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from dbt_stage.publication_turn import in_turn
from dbt_stage.published_schemas import (
    LOG_SCHEMA,
    PREVIOUS_SCHEMA,
    PUBLISHED_SCHEMA,
    WITHDRAWN_SCHEMA,
    drop_schema,
    grant_to_reader,
    rename_schema,
    schema_exists,
    sign_schema,
)
from dbt_stage.warehouse_state import WarehouseState, require_unchanged
from stage_kit import StageIdentity, StageResult, result_from_mapping

_CREATE_LOG = """
    create schema if not exists analytics_log;
    create table if not exists analytics_log.publication (
        run_uid text primary key,
        run_name text not null,
        attempt integer not null,
        published_at timestamptz not null default now(),
        result jsonb not null
    );
    comment on table analytics_log.publication is
        'Every publication of the schema analytics; one row per pipeline run.';
"""


@dataclass(frozen=True)
class Publication:
    """A green build: its schema, the tables readers get, what it was built from, its result."""

    identity: StageIdentity
    build_schema: str
    tables: Sequence[str]
    warehouse: WarehouseState
    result: StageResult


def find_published_result(connection: Connection, run_uid: str) -> StageResult | None:
    """The result of the run's publication, or None when the run has published nothing."""
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass('analytics_log.publication') is not null")
        row = cursor.fetchone()
        if row is None or not row[0]:
            return None
        return _recorded_result(cursor, run_uid)


def publish(connection: Connection, publication: Publication) -> StageResult:
    """Publish the build and return the result to report.

    When another attempt of the same run has published meanwhile, nothing happens and that
    attempt's result is returned. Raises `UnavailableError` when the warehouse was loaded since the
    build began, or when another publication or readers of the previous tables hold this one up for
    minutes.
    """
    return in_turn(connection, lambda cursor: _publish(cursor, publication))


def _publish(cursor: Cursor, publication: Publication) -> StageResult:
    cursor.execute(_CREATE_LOG)
    recorded = _recorded_result(cursor, publication.identity.run_uid)
    if recorded is not None:
        return recorded
    # Under the lock: whoever publishes next sees at least what this build was made from.
    require_unchanged(cursor, publication.warehouse)
    _keep_only(cursor, publication.build_schema, publication.tables)
    _swap(cursor, publication)
    published = [(PUBLISHED_SCHEMA, table) for table in publication.tables]
    grant_to_reader(cursor, [*published, (LOG_SCHEMA, "publication")])
    _record(cursor, publication)
    return publication.result


def _keep_only(cursor: Cursor, schema: str, tables: Sequence[str]) -> None:
    """Drop what is not published: views on the warehouse and steps in between.

    Published are tables only, so that what was tested is what is read, and so that no view of a
    reader stands in the way of a change to the warehouse.
    """
    cursor.execute(
        "select relname, relkind from pg_class "
        "where relnamespace = %s::regnamespace and relkind in ('r', 'v') and relname <> all (%s)",
        (schema, list(tables)),
    )
    for name, kind in cursor.fetchall():
        statement = "drop view if exists {} cascade" if kind == "v" else "drop table {} cascade"
        cursor.execute(sql.SQL(statement).format(sql.Identifier(schema, name)))


def _swap(cursor: Cursor, publication: Publication) -> None:
    drop_schema(cursor, PREVIOUS_SCHEMA)
    drop_schema(cursor, WITHDRAWN_SCHEMA)
    if schema_exists(cursor, PUBLISHED_SCHEMA):
        rename_schema(cursor, PUBLISHED_SCHEMA, PREVIOUS_SCHEMA)
    rename_schema(cursor, publication.build_schema, PUBLISHED_SCHEMA)
    sign_schema(cursor, PUBLISHED_SCHEMA, publication.identity.load_id)


def _record(cursor: Cursor, publication: Publication) -> None:
    identity = publication.identity
    cursor.execute(
        "insert into analytics_log.publication (run_uid, run_name, attempt, result) "
        "values (%s, %s, %s, %s)",
        (
            identity.run_uid,
            identity.run_name,
            identity.attempt,
            json.dumps(publication.result.to_mapping()),
        ),
    )


def _recorded_result(cursor: Cursor, run_uid: str) -> StageResult | None:
    cursor.execute("select result from analytics_log.publication where run_uid = %s", (run_uid,))
    row = cursor.fetchone()
    return result_from_mapping(row[0]) if row else None
