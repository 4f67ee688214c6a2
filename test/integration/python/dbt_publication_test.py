"""Publication of analytics: all or nothing, safe to repeat, invisible to readers."""

from __future__ import annotations

import json
from collections.abc import Callable

import psycopg2
import pytest

from harness.local_processes import wait_until
from harness.object_store import ObjectStore, artifact_bucket
from harness.postgres_server import Database
from harness.published_analytics import (
    MARTS,
    PUBLISHER,
    Publication,
    fingerprint,
    identity,
    publication_held_up,
    publications,
    schemas,
)
from harness.readers import Readers
from harness.stage_container import Attempt, StageProgram
from harness.warehouse_loader import add_load

pytestmark = pytest.mark.integration

StageOf = Callable[[Database], StageProgram]

FIRST = "11111111-0000-4000-8000-000000000001"
SECOND = "22222222-0000-4000-8000-000000000002"
THIRD = "33333333-0000-4000-8000-000000000003"
RED = "66666666-0000-4000-8000-000000000006"


def change_a_value(database: Database) -> None:
    """A change of the data that shows in every mart but that of loads: nothing was loaded."""
    database.query(
        "update warehouse.fact_observation set numeric_value = numeric_value + 0.01"
        " where indicator_code in ('WHOSIS_000001', 'WHS4_544') and spatial_dim = 'NOR'"
    )


def test_publishes_tested_tables_and_keeps_the_artifacts(
    published: Database, publication: Publication, object_store: ObjectStore
) -> None:
    bucket, folder = artifact_bucket(publication.template), f"dbt/{PUBLISHER.run_uid}/1/"
    assert publication.result["outputs"] == {
        "publication": f"analytics/{PUBLISHER.run_uid}/1",
        "models": "13",
        "artifactsPrefix": folder,
        "manifest": f"{folder}manifest.json",
        "runResults": f"{folder}run_results.json",
        "catalog": f"{folder}catalog.json",
        "sources": f"{folder}sources.json",
        "docs": f"{folder}static_index.html",
    }
    tests = publication.result["tests"]
    assert tests["total"] == tests["passed"] > 70
    assert set(fingerprint(published)) == set(MARTS)
    assert schemas(published) == {"analytics", "analytics_log"}
    keys = set(publication.result["outputs"].values())
    assert {key for key in keys if key.startswith(folder)} - {folder} == set(
        object_store.keys(bucket, folder)
    )
    stored = json.loads(object_store.read(bucket, f"{folder}run_results.json"))
    assert sum(r["unique_id"].startswith("test.") for r in stored["results"]) == tests["total"]


def test_readers_may_read_the_marts_and_nothing_else(published: Database) -> None:
    reader = published.connect("gho_reader")
    with reader.cursor() as cursor:
        for mart in MARTS:
            cursor.execute(f"select count(*) from analytics.{mart}")
            assert (cursor.fetchone() or (0,))[0] > 0
        cursor.execute("select run_uid from analytics_log.publication")
        assert cursor.fetchall() == [(PUBLISHER.run_uid,)]
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("select 1 from warehouse.load")
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("insert into analytics.ml_features (country_code) values ('XXX')")
    reader.close()


def test_a_red_test_leaves_analytics_exactly_as_it_was(
    published: Database, dbt_stage: StageOf, object_store: ObjectStore
) -> None:
    before, tables = fingerprint(published), identity(published)
    published.query(
        "update warehouse.fact_observation set numeric_value = 120"
        " where indicator_code = 'WHOSIS_000001' and spatial_dim = 'NOR' and year = 2020"
    )
    end = dbt_stage(published).run(Attempt(RED))
    assert end.exit_code == 65
    assert end.result["reason"] == "DataTestsFailed"
    failures = end.result["tests"]["failures"]
    assert failures == ["int_life_expectancy_by_sex_life_expectancy_is_plausible"]
    assert end.result["tests"]["failed"] == len(failures)
    assert f"data tests failed: {failures[0]} (3 rows)" in end.result["message"]
    assert end.result["outputs"] == {
        "manifest": f"dbt/{RED}/1/manifest.json",
        "runResults": f"dbt/{RED}/1/run_results.json",
        "sources": f"dbt/{RED}/1/sources.json",
    }
    assert fingerprint(published) == before
    assert identity(published) == tables
    assert publications(published) == [(PUBLISHER.run_uid, 1)]
    assert f"dbt/{RED}/1/run_results.json" in object_store.keys(artifact_bucket(published))
    assert "analytics_build_66666666_1" in schemas(published), "kept for inspection"


def test_the_next_green_build_replaces_analytics_and_clears_up(
    published: Database, dbt_stage: StageOf
) -> None:
    stage = dbt_stage(published)
    before = fingerprint(published)
    published.query("update warehouse.dim_indicator set indicator_name = null")
    assert stage.run(Attempt(SECOND)).exit_code == 65
    published.query("update warehouse.dim_indicator set indicator_name = 'x'")
    change_a_value(published)
    assert stage.run(Attempt(SECOND, 2), KEEP_FAILED_BUILDS="0").exit_code == 0
    assert schemas(published) == {"analytics", "analytics_previous", "analytics_log"}
    assert fingerprint(published, "analytics_previous") == before
    after = fingerprint(published)
    assert {mart for mart in MARTS if after[mart] != before[mart]} == {*MARTS} - {"data_sources"}


