"""A throw-away PostgreSQL with the platform's databases and roles."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2.extensions import connection as Connection

from harness.local_processes import free_port

BINARIES = Path(os.environ.get("POSTGRES_BINARIES", "/usr/lib/postgresql/15/bin"))
PASSWORD = "only-for-tests"
_ROLES = ("gho_loader", "gho_builder", "gho_reader", "mlflow")


@dataclass(frozen=True)
class Database:
    """One database of the server, and how to reach it as each role."""

    port: int
    name: str

    def variables(self, role: str) -> dict[str, str]:
        """The libpq environment of a stage that logs in as the role."""
        return {
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.port),
            "PGUSER": role,
            "PGPASSWORD": PASSWORD,
            "PGDATABASE": self.name,
            "PGSSLMODE": "disable",
        }

    def connect(self, role: str = "postgres") -> Connection:
        """An autocommitting connection as the role."""
        connection = psycopg2.connect(
            host="127.0.0.1",
            port=self.port,
            dbname=self.name,
            user=role,
            password=PASSWORD,
            sslmode="disable",
        )
        connection.autocommit = True
        return connection

    def query(self, statement: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Run a statement as the superuser and return its rows."""
        connection = self.connect()
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement, tuple(parameters) or None)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()


@dataclass(frozen=True)
class PostgresServer:
    """The server; every test module takes a database of its own.

    `certificate` is that of the server, for `localhost`, and its own authority.
    """

    port: int
    certificate: str

    def create_database(self, name: str) -> Database:
        """A new database in which gho_loader and gho_builder may create schemas."""
        maintenance = Database(self.port, "postgres")
        maintenance.query(f'create database "{name}"')
        maintenance.query(f'grant create on database "{name}" to gho_loader, gho_builder, mlflow')
        database = Database(self.port, name)
        database.query("grant create, usage on schema public to mlflow")
        return database

    def copy_database(self, template: Database, name: str) -> Database:
        """A new database with the content of a template nobody is connected to."""
        maintenance = Database(self.port, "postgres")
        maintenance.query(f'create database "{name}" template "{template.name}"')
        maintenance.query(f'grant create on database "{name}" to gho_loader, gho_builder, mlflow')
        return Database(self.port, name)


def make_certificate(folder: Path) -> str:
    """Make server.crt and server.key for `localhost` in the folder; returns the certificate."""
    certificate = folder / "server.crt"
    _run(
        [
            *["openssl", "req", "-x509", "-noenc", "-days", "1"],
            *["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"],
            *["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
            *["-keyout", str(folder / "server.key"), "-out", str(certificate)],
        ]
    )
    return certificate.read_text()


def _as_postgres(command: list[str]) -> list[str]:
    """The command as a user that PostgreSQL accepts: it refuses to run as root."""
    if os.geteuid() == 0:
        return ["runuser", "-u", "postgres", "--", *command]
    return command


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Start PostgreSQL in a temporary folder; stop it and remove the folder afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="gho-postgres-"))
    certificate = make_certificate(folder)
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        for path in (folder, folder / "server.crt", folder / "server.key"):
            os.chown(path, account.pw_uid, account.pw_gid)
    data = folder / "data"
    password_file = folder / "password"
    password_file.write_text(PASSWORD)
    password_file.chmod(0o644)
    settings = (
        f"-k {folder} -c listen_addresses=127.0.0.1 "
        f"-c ssl=on -c ssl_cert_file={folder}/server.crt -c ssl_key_file={folder}/server.key "
        "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"
    )
    control = _as_postgres([str(BINARIES / "pg_ctl"), "-D", str(data), "-w"])
    initialise = [
        *[str(BINARIES / "initdb"), "-D", str(data), "-U", "postgres", "--no-sync"],
        *["--auth=scram-sha-256", f"--pwfile={password_file}", "--encoding=UTF8", "--locale=C"],
    ]
    try:
        _run(_as_postgres(initialise))
        port = free_port()
        _run([*control, "-l", str(folder / "log"), "-o", f"-p {port} {settings}", "start"])
        server = PostgresServer(port, certificate)
        for role in _ROLES:
            Database(port, "postgres").query(f"create role {role} login password '{PASSWORD}'")
        yield server
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], capture_output=True, check=False)
        shutil.rmtree(folder)


def _run(command: list[str]) -> None:
    # Not captured through pipes: the server would inherit them and keep them open.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(command, stdout=output, stderr=output, check=False, cwd="/")
        output.seek(0)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)} failed: {output.read().decode()}")
