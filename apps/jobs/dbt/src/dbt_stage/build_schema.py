"""The schema a build writes into: its name, who may use it, when it is litter.

An advisory lock, held by the stage's session for as long as it builds, says that a build schema is
in use. A lock and not a timestamp, because PostgreSQL releases it when the session ends, however
it ends: a schema whose lock is free belongs to nobody alive.
"""

from __future__ import annotations

import re
import time

from psycopg2 import errors, sql
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from dbt_stage.database import transaction
from dbt_stage.failed_build import FailedBuild, builds_to_drop, read_note, remove_note
from dbt_stage.published_schemas import rename_schema
from stage_kit import StageIdentity, UnavailableError

_PREFIX = "analytics_build_"
_LOCK_SPACE = "gho-platform/analytics-build/"
# A sibling pod of the same attempt may need its whole grace period to let go, and the server about
# a minute to notice that the node of one is lost.
_LOCK_WAIT_SECONDS = 75.0
# How long a drop waits for somebody who is just reading the litter.
_DROP_LOCK_TIMEOUT = "5s"


def build_schema_name(identity: StageIdentity) -> str:
    """`analytics_build_<first 8 letters and digits of the run uid>_<attempt>`."""
    short_uid = re.sub(r"[^a-z0-9]", "", identity.run_uid.lower())[:8]
    return f"{_PREFIX}{short_uid}_{identity.attempt}"


def claim_build_schema(connection: Connection, schema: str) -> None:
    """Make an empty build schema that is this session's until the session ends.

    Whatever a dead pod of the same attempt left in it is dropped. Afterwards the schema is either
    published, so gone by that name, or left for inspection until later builds have failed, too.
    """
    _lock(connection, schema)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("drop schema if exists {} cascade").format(sql.Identifier(schema)))
        cursor.execute(sql.SQL("create schema {}").format(sql.Identifier(schema)))


def take_over_build_schema(connection: Connection, failed: FailedBuild, schema: str) -> bool:
    """Make what a failed build left this session's, under the given name, until the session ends.

    False when somebody else was faster.
    """
    _lock(connection, schema)
    if failed.schema != schema and not _try_lock(connection, failed.schema):
        return False
    with transaction(connection) as cursor:
        cursor.execute(
            "select obj_description(to_regnamespace(%s), 'pg_namespace')", (failed.schema,)
        )
        row = cursor.fetchone()
        if row is None or read_note(row[0]) != failed.note:
            return False
        remove_note(cursor, failed.schema)
        if failed.schema != schema:
            drop = sql.SQL("drop schema if exists {} cascade")
            cursor.execute(drop.format(sql.Identifier(schema)))
            rename_schema(cursor, failed.schema, schema)
    return True


def failed_builds(connection: Connection) -> list[FailedBuild]:
    """What builds left that are under way no more, or look like it to who takes no lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select nspname, obj_description(oid, 'pg_namespace') from pg_namespace "
            "where starts_with(nspname, %s) and pg_has_role(nspowner, 'usage') order by nspname",
            (_PREFIX,),
        )
        return [FailedBuild(schema, read_note(comment)) for schema, comment in cursor.fetchall()]


def drop_stale_build_schemas(connection: Connection, own: str, keep: int) -> list[str]:
    """Drop the build schemas whose builders are gone, but for the `keep` that failed last.

    Returns their names. The session's own is left alone; one that cannot be dropped now (somebody
    reads it, or a backend of the dead builder has not noticed yet) is left to the next build.
    """
    others = [build for build in failed_builds(connection) if build.schema != own]
    schemas = builds_to_drop(others, keep)
    return [schema for schema in schemas if _drop_if_stale(connection, schema)]


def _drop_if_stale(connection: Connection, schema: str) -> bool:
    if not _try_lock(connection, schema):
        return False
    try:
        with transaction(connection) as cursor:
            cursor.execute("select set_config('lock_timeout', %s, true)", (_DROP_LOCK_TIMEOUT,))
            drop = sql.SQL("drop schema if exists {} cascade")
            cursor.execute(drop.format(sql.Identifier(schema)))
    except (errors.LockNotAvailable, errors.DeadlockDetected):
        return False
    finally:
        if not connection.closed:
            _unlock(connection, schema)
    return True


def _lock(connection: Connection, schema: str) -> None:
    deadline = time.monotonic() + _LOCK_WAIT_SECONDS
    while not _try_lock(connection, schema):
        if time.monotonic() > deadline:
            raise UnavailableError("BuildInProgress", f"another process still builds {schema}")
        time.sleep(0.5)


def _try_lock(connection: Connection, schema: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_try_advisory_lock(hashtextextended(%s, 0))", (_LOCK_SPACE + schema,)
        )
        return _is_true(cursor)


def _unlock(connection: Connection, schema: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_unlock(hashtextextended(%s, 0))", (_LOCK_SPACE + schema,)
        )


def _is_true(cursor: Cursor) -> bool:
    row = cursor.fetchone()
    return bool(row and row[0])
