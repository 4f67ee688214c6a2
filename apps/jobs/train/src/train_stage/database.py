"""Reads published features; PostgreSQL's lock manager also keeps trainers apart."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import psycopg2
from psycopg2 import errors, sql
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from stage_kit import ConfigurationError, UnavailableError
from train_stage.columns import (
    ALL_COLUMNS,
    COUNTRY,
    INDICATOR,
    LOAD,
    NUMERIC_FEATURES,
    PROFILE_COLUMNS,
    SOURCE_COLUMNS,
    TARGET,
    YEAR,
)

_LOCK_SPACE = "gho-platform/model-registry/"
_LOCK_WAIT_SECONDS = 300.0
_READ_TRIES = 5
_SIGNATURE = "published by "
# The server ends a session whose node is lost within about a minute instead of two hours, so that
# its lock does not outlive it.
_NOTICE_LOST_CLIENT = (
    "-c tcp_keepalives_idle=20s -c tcp_keepalives_interval=5s -c tcp_keepalives_count=4"
    " -c tcp_user_timeout=60s"
)
_WRONG_LOGIN = re.compile(
    r"authentication failed|no password supplied|no pg_hba\.conf entry"
    # With a CA that is not the server's, or a name that is not in its certificate.
    r"|certificate verify failed|does not match host name|root certificate file"
    r'|FATAL:\s+(role|database) ".*" does not exist'
)


@dataclass(frozen=True)
class _Table:
    """A published table: its name, the columns to read, and which of them is its key."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, str]


_TABLES = (
    _Table("ml_features", ALL_COLUMNS, (COUNTRY, YEAR)),
    _Table("country_health_profile", PROFILE_COLUMNS, (COUNTRY, YEAR)),
    _Table("data_sources", SOURCE_COLUMNS, (INDICATOR, LOAD)),
)


@dataclass(frozen=True)
class FeatureTable:
    """Features of all countries and years, sorted, and which publication they are from.

    `profile` is what the same publication says was measured in each year, to check features by;
    `sources` are the objects of the raw zone that it stands on.
    """

    frame: pd.DataFrame
    profile: pd.DataFrame
    sources: pd.DataFrame
    publication: str

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the features: equal digests mean equal data, whoever published them."""
        return hashlib.sha256(self.frame.to_csv(index=False).encode()).hexdigest()

    @property
    def dbt_run(self) -> str:
        """The `<run uid>/<attempt>` that published, so where dbt's artifacts are, or "unknown"."""
        label = self.publication
        return label.removeprefix(_SIGNATURE) if label.startswith(_SIGNATURE) else "unknown"


@contextmanager
def open_session() -> Iterator[Connection]:
    """An autocommitting session as the PG* environment says; closed on the way out."""
    options = f"{os.environ.get('PGOPTIONS', '')} {_NOTICE_LOST_CLIENT}".strip()
    try:
        connection = psycopg2.connect(connect_timeout=10, options=options)
    except psycopg2.OperationalError as error:
        if _WRONG_LOGIN.search(str(error)):
            raise ConfigurationError(f"cannot log in to database: {error}") from error
        raise UnavailableError("DatabaseUnavailable", str(error).strip()) from error
    try:
        connection.autocommit = True
        yield connection
    finally:
        connection.close()


def read_features(connection: Connection) -> FeatureTable:
    """Read the published features, what they are made of, and which publication that is.

    One statement reads each table, so that two publications cannot mix in it. The label is read
    before and after, and everything again when somebody published meanwhile.
    """
    try:
        with connection.cursor() as cursor:
            for _ in range(_READ_TRIES):
                before = _read_label(cursor)
                features, profile, sources = (_read_table(cursor, one) for one in _TABLES)
                if _read_label(cursor) == before:
                    return FeatureTable(features, profile, sources, before)
    except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
        raise UnavailableError("DatabaseUnavailable", str(error).strip()) from error
    message = f"analytics was published anew each of the {_READ_TRIES} times that it was read"
    raise UnavailableError("PublicationChanged", message)


def _read_table(cursor: Cursor, table: _Table) -> pd.DataFrame:
    statement = sql.SQL("select {} from {} order by {}").format(
        sql.SQL(", ").join(map(sql.Identifier, table.columns)),
        sql.Identifier("analytics", table.name),
        sql.SQL(", ").join(map(sql.Identifier, table.key)),
    )
    try:
        cursor.execute(statement)
        return typed_frame(cursor.fetchall(), table.columns)
    except (errors.UndefinedTable, errors.UndefinedColumn, errors.InsufficientPrivilege) as error:
        message = f"cannot read analytics.{table.name}: {str(error).splitlines()[0]}"
        raise ConfigurationError(message) from error


def _read_label(cursor: Cursor) -> str:
    cursor.execute("select obj_description(to_regnamespace('analytics'), 'pg_namespace')")
    row = cursor.fetchone()
    return str(row[0]) if row and row[0] else "unknown"


def typed_frame(rows: list[tuple[object, ...]], columns: tuple[str, ...]) -> pd.DataFrame:
    """Rows as a table: floats for features and target, what PostgreSQL gave for the rest."""
    frame = pd.DataFrame(rows, columns=list(columns))
    # Floats throughout, the year too: MLflow's schema would refuse a missing value in an integer.
    kinds = {name: "float64" if name in (*NUMERIC_FEATURES, TARGET) else object for name in columns}
    return frame.astype(kinds)


@contextmanager
def exclusive_registry(connection: Connection, model_name: str) -> Iterator[Callable[[], None]]:
    """No other trainer registers or promotes versions of the model until the block ends.

    MLflow cannot compare and set, so without it two attempts of one run could register twice, and
    two runs could each take the champion's place from a champion that is no longer there. The block
    gets a function that raises `UnavailableError` when the lock may be another's by now.
    """
    deadline = time.monotonic() + _LOCK_WAIT_SECONDS
    # Asked for again and again: libpq would wait inside C, where a SIGTERM goes unnoticed.
    while not _try_lock(connection, model_name):
        if time.monotonic() > deadline:
            message = f"another trainer has been registering {model_name} for minutes"
            raise UnavailableError("RegistryBusy", message)
        time.sleep(0.5)
    # Not released by hand: the session ends with the stage, however the stage ends.
    yield lambda: _require_session(connection)


def _try_lock(connection: Connection, model_name: str) -> bool:
    statement = "select pg_try_advisory_lock(hashtextextended(%s, 0))"
    return bool(_ask(connection, statement, (_LOCK_SPACE + model_name,)))


def _require_session(connection: Connection) -> None:
    # The lock is the session's: as long as the session answers, the lock is held.
    _ask(connection, "select 1", ())


def _ask(connection: Connection, statement: str, parameters: tuple[str, ...]) -> object:
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            row = cursor.fetchone()
            return row[0] if row else None
    except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
        raise UnavailableError("DatabaseUnavailable", str(error).strip()) from error
