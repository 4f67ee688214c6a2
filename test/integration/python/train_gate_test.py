"""The gate of the train stage: who moves the aliases, and what is kept of the reasons."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from harness.mlflow_server import MlflowServer
from harness.object_store import ObjectStore
from harness.postgres_server import Database
from harness.stage_container import Attempt, StageProgram

pytestmark = pytest.mark.integration

StageOf = Callable[[Database], StageProgram]

FIRST = "11111111-0000-4000-8000-000000000001"
SECOND = "22222222-0000-4000-8000-000000000002"


@contextmanager
def stopped(mlflow: MlflowServer) -> Iterator[None]:
    """The server answers nobody until the end of the block."""
    os.kill(mlflow.server.process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(mlflow.server.process.pid, signal.SIGCONT)


def model_files(mlflow: MlflowServer, store: ObjectStore, name: str) -> list[str]:
    """Keys of the stored files of the first version of a model."""
    folder = mlflow.versions(name)[0]["source"].removeprefix("models:/") + "/artifacts/"
    return [key for key in store.keys("mlflow") if folder in key]


def test_of_two_runs_at_once_one_is_promoted_and_the_other_judged_against_it(
    published: Database, train_stage: StageOf, mlflow: MlflowServer
) -> None:
    stage = train_stage(published)
    running = [stage.start(Attempt(uid)) for uid in (FIRST, SECOND)]
    ends = [one.end() for one in running]
    assert [end.exit_code for end in ends] == [0, 0], ends
    versions = {
        end.result["model"]["champion"]: end.result["outputs"]["modelVersion"] for end in ends
    }
    assert set(versions) == {True, False}
    assert mlflow.alias(published.name, "champion") == versions[True]
    assert mlflow.alias(published.name, "challenger") == versions[False]
    tags = {one["version"]: one["tags"] for one in mlflow.versions(published.name)}
    assert "and there is no champion" in tags[versions[True]]["gate.reason"]
    assert "gate.champion_before" not in tags[versions[True]]
    assert tags[versions[False]]["gate.champion_before"] == versions[True]
    assert tags[versions[False]]["gate.champion_mae"] == tags[versions[True]]["gate.challenger_mae"]


def test_a_run_that_lost_its_turn_moves_no_alias(
    published: Database, train_stage: StageOf, mlflow: MlflowServer
) -> None:
    stage = train_stage(published)
    running = stage.start(Attempt(FIRST))
    running.wait_for_log("Registered model version")
    with stopped(mlflow):
        published.query(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where usename = 'gho_reader' and datname = current_database()"
        )
    end = running.end()
    assert (end.exit_code, end.result["reason"]) == (75, "DatabaseUnavailable"), end
    assert mlflow.champion(published.name) is None
    repeat = stage.run(Attempt(FIRST, 2))
    assert repeat.result["model"]["champion"] is True, repeat
    assert len(mlflow.versions(published.name)) == 1


def test_a_champion_whose_files_are_gone_is_followed(
    published: Database, train_stage: StageOf, mlflow: MlflowServer, object_store: ObjectStore
) -> None:
    stage = train_stage(published)
    assert stage.run(Attempt(FIRST)).result["model"]["champion"] is True
    for key in model_files(mlflow, object_store, published.name):
        object_store.delete("mlflow", key)
    end = stage.run(Attempt(SECOND))
    assert end.result["model"]["champion"] is True, end
    tags = mlflow.versions(published.name)[1]["tags"]
    assert "champion version 1 cannot be asked: it cannot be loaded" in tags["gate.reason"]
    assert tags["gate.champion_before"] == "1"
    assert "gate.champion_mae" not in tags


def test_a_champion_that_needs_other_features_is_followed_and_they_are_named(
    published: Database, train_stage: StageOf, mlflow: MlflowServer, object_store: ObjectStore
) -> None:
    stage = train_stage(published)
    assert stage.run(Attempt(FIRST)).result["model"]["champion"] is True
    (key,) = [
        key for key in model_files(mlflow, object_store, published.name) if key.endswith("/MLmodel")
    ]
    description = object_store.read("mlflow", key)
    object_store.write("mlflow", key, description.replace(b'"bcg_coverage"', b'"nurses_per_10000"'))
    end = stage.run(Attempt(SECOND))
    assert end.result["model"]["champion"] is True, end
    tags = mlflow.versions(published.name)[1]["tags"]
    assert "it needs features that are not there: nurses_per_10000" in tags["gate.reason"]
