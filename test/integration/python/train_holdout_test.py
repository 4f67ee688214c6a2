"""The train stage when data or settings change between attempts and runs, or under its feet."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from harness.local_processes import wait_until
from harness.lost_nodes import seconds_to_keepalive
from harness.mlflow_server import MlflowServer
from harness.planted_features import set_target
from harness.postgres_server import Database
from harness.stage_container import Attempt, StageProgram

pytestmark = pytest.mark.integration

StageOf = Callable[[Database], StageProgram]

FIRST = "11111111-0000-4000-8000-000000000001"
SECOND = "22222222-0000-4000-8000-000000000002"


@contextmanager
def registry_held_up(database: Database) -> Iterator[None]:
    """Whoever wants to register a model waits for the end of the block."""
    holder = database.connect()
    with holder.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_lock(hashtextextended(%s, 0))",
            (f"gho-platform/model-registry/{database.name}",),
        )
    try:
        yield
    finally:
        holder.close()


def reason(mlflow: MlflowServer, database: Database, version: int) -> str:
    """Why the version became champion, or did not."""
    return str(mlflow.versions(database.name)[version - 1]["tags"]["gate.reason"])


def test_a_champion_that_learned_what_is_tested_now_is_not_asked(
    published: Database, train_stage: StageOf, mlflow: MlflowServer
) -> None:
    stage = train_stage(published)
    assert stage.run(Attempt(FIRST)).result["model"]["champion"] is True
    end = stage.run(Attempt(SECOND), HOLDOUT_SEED="4")
    assert end.result["model"]["champion"] is True, reason(mlflow, published, 2)
    objection = "champion version 1 cannot be asked: it may have learned from what is tested now"
    assert objection in reason(mlflow, published, 2)


def test_a_repeated_attempt_is_judged_on_one_publication(
    published: Database, train_stage: StageOf, mlflow: MlflowServer
) -> None:
    stage = train_stage(published)
    with registry_held_up(published):
        crashed = stage.start(Attempt(FIRST))
        crashed.wait_for_log("Trained model")
        crashed.kill()
        crashed.end()
    # In the next publication the naive forecast is always right, but for a difference that keeps
    # countries from being the same one under two codes.
    set_target(published, "60 + ascii(who_region_code) % 20 + random() / 1e6")
    end = stage.run(Attempt(FIRST, 2))
    assert end.exit_code == 0, end
    assert end.result["model"]["champion"] is False
    assert "is not below the baseline's 0.0000" in reason(mlflow, published, 1)


def test_features_carry_the_label_of_their_own_publication(
    published: Database, train_stage: StageOf
) -> None:
    publisher = published.connect()
    with publisher.cursor() as cursor:
        cursor.execute("begin")
        cursor.execute("lock table analytics.ml_features in access exclusive mode")
        running = train_stage(published).start(Attempt(FIRST))
        wait_until(lambda: _waits_for_table(published), "train to wait for the features")
        # The stage has read the old label and waits for what will be the new table.
        cursor.execute("alter schema analytics rename to analytics_previous")
        cursor.execute("create schema analytics")
        for table in ("ml_features", "country_health_profile", "data_sources"):
            cursor.execute(f"create table analytics.{table} as table analytics_previous.{table}")
        cursor.execute("grant usage on schema analytics to gho_reader")
        cursor.execute("grant select on all tables in schema analytics to gho_reader")
        cursor.execute("comment on schema analytics is 'published by the newer one'")
        cursor.execute("commit")
    publisher.close()
    end = running.end()
    assert end.exit_code == 0, end
    (line,) = [line for line in end.log if "Read features" in line]
    assert "published by the newer one" in line


def test_sigterm_while_waiting_for_the_registry_ends_the_stage(
    published: Database, train_stage: StageOf, mlflow: MlflowServer
) -> None:
    with registry_held_up(published):
        running = train_stage(published).start(Attempt(FIRST))
        running.wait_for_log("Trained model")
        # Until it waits; the log line is written before.
        time.sleep(1)
        running.terminate()
        end = running.end()
    assert end.exit_code == 143
    assert end.result == {"reason": "Stopped", "message": "stage was told to stop"}
    assert mlflow.versions(published.name) == []


def test_the_server_notices_soon_when_the_node_of_the_stage_is_lost(
    published: Database, train_stage: StageOf
) -> None:
    with registry_held_up(published):
        running = train_stage(published).start(Attempt(FIRST))
        running.wait_for_log("Read features")
        # By default the kernel first asks after two hours.
        timers = seconds_to_keepalive(published, "gho_reader")
        assert len(timers) == 1
        assert max(timers) <= 20
        running.terminate()
        running.end()


def _waits_for_table(database: Database) -> bool:
    ((count,),) = database.query(
        "select count(*) from pg_stat_activity"
        " where usename = 'gho_reader' and datname = %s and wait_event_type = 'Lock'",
        (database.name,),
    )
    return bool(count)