def test_a_crash_before_publication_changes_nothing_and_the_repeat_publishes(
    published: Database, dbt_stage: StageOf
) -> None:
    stage = dbt_stage(published)
    before = fingerprint(published)
    change_a_value(published)
    with publication_held_up(published):
        running = stage.start(Attempt(SECOND))
        running.wait_for_log("Stored dbt artifacts")
        running.kill()
        assert running.end().exit_code == -9
    assert fingerprint(published) == before
    assert "analytics_build_22222222_1" in schemas(published)
    end = stage.run(Attempt(SECOND, 2))
    assert end.exit_code == 0
    assert fingerprint(published) != before
    assert publications(published) == [(PUBLISHER.run_uid, 1), (SECOND, 2)]
    assert schemas(published) == {"analytics", "analytics_previous", "analytics_log"}


def test_a_build_that_a_load_has_overtaken_is_not_published(
    database: Database, dbt_stage: StageOf
) -> None:
    stage = dbt_stage(database)
    with publication_held_up(database):
        overtaken = stage.start(Attempt(FIRST))
        overtaken.wait_for_log("Stored dbt artifacts")
        change_a_value(database)
        add_load(database, "run-newer/1")
    end = overtaken.end()
    assert (end.exit_code, end.result["reason"]) == (75, "WarehouseChanged")
    assert end.result["message"] == "warehouse changed during the build: run-newer/1"
    assert "analytics" not in schemas(database)
    assert stage.run(Attempt(SECOND)).exit_code == 0
    newer = fingerprint(database)
    assert stage.run(Attempt(FIRST, 2)).exit_code == 0
    assert fingerprint(database) == newer


def test_a_repeat_after_publication_reports_the_same_and_builds_nothing(
    published: Database, publication: Publication, dbt_stage: StageOf
) -> None:
    tables = identity(published)
    change_a_value(published)
    repeat = dbt_stage(published).run(Attempt(PUBLISHER.run_uid, 2))
    assert (repeat.exit_code, repeat.result) == (0, publication.result)
    assert identity(published) == tables
    assert publications(published) == [(PUBLISHER.run_uid, 1)]


def test_a_late_repeat_does_not_bring_old_analytics_back(
    republished: Database, publication: Publication, dbt_stage: StageOf
) -> None:
    stage = dbt_stage(republished)
    assert stage.run(Attempt(THIRD)).exit_code == 0
    tables = identity(republished)
    repeat = stage.run(Attempt(PUBLISHER.run_uid, 2))
    assert (repeat.exit_code, repeat.result) == (0, publication.result)
    assert identity(republished) == tables


def test_two_attempts_of_one_run_at_once_publish_once(
    database: Database, dbt_stage: StageOf
) -> None:
    stage = dbt_stage(database)
    with publication_held_up(database):
        attempts = [stage.start(Attempt(FIRST, number)) for number in (1, 2)]
        for attempt in attempts:
            attempt.wait_for_log("Stored dbt artifacts")
    ends = [attempt.end() for attempt in attempts]
    assert [end.exit_code for end in ends] == [0, 0], ends
    assert ends[0].result == ends[1].result
    assert len(publications(database)) == 1


def test_a_build_under_way_is_not_taken_for_litter(database: Database, dbt_stage: StageOf) -> None:
    stage = dbt_stage(database)
    with publication_held_up(database):
        slow = stage.start(Attempt(FIRST))
        slow.wait_for_log("Stored dbt artifacts")
        other = stage.start(Attempt(SECOND))
        other.wait_for_log("Stored dbt artifacts")
        assert {"analytics_build_11111111_1", "analytics_build_22222222_1"} <= schemas(database)
    assert [slow.end().exit_code, other.end().exit_code] == [0, 0]
    assert {run for run, _ in publications(database)} == {FIRST, SECOND}


def test_readers_never_notice_a_publication(published: Database, dbt_stage: StageOf) -> None:
    stage = dbt_stage(published)
    readers = Readers(published)
    with readers:
        for run_uid in (SECOND, THIRD):
            change_a_value(published)
            assert stage.run(Attempt(run_uid)).exit_code == 0
    assert readers.errors == []
    assert readers.reads > 500
    assert readers.row_counts == {4070}
    assert len(readers.versions) == 3, "the readers saw each publication"


def test_a_reader_of_the_previous_tables_delays_publication_but_nobody_else(
    republished: Database, dbt_stage: StageOf
) -> None:
    stage = dbt_stage(republished)
    slow_reader = republished.connect()
    with slow_reader.cursor() as cursor:
        cursor.execute("begin")
        cursor.execute("select count(*) from analytics_previous.ml_features")
        running = stage.start(Attempt(THIRD))
        running.wait_for_log("Stored dbt artifacts")
        wait_until(lambda: _somebody_waits_for_a_lock(republished), "publication to wait")
        assert set(fingerprint(republished)) == set(MARTS)
        assert _somebody_waits_for_a_lock(republished), "still, so the readers did not wait for it"
        cursor.execute("select count(*) from analytics_previous.ml_features")
        cursor.execute("commit")
    slow_reader.close()
    assert running.end().exit_code == 0
    assert publications(republished)[-1] == (THIRD, 1)


def _somebody_waits_for_a_lock(database: Database) -> bool:
    ((count,),) = database.query(
        "select count(*) from pg_locks l join pg_database d on d.oid = l.database"
        " where not granted and mode = 'AccessExclusiveLock' and datname = current_database()"
    )
    return bool(count)
