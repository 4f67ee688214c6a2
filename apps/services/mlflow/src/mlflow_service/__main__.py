"""Entry point of the container: `python -m mlflow_service`."""

from __future__ import annotations

import importlib
import os
import signal
import sys
from contextlib import closing

import psycopg2

from mlflow_service.migration import connect_when_ready, migrate
from mlflow_service.root_certificate import root_certificate_variables
from mlflow_service.settings import SettingsError, read_settings

_INVALID_CONFIGURATION = 78
_TEMPORARILY_UNAVAILABLE = 75
_TERMINATED = 143


def serve() -> int:
    """Migrate the database, then serve until SIGTERM; returns the exit code."""
    # The kernel keeps unhandled signals from a container's first process; the server replaces this.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(_TERMINATED))
    try:
        settings = read_settings(os.environ)
    except SettingsError as error:
        return _fail(str(error), _INVALID_CONFIGURATION)
    os.environ |= settings.library_environment
    os.environ |= root_certificate_variables(os.environ)
    server = importlib.import_module("mlflow_service.server")
    try:
        with closing(connect_when_ready(settings.database_wait_seconds)) as connection:
            migrate(connection, server.upgrade_schema)
    except psycopg2.OperationalError as error:
        return _fail(f"cannot reach database: {error}", _TEMPORARILY_UNAVAILABLE)
    server.run(settings.port)
    return 0


def _fail(problem: str, exit_code: int) -> int:
    print(f"mlflow: {problem}", file=sys.stderr)  # noqa: T201 the only thing it says
    return exit_code


if __name__ == "__main__":
    sys.exit(serve())
