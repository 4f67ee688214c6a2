"""The schemas of publications: what readers see, and what they saw before.

    analytics            published now
    analytics_previous   published before; gone after a rollback, which publishes it again
    analytics_withdrawn  what a rollback took away, until the next publication

Renames touch names only, so whoever is reading keeps the tables it has open, and whoever comes next
finds the others; nobody finds none.
"""

from __future__ import annotations

from collections.abc import Sequence

from psycopg2 import sql
from psycopg2.extensions import cursor as Cursor

PUBLISHED_SCHEMA = "analytics"
PREVIOUS_SCHEMA = "analytics_previous"
WITHDRAWN_SCHEMA = "analytics_withdrawn"
LOG_SCHEMA = "analytics_log"
_READER_ROLE = "gho_reader"
_COMMENT = "published by "


def schema_exists(cursor: Cursor, schema: str) -> bool:
    """Whether the schema is there now."""
    cursor.execute("select to_regnamespace(%s) is not null", (schema,))
    row = cursor.fetchone()
    return bool(row and row[0])


def rename_schema(cursor: Cursor, schema: str, name: str) -> None:
    """Give the schema another name, which must be free."""
    statement = sql.SQL("alter schema {} rename to {}")
    cursor.execute(statement.format(sql.Identifier(schema), sql.Identifier(name)))


def drop_schema(cursor: Cursor, schema: str) -> None:
    """Drop the schema if it is there; waits for whoever reads its tables."""
    cursor.execute(sql.SQL("drop schema if exists {} cascade").format(sql.Identifier(schema)))


def sign_schema(cursor: Cursor, schema: str, load_id: str) -> None:
    """Write down which attempt published the schema; `\\dn+` shows it to people.

    The train stage reads it to know what it learned from.
    """
    statement = sql.SQL("comment on schema {} is %s")
    cursor.execute(statement.format(sql.Identifier(schema)), (_COMMENT + load_id,))


def publisher(cursor: Cursor, schema: str) -> str:
    """The `<run uid>/<attempt>` that published the schema; "unknown" without a signature."""
    cursor.execute("select obj_description(to_regnamespace(%s), 'pg_namespace')", (schema,))
    row = cursor.fetchone()
    comment = str(row[0]) if row and row[0] else ""
    return comment.removeprefix(_COMMENT) if comment.startswith(_COMMENT) else "unknown"


def grant_to_reader(cursor: Cursor, relations: Sequence[tuple[str, str]]) -> None:
    """Let the role of readers, where there is one, read the relations, given as schema and name."""
    cursor.execute("select 1 from pg_roles where rolname = %s", (_READER_ROLE,))
    if cursor.fetchone() is None:
        return
    reader = sql.Identifier(_READER_ROLE)
    for schema in sorted({schema for schema, _ in relations}):
        usage = sql.SQL("grant usage on schema {} to {}")
        cursor.execute(usage.format(sql.Identifier(schema), reader))
    for relation in relations:
        select = sql.SQL("grant select on {} to {}")
        cursor.execute(select.format(sql.Identifier(*relation), reader))
