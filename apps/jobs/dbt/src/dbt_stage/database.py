"""The stage's own PostgreSQL session, and what its errors mean to the operator."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from psycopg2 import errors
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from stage_kit import ConfigurationError, UnavailableError

# Dead peers are noticed after about a minute: the session idles while dbt works.
_KEEPALIVE: dict[str, Any] = {
    "keepalives_idle": 20,
    "keepalives_interval": 10,
    "keepalives_count": 4,
}

# The other direction: the server ends a session whose node is lost within about a minute instead of
# two hours, so that its locks do not outlive it.
_NOTICE_LOST_CLIENT = {
    "tcp_keepalives_idle": "20s",
    "tcp_keepalives_interval": "5s",
    "tcp_keepalives_count": "4",
    "tcp_user_timeout": "60s",
    # For a session that waits inside a statement, such as for a lock.
    "client_connection_check_interval": "5s",
}

# libpq reports failed logins without a code, so its words have to do.
_WRONG_LOGIN = (
    "authentication failed",
    "no pg_hba.conf entry",
    "no password supplied",
    # With a CA that is not the server's, or a name that is not in its certificate.
    "certificate verify failed",
    "does not match host name",
    "root certificate file",
)
_UNKNOWN_NAME = re.compile(r'FATAL:\s+(role|database) ".*" does not exist')
_REFUSALS = (errors.InsufficientPrivilege, errors.UndefinedObject, errors.InvalidSchemaName)


@contextmanager
def open_session() -> Iterator[Connection]:
    """An autocommitting session as the PG* environment says; closed on the way out.

    Everything raised by PostgreSQL inside the block leaves it as a stage error: unavailable when a
    later attempt may succeed, a wrong configuration when a person has to act.
    """
    with translated_errors():
        # The wait callback of `waiting` has the deadline for connecting.
        connection = psycopg2.connect(options=lock_owner_options(), **_KEEPALIVE)
        try:
            connection.autocommit = True
            yield connection
        finally:
            connection.close()


def lock_owner_options() -> str:
    """What libpq's PGOPTIONS has to be for a session that takes locks; what was set there stays."""
    given = os.environ.get("PGOPTIONS", "")
    settings = [f"-c {name}={value}" for name, value in _NOTICE_LOST_CLIENT.items()]
    return " ".join([given, *settings]).strip()


@contextmanager
def transaction(connection: Connection) -> Iterator[Cursor]:
    """A transaction on the session: committed at the end of the block, rolled back on an error.

    When the block is interrupted by SIGTERM a statement may still be under way, which rules out a
    rollback; the session is closed instead, and PostgreSQL rolls back.
    """
    connection.autocommit = False
    try:
        with connection.cursor() as cursor:
            yield cursor
        connection.commit()
    except Exception:
        if not connection.closed:
            connection.rollback()
        raise
    except BaseException:
        connection.close()
        raise
    finally:
        if not connection.closed:
            connection.autocommit = True


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn PostgreSQL's errors into stage errors; others pass."""
    try:
        yield
    except _REFUSALS as error:
        raise ConfigurationError(f"database refused: {_first_line(error)}") from error
    except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
        if is_wrong_login(str(error)):
            raise ConfigurationError(f"cannot log in to database: {_first_line(error)}") from error
        raise UnavailableError("DatabaseUnavailable", _first_line(error)) from error


def is_wrong_login(message: str) -> bool:
    """Whether a connection failed for a reason that waiting does not cure."""
    return any(words in message for words in _WRONG_LOGIN) or bool(_UNKNOWN_NAME.search(message))


def is_connection_loss(message: str) -> bool:
    """Whether an error text of dbt is about the connection rather than about the statement."""
    return any(
        words in message
        for words in (
            "connection to server",
            "could not connect",
            "could not translate host name",
            "connection already closed",
            "server closed the connection",
            "terminating connection",
            "SSL SYSCALL error",
            "the database system is",
            "too many clients",
            "remaining connection slots",
        )
    )


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", maxsplit=1)[0]
