"""Fixtures: real servers, once per test session; a database of its own for every test."""

from __future__ import annotations

import itertools
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness.mlflow_server import MlflowServer, running_mlflow
from harness.object_store import ObjectStore, running_object_store
from harness.postgres_server import Database, PostgresServer, running_postgres
from harness.recorded_data import REPOSITORY
from harness.stage_container import Attempt, StageProgram
from harness.warehouse_loader import load_warehouse

BUCKET = "artifacts"


def pytest_configure() -> None:
    """End on SIGTERM as on Ctrl-C, so that fixtures stop the servers they started."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def object_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObjectStore]:
    with running_object_store(tmp_path_factory.mktemp("s3"), (BUCKET, "mlflow")) as store:
        yield store


@pytest.fixture(scope="session")
def loaded_warehouse(postgres: PostgresServer) -> Database:
    """The template of all test databases; nobody stays connected to it."""
    database = postgres.create_database("loaded")
    load_warehouse(database)
    return database


@pytest.fixture(scope="session")
def database_numbers() -> Iterator[int]:
    return itertools.count(1)


@pytest.fixture
def database(
    postgres: PostgresServer, loaded_warehouse: Database, database_numbers: Iterator[int]
) -> Database:
    """A database whose warehouse holds the recorded data."""
    return postgres.copy_database(loaded_warehouse, f"test_{next(database_numbers)}")


def dbt_program(database: Database, object_store: ObjectStore, folder: Path) -> StageProgram:
    """The dbt stage as the container of a Job would run it."""
    return StageProgram(
        project="apps/jobs/dbt",
        module="dbt_stage",
        folder=folder,
        variables={
            **database.variables("gho_builder"),
            **object_store.variables(),
            "ARTIFACT_BUCKET": BUCKET,
            "DBT_PROJECT_DIR": str(REPOSITORY / "dbt"),
        },
    )


@pytest.fixture
def dbt_stage(object_store: ObjectStore, tmp_path: Path) -> Callable[[Database], StageProgram]:
    """Makes the dbt stage of a database."""
    return lambda database: dbt_program(database, object_store, tmp_path)


@pytest.fixture(scope="session")
def mlflow(
    postgres: PostgresServer, object_store: ObjectStore, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[MlflowServer]:
    log = tmp_path_factory.mktemp("mlflow") / "server.log"
    with running_mlflow(postgres.create_database("mlflow"), object_store, log) as server:
        yield server


@pytest.fixture(scope="session")
def published_template(
    postgres: PostgresServer,
    loaded_warehouse: Database,
    object_store: ObjectStore,
    tmp_path_factory: pytest.TempPathFactory,
) -> Database:
    """The template of databases whose analytics the real dbt stage published."""
    database = postgres.copy_database(loaded_warehouse, "published")
    stage = dbt_program(database, object_store, tmp_path_factory.mktemp("published"))
    end = stage.run(Attempt("99999999-0000-4000-8000-000000000009"))
    assert end.exit_code == 0, end
    return database


@pytest.fixture
def published(
    postgres: PostgresServer, published_template: Database, database_numbers: Iterator[int]
) -> Database:
    """A database with published analytics."""
    return postgres.copy_database(published_template, f"test_{next(database_numbers)}")


@pytest.fixture
def train_stage(mlflow: MlflowServer, tmp_path: Path) -> Callable[[Database], StageProgram]:
    """Makes the train stage of a database; every test has a model name of its own."""

    def stage_of(database: Database) -> StageProgram:
        return StageProgram(
            project="apps/jobs/train",
            module="train_stage",
            folder=tmp_path,
            variables={
                **database.variables("gho_reader"),
                "MLFLOW_TRACKING_URI": mlflow.uri,
                "MODEL_NAME": database.name,
                "MLFLOW_EXPERIMENT": database.name,
                "MLFLOW_DISABLE_TELEMETRY": "true",
                "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",
                "GIT_PYTHON_REFRESH": "quiet",
            },
        )

    return stage_of
