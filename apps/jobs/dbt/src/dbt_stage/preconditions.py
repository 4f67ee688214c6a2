"""Checks before a build: a clear failure at its start instead of a puzzling one inside."""

from __future__ import annotations

from psycopg2.extensions import connection as Connection

from dbt_stage.published_schemas import PUBLISHED_SCHEMA
from stage_kit import ConfigurationError

_SOURCE_TABLES = ("load", "fact_observation", "dim_country", "dim_indicator")


def check_preconditions(connection: Connection) -> None:
    """Raise `ConfigurationError` naming every right or table that the build lacks."""
    problems = [
        *_missing_sources(connection),
        *_missing_rights(connection),
    ]
    if problems:
        raise ConfigurationError(f"database is not set up for the build: {'; '.join(problems)}")


def _missing_sources(connection: Connection) -> list[str]:
    problems = []
    with connection.cursor() as cursor:
        for table in _SOURCE_TABLES:
            # Looked up in the catalogue, because a name cannot be resolved in a schema one may
            # not use.
            cursor.execute(
                "select has_schema_privilege(n.oid, 'usage')"
                " and has_table_privilege(c.oid, 'select')"
                " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                " where n.nspname = 'warehouse' and c.relname = %s",
                (table,),
            )
            row = cursor.fetchone()
            if row is None:
                problems.append(f"table warehouse.{table} does not exist")
            elif not row[0]:
                problems.append(f"role may not read table warehouse.{table}")
    return problems


def _missing_rights(connection: Connection) -> list[str]:
    problems = []
    with connection.cursor() as cursor:
        cursor.execute("select has_database_privilege(current_database(), 'create')")
        row = cursor.fetchone()
        if row is None or not row[0]:
            problems.append("role may not create schemas in the database")
        cursor.execute(
            "select pg_has_role(nspowner, 'usage') from pg_namespace where nspname = %s",
            (PUBLISHED_SCHEMA,),
        )
        row = cursor.fetchone()
        if row is not None and not row[0]:
            problems.append(f"role does not own schema {PUBLISHED_SCHEMA}")
    return problems
