"""Failures of the dbt stage: what the operator is told, and that nothing is published."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from harness.local_processes import free_port, wait_until
from harness.lost_nodes import seconds_to_keepalive
from harness.postgres_server import Database, PostgresServer
from harness.published_analytics import schemas
from harness.stage_container import Attempt, StageProgram
from harness.warehouse_loader import add_load

pytestmark = pytest.mark.integration

StageOf = Callable[[Database], StageProgram]
RUN = "44444444-0000-4000-8000-000000000004"


def test_a_wrong_password_is_a_wrong_configuration(database: Database, dbt_stage: StageOf) -> None:
    end = dbt_stage(database).run(Attempt(RUN), PGPASSWORD="wrong")
    assert (end.exit_code, end.result["reason"]) == (78, "InvalidConfiguration")
    assert "password authentication failed" in end.result["message"]


def test_an_unknown_database_is_a_wrong_configuration(
    database: Database, dbt_stage: StageOf
) -> None:
    end = dbt_stage(database).run(Attempt(RUN), PGDATABASE="nowhere")
    assert (end.exit_code, end.result["reason"]) == (78, "InvalidConfiguration")


def test_missing_settings_are_all_named(database: Database, dbt_stage: StageOf) -> None:
    end = dbt_stage(database).run(Attempt(RUN), ARTIFACT_BUCKET="", PGUSER="")
    assert end.exit_code == 78
    assert end.result["message"] == (
        "configuration is invalid: PGUSER is missing; ARTIFACT_BUCKET is missing"
    )


@pytest.mark.parametrize(
    "address", [{"PGHOST": "127.0.0.1"}, {"PGHOST": "postgres.invalid"}], ids=["closed", "unknown"]
)
def test_a_database_that_does_not_answer_is_worth_a_retry(
    database: Database, dbt_stage: StageOf, address: dict[str, str]
) -> None:
    end = dbt_stage(database).run(Attempt(RUN), PGPORT=str(free_port()), **address)
    assert (end.exit_code, end.result["reason"]) == (75, "DatabaseUnavailable")


def test_a_database_without_a_warehouse_is_a_wrong_configuration(
    postgres: PostgresServer, dbt_stage: StageOf
) -> None:
    end = dbt_stage(postgres.create_database("empty")).run(Attempt(RUN))
    assert end.exit_code == 78
    assert "table warehouse.fact_observation does not exist" in end.result["message"]


def test_missing_rights_are_a_wrong_configuration(database: Database, dbt_stage: StageOf) -> None:
    database.query("revoke select on warehouse.dim_country from gho_builder")
    database.query(f'revoke create on database "{database.name}" from gho_builder')
    database.query("create schema analytics")
    end = dbt_stage(database).run(Attempt(RUN))
    assert end.exit_code == 78
    for problem in (
        "role may not read table warehouse.dim_country",
        "role may not create schemas in the database",
        "role does not own schema analytics",
    ):
        assert problem in end.result["message"]


def test_without_an_object_store_nothing_is_published(
    database: Database, dbt_stage: StageOf
) -> None:
    endpoint = f"http://127.0.0.1:{free_port()}"
    end = dbt_stage(database).run(Attempt(RUN), AWS_ENDPOINT_URL_S3=endpoint)
    assert (end.exit_code, end.result["reason"]) == (75, "ObjectStoreUnavailable")
    assert "analytics" not in schemas(database)


def test_without_its_bucket_nothing_is_published(database: Database, dbt_stage: StageOf) -> None:
    end = dbt_stage(database).run(Attempt(RUN), ARTIFACT_BUCKET="nowhere")
    assert (end.exit_code, end.result["reason"]) == (78, "InvalidConfiguration")
    assert "analytics" not in schemas(database)


def test_a_verdict_on_the_data_outweighs_a_missing_object_store(
    database: Database, dbt_stage: StageOf
) -> None:
    database.query("update warehouse.dim_indicator set indicator_name = null")
    endpoint = f"http://127.0.0.1:{free_port()}"
    end = dbt_stage(database).run(Attempt(RUN), AWS_ENDPOINT_URL_S3=endpoint)
    assert (end.exit_code, end.result["reason"]) == (65, "DataTestsFailed")


def test_a_model_that_cannot_be_built_is_neither_red_data_nor_published(
    database: Database, dbt_stage: StageOf
) -> None:
    database.query("alter table warehouse.fact_observation rename numeric_value to number")
    end = dbt_stage(database).run(Attempt(RUN))
    assert (end.exit_code, end.result["reason"]) == (1, "DbtBuildFailed")
    assert "numeric_value" in end.result["message"]
    assert "analytics" not in schemas(database)


def test_a_database_lost_in_the_middle_is_worth_a_retry(
    database: Database, dbt_stage: StageOf
) -> None:
    with_lock = database.connect()
    with with_lock.cursor() as cursor:
        cursor.execute("begin")
        cursor.execute("lock table warehouse.dim_country in access exclusive mode")
        running = dbt_stage(database).start(Attempt(RUN))
        wait_until(lambda: _waiting(database) > 0, "dbt to wait for the table")
        database.query(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where usename = 'gho_builder' and datname = %s",
            (database.name,),
        )
    end = running.end()
    with_lock.close()
    assert (end.exit_code, end.result["reason"]) == (75, "DatabaseUnavailable")
    assert "analytics" not in schemas(database)


def test_red_tests_of_a_build_that_a_load_has_overtaken_are_no_verdict(
    database: Database, dbt_stage: StageOf
) -> None:
    with_lock = database.connect()
    with with_lock.cursor() as cursor:
        cursor.execute("begin")
        cursor.execute("lock table warehouse.dim_country in access exclusive mode")
        running = dbt_stage(database).start(Attempt(RUN))
        wait_until(lambda: _waiting(database) > 0, "dbt to wait for the table")
        add_load(database, "run-newer/1")
        cursor.execute("update warehouse.dim_country set who_region_code = 'XXX'")
        cursor.execute("commit")
    with_lock.close()
    end = running.end()
    assert (end.exit_code, end.result["reason"]) == (75, "WarehouseChanged"), end
    assert "analytics" not in schemas(database)


def test_sigterm_ends_the_build_and_its_queries(database: Database, dbt_stage: StageOf) -> None:
    with_lock = database.connect()
    with with_lock.cursor() as cursor:
        cursor.execute("begin")
        cursor.execute("lock table warehouse.dim_country in access exclusive mode")
        running = dbt_stage(database).start(Attempt(RUN))
        wait_until(lambda: _waiting(database) > 0, "dbt to wait for the table")
        # The table stays locked, so that nothing but the signal ends the build.
        running.terminate()
        end = running.end()
        assert end.exit_code == 143
        assert end.result == {"reason": "Stopped", "message": "stage was told to stop"}
        wait_until(lambda: _sessions(database) == 0, "the sessions to end")
    with_lock.close()
    assert "analytics" not in schemas(database)


def test_sigterm_while_waiting_to_publish_publishes_nothing(
    database: Database, dbt_stage: StageOf
) -> None:
    holder = database.connect()
    with holder.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_lock(hashtextextended('gho-platform/analytics-publication', 0))"
        )
    running = dbt_stage(database).start(Attempt(RUN))
    running.wait_for_log("Stored dbt artifacts")
    running.terminate()
    assert running.end().exit_code == 143
    holder.close()
    assert "analytics" not in schemas(database)


def test_the_server_notices_soon_when_the_node_of_the_stage_is_lost(
    database: Database, dbt_stage: StageOf
) -> None:
    with_lock = database.connect()
    with with_lock.cursor() as cursor:
        cursor.execute("begin")
        cursor.execute("lock table warehouse.dim_country in access exclusive mode")
        running = dbt_stage(database).start(Attempt(RUN))
        wait_until(lambda: _waiting(database) > 0, "dbt to wait for the table")
        timers = seconds_to_keepalive(database, "gho_builder")
        running.terminate()
        running.end()
    with_lock.close()
    assert len(timers) > 1, "the stage's own session and those of dbt"
    # By default the kernel first asks after two hours.
    assert max(timers) <= 20


def _waiting(database: Database) -> int:
    ((count,),) = database.query(
        "select count(*) from pg_stat_activity"
        " where usename = 'gho_builder' and wait_event_type = 'Lock' and datname = %s",
        (database.name,),
    )
    return int(count)


def _sessions(database: Database) -> int:
    ((count,),) = database.query(
        "select count(*) from pg_stat_activity where usename = 'gho_builder' and datname = %s",
        (database.name,),
    )
    return int(count)
