"""How the stage's own session waits for PostgreSQL."""

from __future__ import annotations

import select
import time

import psycopg2
from psycopg2.extensions import (
    POLL_OK,
    POLL_READ,
    POLL_WRITE,
    STATUS_BEGIN,
    STATUS_PREPARED,
    STATUS_READY,
)
from psycopg2.extensions import connection as Connection

CONNECT_SECONDS = 10
_CONNECTED = {STATUS_READY, STATUS_BEGIN, STATUS_PREPARED}


def wait_for_server(connection: Connection, connect_seconds: float = CONNECT_SECONDS) -> None:
    """Wait until the server has done what it was asked: psycopg2's wait callback.

    Without one libpq waits inside C, where a SIGTERM would go unnoticed until a lock is granted.
    With one it ignores `connect_timeout`, so that a server which takes a connection and then says
    nothing has its deadline here. Statements have none: they may wait as long as their locks do.
    """
    is_connecting = connection.status not in _CONNECTED
    deadline = time.monotonic() + connect_seconds if is_connecting else None
    while (state := connection.poll()) != POLL_OK:
        reading = [connection.fileno()] if state == POLL_READ else []
        writing = [connection.fileno()] if state == POLL_WRITE else []
        left = None if deadline is None else max(0.0, deadline - time.monotonic())
        if not any(select.select(reading, writing, [], left)):
            message = f"could not connect: the server said nothing for {connect_seconds:g} s"
            raise psycopg2.OperationalError(message)
