"""Whether PostgreSQL would notice that the node of a stage is lost, as the kernel tells it."""

from __future__ import annotations

import re
from pathlib import Path

from harness.local_processes import wait_until
from harness.postgres_server import Database

# "The keepalive timer is running", in /proc/net/tcp.
_KEEPALIVE = "02"
_TICKS_PER_SECOND = 100


def seconds_to_keepalive(database: Database, role: str) -> list[float]:
    """For each session of the role: when the server's kernel asks next whether its client lives.

    The timer runs once everything that was sent is acknowledged.
    """
    timers: list[float] = []

    def are_running() -> bool:
        # Asked each time: dbt closes sessions while it waits, and a closed one has no timer.
        ports = database.query(
            "select client_port from pg_stat_activity where usename = %s and datname = %s",
            (role, database.name),
        )
        table = Path("/proc/net/tcp").read_text()
        timers[:] = [_seconds(table, database.port, port) for (port,) in ports]
        return all(timer < float("inf") for timer in timers)

    wait_until(are_running, "the keepalive timers")
    return timers


def _seconds(table: str, server_port: int, client_port: int) -> float:
    found = re.search(
        rf":{server_port:04X} [0-9A-F]+:{client_port:04X} .. \S+ (..):([0-9A-F]+)", table
    )
    if found is None or found[1] != _KEEPALIVE:
        return float("inf")
    return int(found[2], 16) / _TICKS_PER_SECOND
