"""One at a time: whoever changes what is published waits for its turn."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from psycopg2 import errors
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from dbt_stage.database import transaction
from stage_kit import UnavailableError

T = TypeVar("T")

_LOCK_NAME = "gho-platform/analytics-publication"
_TURN_TIMEOUT = "2min"
# Dropping old tables waits for whoever still reads them. Twelve short waits rather than a long one:
# new readers of those tables queue behind a waiting drop.
_DROP_LOCK_TIMEOUT = "5s"
_DROP_TRIES = 12


def in_turn(connection: Connection, change: Callable[[Cursor], T]) -> T:
    """Run the change in one transaction, alone among all processes, and return what it returned.

    It is tried anew while readers of the tables that it drops hold it up. Raises `UnavailableError`
    when they, or somebody else's turn, take minutes. The turn lasts until the session ends.
    """
    _wait_for_turn(connection)
    for _ in range(_DROP_TRIES):
        try:
            with transaction(connection) as cursor:
                return change(cursor)
        except (errors.LockNotAvailable, errors.DeadlockDetected):
            continue
    raise UnavailableError(
        "PublicationBlocked", "somebody has been reading earlier publications for over a minute"
    )


def _wait_for_turn(connection: Connection) -> None:
    """Take the lock of the session, before the transaction begins.

    PostgreSQL takes note of names that others changed when a transaction begins, but not when one
    resumes after an advisory lock.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("select set_config('lock_timeout', %s, false)", (_TURN_TIMEOUT,))
            cursor.execute("select pg_advisory_lock(hashtextextended(%s, 0))", (_LOCK_NAME,))
            cursor.execute("select set_config('lock_timeout', %s, false)", (_DROP_LOCK_TIMEOUT,))
    except errors.LockNotAvailable as error:
        message = f"another process has been publishing for {_TURN_TIMEOUT}"
        raise UnavailableError("PublicationBlocked", message) from error
