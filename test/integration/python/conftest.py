"""Fixtures: real servers, once per test session; a database of its own for every test."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness.object_store import ObjectStore, running_object_store
from harness.postgres_server import Database, PostgresServer, running_postgres
from harness.recorded_data import REPOSITORY
from harness.stage_container import StageProgram
from harness.warehouse_loader import load_warehouse

BUCKET = "artifacts"


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


@pytest.fixture
def dbt_stage(object_store: ObjectStore, tmp_path: Path) -> Callable[[Database], StageProgram]:
    """Makes the dbt stage of a database."""

    def stage_of(database: Database) -> StageProgram:
        return StageProgram(
            project="apps/jobs/dbt",
            module="dbt_stage",
            folder=tmp_path,
            variables={
                **database.variables("gho_builder"),
                **object_store.variables(),
                "ARTIFACT_BUCKET": BUCKET,
                "DBT_PROJECT_DIR": os.environ.get("DBT_PROJECT_DIR", str(REPOSITORY / "dbt")),
            },
        )

    return stage_of
