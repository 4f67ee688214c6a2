"""Old sources: the policy says whether they are warned of or not built from."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from harness.object_store import ObjectStore, artifact_bucket
from harness.postgres_server import Database
from harness.published_analytics import schemas
from harness.stage_container import Attempt, StageEnd, StageProgram

pytestmark = pytest.mark.integration

StageOf = Callable[[Database], StageProgram]

RUN = "ffffffff-0000-4000-8000-00000000000f"


@pytest.fixture
def stale(database: Database) -> Database:
    """The last load ended ten days ago; one that was rejected since does not count."""
    database.query("update warehouse.load set finished_at = now() - interval '10 days'")
    database.query(
        "insert into warehouse.load (load_id, run_name, run_uid, attempt, ingestion_date, state,"
        " finished_at) values ('r/1', 'demo', 'r', 1, current_date, 'Rejected', now())"
    )
    return database


def warnings(end: StageEnd) -> list[str]:
    entries = [json.loads(line) for line in end.log]
    return [entry["said"] for entry in entries if entry["msg"] == "Found stale source"]


def test_stale_sources_are_warned_of_by_default(stale: Database, dbt_stage: StageOf) -> None:
    end = dbt_stage(stale).run(Attempt(RUN))
    assert end.exit_code == 0, end
    (warning,) = warnings(end)
    assert warning.startswith("warehouse.load was loaded 240 hours ago, at ")
    assert "analytics" in schemas(stale)


def test_nothing_is_built_from_them_where_the_policy_is_to_fail(
    stale: Database, dbt_stage: StageOf, object_store: ObjectStore
) -> None:
    end = dbt_stage(stale).run(Attempt(RUN), FRESHNESS_POLICY="Fail")
    assert (end.exit_code, end.result["reason"]) == (65, "SourceStale"), end
    assert end.result["message"].startswith("source is too old to build from: warehouse.load was")
    assert "analytics" not in schemas(stale)
    assert not any('"Built model"' in line for line in end.log)
    key = end.result["outputs"]["sources"]
    sources = json.loads(object_store.read(artifact_bucket(stale), key))
    assert [result["status"] for result in sources["results"]] == ["error"]


def test_a_policy_that_does_not_exist_is_a_wrong_configuration(
    stale: Database, dbt_stage: StageOf
) -> None:
    end = dbt_stage(stale).run(Attempt(RUN), FRESHNESS_POLICY="Strict")
    assert (end.exit_code, end.result["message"]) == (
        78,
        'configuration is invalid: FRESHNESS_POLICY is "Strict", allowed is Ignore, Warn or Fail',
    )
