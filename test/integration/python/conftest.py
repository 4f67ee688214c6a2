"""Fixtures: real servers, once per test session; a database of its own for every test."""

from __future__ import annotations

import itertools
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from harness.mlflow_server import MlflowServer, running_mlflow
from harness.object_store import ObjectStore, artifact_bucket, running_object_store
from harness.postgres_server import Database, PostgresServer, running_postgres
from harness.published_analytics import PUBLISHER, REPUBLISHER, Publication
from harness.quick_project import copy_quick_project
from harness.recorded_data import REPOSITORY
from harness.shared import made_once
from harness.stage_container import Attempt, StageEnd, StageProgram
from harness.warehouse_loader import create_warehouse, load_warehouse

PROJECT = REPOSITORY / "dbt"

_shared: dict[str, Any] = {}


def pytest_configure() -> None:
    """End on SIGTERM as on Ctrl-C, so that fixtures stop the servers they started."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Start what all workers share, in the process that starts the workers."""
    workerinput = getattr(session.config, "workerinput", None)
    if workerinput is not None:
        _shared.update(workerinput["shared"])
    elif not session.config.option.collectonly:
        with ExitStack() as servers:
            folder = servers.enter_context(TemporaryDirectory(prefix="gho-python-"))
            postgres = servers.enter_context(running_postgres())
            store = servers.enter_context(running_object_store(Path(folder), ("mlflow",)))
            _shared.update(folder=folder, postgres=asdict(postgres), store=asdict(store))
            session.config.add_cleanup(servers.pop_all().close)


def pytest_configure_node(node: Any) -> None:
    """Tell a worker where the shared servers are."""
    node.workerinput["shared"] = _shared


class OneMlflow(LoadScopeScheduling):  # type: ignore[misc] # xdist brings no types
    """Gives all tests around MLflow to one worker, any other test to whichever is free.

    A server costs 15 seconds of a processor. Marks for groups do not reach xdist from pytest 9.
    """

    def _split_scope(self, nodeid: str) -> str:
        return "mlflow" if nodeid.startswith(("train_", "mlflow_")) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneMlflow:
    """Share tests out to the workers."""
    return OneMlflow(config, log)


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    return Path(_shared["folder"])


@pytest.fixture(scope="session")
def postgres() -> PostgresServer:
    return PostgresServer(**_shared["postgres"])


@pytest.fixture(scope="session")
def object_store() -> ObjectStore:
    return ObjectStore(**_shared["store"])


@pytest.fixture(scope="session")
def loaded_warehouse(postgres: PostgresServer, shared_folder: Path) -> Database:
    """The template of all test databases; nobody stays connected to it."""

    def load() -> None:
        load_warehouse(postgres.create_database("loaded"))

    made_once(shared_folder, "loaded", load)
    return Database(postgres.port, "loaded")


@pytest.fixture(scope="session")
def empty_warehouse(postgres: PostgresServer, shared_folder: Path) -> Database:
    """The template of databases for tests that bring their own rows."""

    def create() -> None:
        create_warehouse(postgres.create_database("without_rows"))

    made_once(shared_folder, "without_rows", create)
    return Database(postgres.port, "without_rows")


@pytest.fixture(scope="session")
def suffixes(worker_id: str) -> Iterator[str]:
    """Ends of names that no other test has, in any worker."""
    return (f"{worker_id}_{number}" for number in itertools.count(1))


@pytest.fixture
def database(
    postgres: PostgresServer, loaded_warehouse: Database, suffixes: Iterator[str]
) -> Database:
    """A database whose warehouse holds the recorded data."""
    return postgres.copy_database(loaded_warehouse, f"test_{next(suffixes)}")


@pytest.fixture
def database_without_rows(
    postgres: PostgresServer, empty_warehouse: Database, suffixes: Iterator[str]
) -> Database:
    """A database whose warehouse has its tables and nothing in them."""
    return postgres.copy_database(empty_warehouse, f"test_{next(suffixes)}")


