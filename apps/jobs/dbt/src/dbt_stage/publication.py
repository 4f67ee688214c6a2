"""Publication: a green build becomes `analytics`, in one transaction.

    analytics_previous   dropped
    analytics        ->  analytics_previous
    analytics_build  ->  analytics

Renames touch names only, so whoever is reading keeps the tables it has open, and whoever comes next
finds the new ones; nobody finds none. The publication is recorded in the same transaction together
with the result to report: a stage that died after the commit finds its own record when it is
repeated, reports the same result and touches nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from psycopg2 import errors, sql
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from dbt_stage.database import transaction
from dbt_stage.warehouse_state import WarehouseState, require_unchanged
from stage_kit import StageIdentity, StageResult, UnavailableError, result_from_mapping

PUBLISHED_SCHEMA = "analytics"
_PREVIOUS_SCHEMA = "analytics_previous"
_READER_ROLE = "gho_reader"
_LOCK_NAME = "gho-platform/analytics-publication"
_TURN_TIMEOUT = "2min"
# Dropping the previous tables waits for whoever still reads them. Twelve short waits rather than a
# long one: new readers of the previous tables queue behind a waiting drop.
_DROP_LOCK_TIMEOUT = "5s"
_DROP_TRIES = 12

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
    _wait_for_turn(connection)
    for _ in range(_DROP_TRIES):
        try:
            return _publish_once(connection, publication)
        except (errors.LockNotAvailable, errors.DeadlockDetected):
            continue
    raise UnavailableError(
        "PublicationBlocked", f"somebody has been reading {_PREVIOUS_SCHEMA} for over a minute"
    )


def _wait_for_turn(connection: Connection) -> None:
    """Make this session the only one that publishes, until it ends.

    A lock of the session, taken before the transaction begins: PostgreSQL takes note of names that
    others changed when a transaction begins, but not when one resumes after an advisory lock.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("select set_config('lock_timeout', %s, false)", (_TURN_TIMEOUT,))
            cursor.execute("select pg_advisory_lock(hashtextextended(%s, 0))", (_LOCK_NAME,))
            cursor.execute("select set_config('lock_timeout', %s, false)", (_DROP_LOCK_TIMEOUT,))
    except errors.LockNotAvailable as error:
        message = f"another process has been publishing for {_TURN_TIMEOUT}"
        raise UnavailableError("PublicationBlocked", message) from error


def _publish_once(connection: Connection, publication: Publication) -> StageResult:
    with transaction(connection) as cursor:
        cursor.execute(_CREATE_LOG)
        recorded = _recorded_result(cursor, publication.identity.run_uid)
        if recorded is not None:
            return recorded
        # Under the lock: whoever publishes next sees at least what this build was made from.
        require_unchanged(cursor, publication.warehouse)
        _keep_only(cursor, publication.build_schema, publication.tables)
        _swap(cursor, publication)
        _grant_to_reader(cursor, publication.tables)
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
    previous, published = sql.Identifier(_PREVIOUS_SCHEMA), sql.Identifier(PUBLISHED_SCHEMA)
    cursor.execute(sql.SQL("drop schema if exists {} cascade").format(previous))
    cursor.execute("select to_regnamespace(%s) is not null", (PUBLISHED_SCHEMA,))
    row = cursor.fetchone()
    if row and row[0]:
        cursor.execute(sql.SQL("alter schema {} rename to {}").format(published, previous))
    build = sql.Identifier(publication.build_schema)
    cursor.execute(sql.SQL("alter schema {} rename to {}").format(build, published))
    # Read by the train stage to know what it learned from; `\dn+` shows it to people.
    cursor.execute(
        sql.SQL("comment on schema {} is %s").format(published),
        (f"published by {publication.identity.load_id}",),
    )


def _grant_to_reader(cursor: Cursor, tables: Sequence[str]) -> None:
    cursor.execute("select 1 from pg_roles where rolname = %s", (_READER_ROLE,))
    if cursor.fetchone() is None:
        return
    reader = sql.Identifier(_READER_ROLE)
    for schema in (PUBLISHED_SCHEMA, "analytics_log"):
        cursor.execute(
            sql.SQL("grant usage on schema {} to {}").format(sql.Identifier(schema), reader)
        )
    relations = [(PUBLISHED_SCHEMA, table) for table in tables]
    for relation in [*relations, ("analytics_log", "publication")]:
        cursor.execute(
            sql.SQL("grant select on {} to {}").format(sql.Identifier(*relation), reader)
        )


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
