"""Brings the database to the schema of this MLflow, once, however many servers start."""

from __future__ import annotations

import time
from collections.abc import Callable

import psycopg2
from psycopg2 import OperationalError
from psycopg2.extensions import connection as Connection

_LOCK_NAME = "gho-platform/mlflow-migration"


def connect_when_ready(seconds: int) -> Connection:
    """An autocommitting session as the PG* environment says, as soon as the database answers.

    Raises psycopg2's last error when it has not answered in time.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            connection = psycopg2.connect(connect_timeout=5)
        except OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(1)
        else:
            connection.autocommit = True
            return connection


def migrate(connection: Connection, upgrade: Callable[[], None]) -> None:
    """Run the upgrade while no other server does; a later one then finds nothing left to do."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtextextended(%s, 0))", (_LOCK_NAME,))
        try:
            upgrade()
        finally:
            cursor.execute("select pg_advisory_unlock(hashtextextended(%s, 0))", (_LOCK_NAME,))
