"""The command `rollback`: readers find the previous publication again, in one transaction.

    analytics           ->  analytics_withdrawn
    analytics_previous  ->  analytics

Only names change, so it takes a moment whatever the size of the tables. There is one previous
publication: a second rollback is refused until a run has published anew. Each rollback is recorded
in the same transaction under the run that asked for it, so that a repeated attempt reports what was
done instead of going back once more.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC

from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from dbt_stage.database import open_session
from dbt_stage.publication_turn import in_turn
from dbt_stage.published_schemas import (
    LOG_SCHEMA,
    PREVIOUS_SCHEMA,
    PUBLISHED_SCHEMA,
    WITHDRAWN_SCHEMA,
    drop_schema,
    grant_to_reader,
    publisher,
    rename_schema,
    schema_exists,
)
from dbt_stage.settings import require_database
from stage_kit import (
    ConfigurationError,
    Environment,
    StageContext,
    StageIdentity,
    StageResult,
    provide_root_certificate,
)

_CREATE_LOG = """
    create schema if not exists analytics_log;
    create table if not exists analytics_log.rollback (
        run_uid text primary key,
        run_name text not null,
        rolled_back_at timestamptz not null default now(),
        rolled_back_by text not null,
        reason text not null,
        withdrawn text not null,
        restored text not null
    );
    comment on table analytics_log.rollback is
        'Every return to a previous publication; withdrawn and restored are <run uid>/<attempt>.';
"""


@dataclass(frozen=True)
class Rollback:
    """Who asks for it and why: as stated, PostgreSQL cannot know them."""

    identity: StageIdentity
    by: str
    reason: str


def run(context: StageContext) -> StageResult:
    """Publish the previous publication again, or report what an earlier attempt restored.

    Raises `ConfigurationError` when there is no previous publication.
    """
    rollback = _read_rollback(context.identity, context.environment)
    provide_root_certificate(os.environ)
    with open_session() as connection:
        result = roll_back(connection, rollback)
    context.logger.info(
        "Rolled analytics back", by=rollback.by, reason=rollback.reason, outputs=result.outputs
    )
    return result


def roll_back(connection: Connection, rollback: Rollback) -> StageResult:
    """Do it in the turn of this session; see `in_turn` for what may hold it up."""
    return in_turn(connection, lambda cursor: _roll_back(cursor, rollback))


def _read_rollback(identity: StageIdentity, environment: Environment) -> Rollback:
    require_database(environment)
    rollback = Rollback(
        identity=identity,
        by=environment.text("ROLLBACK_BY"),
        reason=environment.text("ROLLBACK_REASON"),
    )
    environment.raise_problems()
    return rollback


def _roll_back(cursor: Cursor, rollback: Rollback) -> StageResult:
    cursor.execute(_CREATE_LOG)
    recorded = _recorded_result(cursor, rollback.identity.run_uid)
    if recorded is not None:
        return recorded
    for schema in (PUBLISHED_SCHEMA, PREVIOUS_SCHEMA):
        if not schema_exists(cursor, schema):
            raise ConfigurationError(_refusal(cursor, schema))
    withdrawn, restored = (publisher(cursor, s) for s in (PUBLISHED_SCHEMA, PREVIOUS_SCHEMA))
    drop_schema(cursor, WITHDRAWN_SCHEMA)
    rename_schema(cursor, PUBLISHED_SCHEMA, WITHDRAWN_SCHEMA)
    rename_schema(cursor, PREVIOUS_SCHEMA, PUBLISHED_SCHEMA)
    cursor.execute(
        "insert into analytics_log.rollback"
        " (run_uid, run_name, rolled_back_by, reason, withdrawn, restored)"
        " values (%s, %s, %s, %s, %s, %s)",
        (
            rollback.identity.run_uid,
            rollback.identity.run_name,
            rollback.by,
            rollback.reason,
            withdrawn,
            restored,
        ),
    )
    grant_to_reader(cursor, [(LOG_SCHEMA, "rollback")])
    return _result(withdrawn, restored)


def _refusal(cursor: Cursor, missing: str) -> str:
    refusal = f"there is nothing to roll back to: schema {missing} does not exist"
    cursor.execute(
        "select rolled_back_at, rolled_back_by, withdrawn, restored from analytics_log.rollback"
        " order by rolled_back_at desc limit 1"
    )
    row = cursor.fetchone()
    if row is None:
        return refusal
    at, by, withdrawn, restored = row
    when = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"{refusal}; the last rollback, at {when} by {by}, went from {withdrawn} to {restored}"


def _recorded_result(cursor: Cursor, run_uid: str) -> StageResult | None:
    cursor.execute(
        "select withdrawn, restored from analytics_log.rollback where run_uid = %s", (run_uid,)
    )
    row = cursor.fetchone()
    return _result(*row) if row else None


def _result(withdrawn: str, restored: str) -> StageResult:
    outputs = {"publication": f"{PUBLISHED_SCHEMA}/{restored}", "withdrawn": withdrawn}
    return StageResult(outputs=outputs)
