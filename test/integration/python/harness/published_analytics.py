"""What is published in a database, as a test wants to compare it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from harness.local_processes import wait_until
from harness.postgres_server import Database
from harness.stage_container import Attempt

# Who made the publications that tests start from.
PUBLISHER = Attempt("99999999-0000-4000-8000-000000000009")
REPUBLISHER = Attempt("88888888-0000-4000-8000-000000000008")

MARTS = (
    "country_health_profile",
    "data_sources",
    "health_system_by_region",
    "life_expectancy_by_region",
    "ml_features",
)


@dataclass(frozen=True)
class Publication:
    """Published analytics: a database to copy and not to use, and the result of the stage."""

    template: Database
    result: dict[str, Any]


def schemas(database: Database) -> set[str]:
    """Names of all schemas of the analytics side."""
    rows = database.query("select nspname from pg_namespace where nspname like 'analytics%'")
    return {row[0] for row in rows}


def fingerprint(database: Database, schema: str = "analytics") -> dict[str, str]:
    """For each table of a schema a digest of its rows."""
    names = database.query(
        "select relname from pg_class where relnamespace = %s::regnamespace"
        " and relkind in ('r', 'v')",
        (schema,),
    )
    return {name: _digest(database, f"{schema}.{name}") for (name,) in names}


def identity(database: Database, schema: str = "analytics") -> set[int]:
    """The object ids of a schema's tables: the same ones as long as nobody built anew."""
    rows = database.query(
        "select oid from pg_class where relnamespace = %s::regnamespace and relkind = 'r'",
        (schema,),
    )
    return {row[0] for row in rows}


def publications(database: Database) -> list[tuple[str, int]]:
    """Run uid and attempt of every publication, oldest first."""
    rows = database.query(
        "select run_uid, attempt from analytics_log.publication order by published_at"
    )
    return [(run_uid, attempt) for run_uid, attempt in rows]


@contextmanager
def publication_held_up(database: Database) -> Iterator[Callable[[int], None]]:
    """Whoever wants to publish waits for the end of the block.

    The block gets a function that returns when so many wait.
    """
    connection = database.connect()
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_lock(hashtextextended('gho-platform/analytics-publication', 0))"
        )
    try:
        yield lambda number: wait_until(
            lambda: _waiting_for_turn(database) == number, f"{number} to wait for their turn"
        )
    finally:
        connection.close()


def _waiting_for_turn(database: Database) -> int:
    ((count,),) = database.query(
        "select count(*) from pg_locks l join pg_database d on d.oid = l.database"
        " where not granted and locktype = 'advisory' and datname = current_database()"
    )
    return int(count)


def _digest(database: Database, relation: str) -> str:
    ((digest,),) = database.query(
        "select coalesce(md5(string_agg(row::text, '|' order by row::text)), '')"
        f" from {relation} as row"
    )
    return str(digest)
