"""The server's environment, turned into what MLflow and its libraries read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# libpq reads host, user, password and database from PG*, so that no password is part of a URI.
DATABASE_URI = "postgresql+psycopg2://"

# MLflow answers only to these Host headers, against DNS rebinding: its service name in the cluster,
# a forwarded port, and the private addresses under which a node port is reached.
_PRIVATE_ADDRESSES = ("10.*", "192.168.*", *(f"172.{second}.*" for second in range(16, 32)))
_DEFAULT_HOSTS = ("mlflow", "mlflow:*", "mlflow.*", "localhost", "localhost:*", "127.0.0.1:*")
# The page sends its origin with every request; without these it could not talk to its own server
# when it is opened through a node port.
_DEFAULT_ORIGINS = tuple(f"http://{address}" for address in _PRIVATE_ADDRESSES)

_REQUIRED = ("PGHOST", "PGUSER", "PGPASSWORD", "PGDATABASE", "MLFLOW_ARTIFACTS_DESTINATION")


class SettingsError(Exception):
    """The environment lacks something or holds something that is not allowed."""


@dataclass(frozen=True)
class Settings:
    """Where to listen, how long to wait for the database, what to set for the libraries."""

    port: int
    database_wait_seconds: int
    library_environment: Mapping[str, str]


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings; raises `SettingsError` naming everything that is wrong."""
    problems = [f"{name} is missing" for name in _REQUIRED if not environment.get(name)]
    numbers = {"PORT": 5000, "DATABASE_WAIT_SECONDS": 120}
    for name, default in numbers.items():
        given = environment.get(name) or str(default)
        if given.isdecimal():
            numbers[name] = int(given)
        else:
            problems.append(f'{name} is "{given}", allowed is a whole number')
    if problems:
        raise SettingsError(f"configuration is invalid: {'; '.join(problems)}")
    return Settings(
        port=numbers["PORT"],
        database_wait_seconds=numbers["DATABASE_WAIT_SECONDS"],
        library_environment=_library_environment(environment),
    )


def _library_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Defaults for MLflow and boto3; whatever is set already stays."""
    defaults = {
        "MLFLOW_DISABLE_TELEMETRY": "true",
        # Background jobs serve features for language models, and cost eight more processes.
        "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
        "MLFLOW_SERVER_ALLOWED_HOSTS": ",".join((*_DEFAULT_HOSTS, *_PRIVATE_ADDRESSES)),
        "MLFLOW_SERVER_CORS_ALLOWED_ORIGINS": ",".join(_DEFAULT_ORIGINS),
        "AWS_DEFAULT_REGION": environment.get("AWS_REGION") or "us-east-1",
        # Not every S3 implementation knows the newer checksums.
        "AWS_REQUEST_CHECKSUM_CALCULATION": "when_required",
        "AWS_RESPONSE_CHECKSUM_VALIDATION": "when_required",
    }
    if environment.get("S3_FORCE_PATH_STYLE") == "true":
        defaults["MLFLOW_BOTO_CLIENT_ADDRESSING_STYLE"] = "path"
    return {name: environment.get(name) or value for name, value in defaults.items()}
