"""PostgreSQL behind TLS: the authority comes as a text, and another one is refused for good."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness.mlflow_server import running_mlflow
from harness.object_store import ObjectStore
from harness.postgres_server import Database, PostgresServer, make_certificate
from harness.stage_container import Attempt, StageProgram

pytestmark = pytest.mark.integration

StageOf = Callable[[Database], StageProgram]
RUN = "77777777-0000-4000-8000-000000000007"


def checked(certificate: str) -> dict[str, str]:
    return {"PGHOST": "localhost", "PGSSLMODE": "verify-full", "PGSSLROOTCERT_PEM": certificate}


def test_dbt_and_its_child_process_check_the_server(
    postgres: PostgresServer, database: Database, dbt_stage: StageOf
) -> None:
    end = dbt_stage(database).run(Attempt(RUN), **checked(postgres.certificate))
    assert end.exit_code == 0, end


def test_dbt_refuses_another_authority_none_and_another_name(
    postgres: PostgresServer, database: Database, dbt_stage: StageOf, tmp_path: Path
) -> None:
    for variables in (
        checked(make_certificate(tmp_path)),
        checked(""),
        {**checked(postgres.certificate), "PGHOST": "127.0.0.1"},
    ):
        end = dbt_stage(database).run(Attempt(RUN), **variables)
        assert (end.exit_code, end.result["reason"]) == (78, "InvalidConfiguration"), end


def test_train_checks_the_server(
    postgres: PostgresServer, train_stage: StageOf, tmp_path: Path, suffixes: Iterator[str]
) -> None:
    stage = train_stage(postgres.create_database(f"empty_{next(suffixes)}"))
    connected = stage.run(Attempt(RUN), **checked(postgres.certificate))
    assert "cannot read analytics.ml_features" in connected.result["message"]
    refused = stage.run(Attempt(RUN), **checked(make_certificate(tmp_path)))
    assert (refused.exit_code, refused.result["reason"]) == (78, "InvalidConfiguration")
    assert "certificate verify failed" in refused.result["message"]


def test_mlflow_checks_the_server(
    postgres: PostgresServer,
    object_store: ObjectStore,
    tmp_path: Path,
    suffixes: Iterator[str],
) -> None:
    database = postgres.create_database(f"mlflow_{next(suffixes)}")
    overrides = {**checked(postgres.certificate), "TMPDIR": str(tmp_path)}
    with running_mlflow(database, object_store, tmp_path / "server.log", overrides) as mlflow:
        assert mlflow.ask("/api/2.0/mlflow/experiments/search", {"max_results": 1}).status == 200
        sessions = database.query(
            "select distinct ssl from pg_stat_ssl natural join pg_stat_activity"
            " where usename = 'mlflow' and datname = current_database()"
        )
    assert sessions == [(True,)]
