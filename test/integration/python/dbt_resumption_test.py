"""A failed build is gone on with by the next attempt or run when nothing else has changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from harness.object_store import ObjectStore, artifact_bucket
from harness.postgres_server import Database
from harness.published_analytics import Publication, fingerprint, identity, schemas
from harness.stage_container import Attempt, StageEnd, StageProgram
from harness.warehouse_loader import add_load

pytestmark = pytest.mark.integration

StageOf = Callable[[Database], StageProgram]

FAILED = "dddddddd-0000-4000-8000-00000000000d"
RESUMED = "eeeeeeee-0000-4000-8000-00000000000e"
FAILED_SCHEMA = "analytics_build_dddddddd_1"
AFFECTED = {"ml_features", "unique_combination_ml_features_country_code__year"}


def let_fail(database: Database, table: str) -> None:
    """Whoever creates the table hears that the disk is full."""
    database.query(
        f"""
        create function let_fail() returns event_trigger language plpgsql as $$
        begin
            if exists (
                select from pg_event_trigger_ddl_commands() where object_identity like '%.{table}%'
            ) then
                raise exception 'no space left on device';
            end if;
        end $$;
        create event trigger let_fail on ddl_command_end execute function let_fail();
        """
    )


def let_succeed(database: Database) -> None:
    database.query("drop event trigger let_fail; drop function let_fail()")


def ran(end: StageEnd) -> set[str]:
    """Names of the models and tests that the stage ran itself, by its log."""
    entries = [json.loads(line) for line in end.log]
    return {
        entry["node"]
        for entry in entries
        if entry["msg"] in ("Built model", "Ran data test") and entry["status"] != "skipped"
    }


def results(object_store: ObjectStore, bucket: str, attempt: str) -> dict[str, str]:
    """Status of each node by its name, as the artifacts of the attempt say."""
    document = json.loads(object_store.read(bucket, f"dbt/{attempt}/run_results.json"))
    return {result["unique_id"].split(".")[2]: result["status"] for result in document["results"]}


def failed(end: StageEnd) -> dict[str, Any]:
    assert (end.exit_code, end.result["reason"]) == (1, "DbtBuildFailed"), end
    return end.result


def test_only_what_failed_and_what_was_skipped_runs_again(
    database: Database,
    whole_dbt_stage: StageOf,
    object_store: ObjectStore,
    publication: Publication,
) -> None:
    stage, bucket = whole_dbt_stage(database), artifact_bucket(database)
    let_fail(database, "ml_features")
    first = stage.run(Attempt(FAILED))
    assert "no space left on device" in failed(first)["message"]
    statuses = results(object_store, bucket, f"{FAILED}/1")
    again = {name for name, status in statuses.items() if status in ("error", "skipped")}
    assert again >= AFFECTED
    assert len(again) < len(statuses) / 3
    kept = identity(database, FAILED_SCHEMA)

    second = stage.run(Attempt(FAILED, 2))
    failed(second)
    assert ran(second) == {"ml_features"}
    assert results(object_store, bucket, f"{FAILED}/2").keys() == statuses.keys()

    let_succeed(database)
    third = stage.run(Attempt(RESUMED))
    assert third.exit_code == 0, third
    models_and_tests = {name for name in again if name != "life_expectancy_model"}
    assert ran(third) == models_and_tests
    assert third.result["outputs"]["resumedFrom"] == f"{FAILED}/2"
    for field in ("publication", "models", "artifactsPrefix"):
        expected = publication.result["outputs"][field]
        attempts = expected.replace("99999999-0000-4000-8000-000000000009", RESUMED)
        assert third.result["outputs"][field] == attempts
    assert third.result["tests"] == publication.result["tests"]
    assert fingerprint(database) == fingerprint(publication.template)
    assert len(identity(database) & kept) == len(identity(database)) - 1, "one table is new"
    assert schemas(database) == {"analytics", "analytics_log"}
    keys = [third.result["outputs"][name] for name in ("manifest", "runResults", "catalog", "docs")]
    assert set(object_store.keys(bucket, f"dbt/{RESUMED}/1/")) >= set(keys)


def test_another_load_is_built_from_the_start(database: Database, dbt_stage: StageOf) -> None:
    stage = dbt_stage(database)
    let_fail(database, "ml_features")
    failed(stage.run(Attempt(FAILED)))
    let_succeed(database)
    add_load(database, "run-newer/1")
    end = stage.run(Attempt(FAILED, 2))
    assert end.exit_code == 0, end
    assert "resumedFrom" not in end.result["outputs"]
    assert "stg_countries" in ran(end)
    assert FAILED_SCHEMA in schemas(database), "kept for inspection"


def test_lost_results_cost_a_build_from_the_start_and_nothing_else(
    database: Database, dbt_stage: StageOf, object_store: ObjectStore
) -> None:
    stage = dbt_stage(database)
    let_fail(database, "ml_features")
    failed(stage.run(Attempt(FAILED)))
    let_succeed(database)
    object_store.delete(artifact_bucket(database), f"dbt/{FAILED}/1/run_results.json")
    end = stage.run(Attempt(FAILED, 2), KEEP_FAILED_BUILDS="0")
    assert end.exit_code == 0, end
    assert "stg_countries" in ran(end)
    assert schemas(database) == {"analytics", "analytics_log"}


def test_red_tests_are_asked_again_on_tables_that_are_built_anew(
    database: Database, dbt_stage: StageOf
) -> None:
    stage = dbt_stage(database)
    database.query("update warehouse.dim_indicator set indicator_name = null")
    assert stage.run(Attempt(FAILED)).exit_code == 65
    # Somebody repairs the rows by hand: no load tells of it.
    database.query("update warehouse.dim_indicator set indicator_name = 'x'")
    end = stage.run(Attempt(RESUMED))
    assert end.exit_code == 0, end
    assert {"stg_countries", "int_country_measures"} <= ran(end)
    assert FAILED_SCHEMA in schemas(database), "kept for inspection"
