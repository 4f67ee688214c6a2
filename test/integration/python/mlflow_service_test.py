"""The MLflow service on a real PostgreSQL and S3 gateway."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from harness.local_processes import wait_until
from harness.mlflow_server import MlflowServer, is_healthy, running_mlflow, start_mlflow
from harness.object_store import ObjectStore
from harness.postgres_server import PostgresServer

pytestmark = pytest.mark.integration

SEARCH = "/ajax-api/2.0/mlflow/experiments/search"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "mlflow:5000"}, 200),
        ({"Host": "mlflow.gho-platform.svc:5000"}, 200),
        ({"Host": "localhost:8080", "Origin": "http://localhost:8080"}, 200),
        ({"Host": "10.89.0.2:30500", "Origin": "http://10.89.0.2:30500"}, 200),
        ({"Host": "attacker.example"}, 403),
        ({"Host": "mlflow:5000", "Origin": "http://attacker.example"}, 403),
    ],
    ids=["service", "qualified", "forwarded port", "node port", "rebound name", "foreign page"],
)
def test_answers_under_the_names_it_has_and_no_others(
    mlflow: MlflowServer, headers: dict[str, str], status: int
) -> None:
    assert mlflow.ask(SEARCH, {"max_results": 1}, headers=headers).status == status


def test_serves_its_page_and_health_under_any_name(mlflow: MlflowServer) -> None:
    assert "<!doctype html>" in mlflow.ask("/").body.lower()
    assert mlflow.ask("/health", headers={"Host": "10.0.0.7"}).status == 200


def test_is_one_process(mlflow: MlflowServer) -> None:
    process = mlflow.server.process.pid
    children = subprocess.run(["pgrep", "-P", str(process)], capture_output=True, check=False)
    assert children.stdout == b""


def test_servers_that_start_together_migrate_an_empty_database_once(
    postgres: PostgresServer,
    object_store: ObjectStore,
    tmp_path: Path,
    suffixes: Iterator[str],
) -> None:
    database = postgres.create_database(f"mlflow_{next(suffixes)}")
    servers = [
        start_mlflow(database, object_store, tmp_path / f"{number}.log") for number in (1, 2)
    ]
    try:
        for server in servers:
            wait_until(partial(is_healthy, server), "MLflow")
            assert server.ask(SEARCH, {"max_results": 1}).status == 200
    finally:
        for server in servers:
            server.server.stop()
    assert len(database.query("select version_num from alembic_version")) == 1


def test_starts_again_on_its_own_database_and_ends_on_sigterm(
    postgres: PostgresServer,
    object_store: ObjectStore,
    tmp_path: Path,
    suffixes: Iterator[str],
) -> None:
    database = postgres.create_database(f"mlflow_{next(suffixes)}")
    name = {"name": "kept"}
    with running_mlflow(database, object_store, tmp_path / "first.log") as server:
        created = server.ask("/api/2.0/mlflow/experiments/create", name)
        assert created.status == 200
    with running_mlflow(database, object_store, tmp_path / "second.log") as server:
        again = server.ask("/api/2.0/mlflow/experiments/create", name)
        assert again.status == 400
        assert "RESOURCE_ALREADY_EXISTS" in again.body
        server.server.process.send_signal(signal.SIGTERM)
        server.server.process.wait(20)