def dbt_program(
    database: Database, object_store: ObjectStore, folder: Path, project: Path = PROJECT
) -> StageProgram:
    """The dbt stage as the container of a Job would run it."""
    bucket = artifact_bucket(database)
    object_store.create_bucket(bucket)
    return StageProgram(
        project="apps/jobs/dbt",
        module="dbt_stage",
        folder=folder,
        variables={
            **database.variables("gho_builder"),
            **object_store.variables(),
            "ARTIFACT_BUCKET": bucket,
            "DBT_PROJECT_DIR": str(project),
        },
    )


@pytest.fixture
def whole_dbt_stage(
    object_store: ObjectStore, tmp_path: Path
) -> Callable[[Database], StageProgram]:
    """Makes the dbt stage of a database, on the project as it is."""
    return lambda database: dbt_program(database, object_store, tmp_path)


@pytest.fixture
def dbt_stage(
    object_store: ObjectStore, tmp_path: Path, shared_folder: Path
) -> Callable[[Database], StageProgram]:
    """Makes the dbt stage of a database, on the project with a few of its data tests."""
    project = shared_folder / "quick-project"
    made_once(shared_folder, project.name, lambda: copy_quick_project(project))
    return lambda database: dbt_program(database, object_store, tmp_path, project)


@pytest.fixture(scope="session")
def mlflow(
    postgres: PostgresServer,
    object_store: ObjectStore,
    tmp_path_factory: pytest.TempPathFactory,
    worker_id: str,
) -> Iterator[MlflowServer]:
    """The MLflow of this worker."""
    log = tmp_path_factory.mktemp("mlflow") / "server.log"
    database = postgres.create_database(f"mlflow_{worker_id}")
    with running_mlflow(database, object_store, log) as server:
        yield server


@pytest.fixture(scope="session")
def publication(
    postgres: PostgresServer,
    loaded_warehouse: Database,
    object_store: ObjectStore,
    shared_folder: Path,
) -> Publication:
    """What the real dbt stage published, in a database that is a template."""

    def publish() -> dict[str, Any]:
        database = postgres.copy_database(loaded_warehouse, "published")
        return _publish(dbt_program(database, object_store, shared_folder), PUBLISHER)

    result = made_once(shared_folder, "published", publish)
    return Publication(Database(postgres.port, "published"), result)


@pytest.fixture(scope="session")
def republication(
    postgres: PostgresServer,
    publication: Publication,
    object_store: ObjectStore,
    shared_folder: Path,
) -> Publication:
    """What the dbt stage published after that, so that there are previous analytics, too."""

    def publish() -> dict[str, Any]:
        database = postgres.copy_database(publication.template, "republished")
        return _publish(dbt_program(database, object_store, shared_folder), REPUBLISHER)

    result = made_once(shared_folder, "republished", publish)
    return Publication(Database(postgres.port, "republished"), result)


def _publish(stage: StageProgram, attempt: Attempt) -> dict[str, Any]:
    end: StageEnd = stage.run(attempt)
    assert end.exit_code == 0, end
    return end.result


@pytest.fixture
def published(
    postgres: PostgresServer, publication: Publication, suffixes: Iterator[str]
) -> Database:
    """A database with published analytics."""
    return postgres.copy_database(publication.template, f"test_{next(suffixes)}")


@pytest.fixture
def republished(
    postgres: PostgresServer, republication: Publication, suffixes: Iterator[str]
) -> Database:
    """A database with published and with previous analytics."""
    return postgres.copy_database(republication.template, f"test_{next(suffixes)}")


def train_program(database: Database, mlflow: MlflowServer, folder: Path) -> StageProgram:
    """The train stage as the container of a Job would run it, with a model of its own."""
    return StageProgram(
        project="apps/jobs/train",
        module="train_stage",
        folder=folder,
        variables={
            **database.variables("gho_reader"),
            "MLFLOW_TRACKING_URI": mlflow.uri,
            "RAW_BUCKET": "raw",
            "MODEL_NAME": database.name,
            "MLFLOW_EXPERIMENT": database.name,
            "MLFLOW_DISABLE_TELEMETRY": "true",
            "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",
            "GIT_PYTHON_REFRESH": "quiet",
        },
    )


@pytest.fixture
def train_stage(mlflow: MlflowServer, tmp_path: Path) -> Callable[[Database], StageProgram]:
    """Makes the train stage of a database."""
    return lambda database: train_program(database, mlflow, tmp_path)
