"""Reads published features; PostgreSQL's lock manager also keeps trainers apart."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pandas as pd
import psycopg2
from psycopg2 import errors, sql
from psycopg2.extensions import connection as Connection

from stage_kit import ConfigurationError, UnavailableError
from train_stage.columns import ALL_COLUMNS, COUNTRY, NUMERIC_FEATURES, REGION, TARGET, YEAR

_TABLE = "analytics.ml_features"
_LOCK_SPACE = "gho-platform/model-registry/"
_LOCK_TIMEOUT = "5min"
_WRONG_LOGIN = re.compile(
    r"authentication failed|no password supplied|no pg_hba\.conf entry"
    r'|FATAL:\s+(role|database) ".*" does not exist'
)


@dataclass(frozen=True)
class FeatureTable:
    """Features of all countries and years, sorted; which publication they are from; their digest.

    `digest` is the SHA-256 of the values: equal digests mean equal data, whoever published them.
    """

    frame: pd.DataFrame
    publication: str
    digest: str


@contextmanager
def open_session() -> Iterator[Connection]:
    """An autocommitting session as the PG* environment says; closed on the way out."""
    try:
        connection = psycopg2.connect(connect_timeout=10)
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
    """Read the published features.

    One statement reads them all: a publication that happens meanwhile cannot mix with it.
    """
    columns = sql.SQL(", ").join(sql.Identifier(name) for name in ALL_COLUMNS)
    statement = sql.SQL("select {} from analytics.ml_features order by {}, {}").format(
        columns, sql.Identifier(COUNTRY), sql.Identifier(YEAR)
    )
    try:
        with connection.cursor() as cursor:
            cursor.execute("select obj_description(to_regnamespace('analytics'), 'pg_namespace')")
            row = cursor.fetchone()
            publication = str(row[0]) if row and row[0] else "unknown"
            cursor.execute(statement)
            rows = cursor.fetchall()
    except (errors.UndefinedTable, errors.UndefinedColumn, errors.InsufficientPrivilege) as error:
        raise ConfigurationError(f"cannot read {_TABLE}: {str(error).splitlines()[0]}") from error
    except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
        raise UnavailableError("DatabaseUnavailable", str(error).strip()) from error
    return feature_table(rows, publication)


def feature_table(rows: list[tuple[object, ...]], publication: str) -> FeatureTable:
    """Make the table of rows in the order of `ALL_COLUMNS`."""
    frame = pd.DataFrame(rows, columns=list(ALL_COLUMNS))
    # Floats throughout, the year too: MLflow's schema would refuse a missing value in an integer.
    numeric = [*NUMERIC_FEATURES, TARGET]
    frame[numeric] = frame[numeric].astype("float64")
    frame[[COUNTRY, REGION]] = frame[[COUNTRY, REGION]].astype(object)
    digest = hashlib.sha256(frame.to_csv(index=False).encode()).hexdigest()
    return FeatureTable(frame, publication, digest)


@contextmanager
def exclusive_registry(connection: Connection, model_name: str) -> Iterator[None]:
    """No other trainer registers or promotes versions of the model until the block ends.

    MLflow cannot compare and set, so without it two attempts of one run could register twice, and
    two runs could each take the champion's place from a champion that is no longer there.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("select set_config('lock_timeout', %s, false)", (_LOCK_TIMEOUT,))
            cursor.execute(
                "select pg_advisory_lock(hashtextextended(%s, 0))", (_LOCK_SPACE + model_name,)
            )
    except errors.LockNotAvailable as error:
        message = f"another trainer has been registering {model_name} for {_LOCK_TIMEOUT}"
        raise UnavailableError("RegistryBusy", message) from error
    except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
        raise UnavailableError("DatabaseUnavailable", str(error).strip()) from error
    # Not released by hand: the session ends with the stage, however the stage ends.
    yield
