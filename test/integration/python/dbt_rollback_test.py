"""Rollback of analytics: one command, atomic, recorded, refused when there is nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from harness.postgres_server import Database
from harness.published_analytics import (
    MARTS,
    PUBLISHER,
    REPUBLISHER,
    fingerprint,
    identity,
    publication_held_up,
    publications,
    schemas,
)
from harness.readers import Readers
from harness.stage_container import Attempt, StageEnd, StageProgram

pytestmark = pytest.mark.integration

StageOf = Callable[[Database], StageProgram]

ROLLBACK = "aaaaaaaa-0000-4000-8000-00000000000a"
ANOTHER = "bbbbbbbb-0000-4000-8000-00000000000b"
NEXT = "cccccccc-0000-4000-8000-00000000000c"
WHY = {"ROLLBACK_BY": "ana@example.org", "ROLLBACK_REASON": "life expectancy of Norway is wrong"}


@pytest.fixture
def rollback(dbt_stage: StageOf) -> StageOf:
    """The second command of the image, for a database."""

    def of(database: Database) -> StageProgram:
        program = dbt_stage(database)
        return replace(program, arguments=["rollback"], variables={**program.variables, **WHY})

    return of


def signature(database: Database, schema: str) -> str:
    ((comment,),) = database.query(
        "select obj_description(to_regnamespace(%s), 'pg_namespace')", (schema,)
    )
    return str(comment)


def refused(end: StageEnd) -> str:
    assert (end.exit_code, end.result["reason"]) == (78, "InvalidConfiguration"), end
    return str(end.result["message"])


def test_readers_find_the_previous_tables_again_and_notice_nothing_else(
    republished: Database, rollback: StageOf
) -> None:
    republished.query("update analytics.ml_features set life_expectancy = 0")
    bad, good = identity(republished), identity(republished, "analytics_previous")
    expected = fingerprint(republished, "analytics_previous")
    readers = Readers(republished)
    with readers:
        readers.wait_for_reads()
        assert rollback(republished).run(Attempt(ROLLBACK)).exit_code == 0
        readers.wait_for_reads()
    assert readers.errors == []
    assert len(readers.versions) == 2, "the readers saw the bad tables and the good ones"
    assert fingerprint(republished) == expected
    assert set(expected) == set(MARTS)
    assert identity(republished) == good
    assert identity(republished, "analytics_withdrawn") == bad
    assert schemas(republished) == {"analytics", "analytics_withdrawn", "analytics_log"}
    assert signature(republished, "analytics") == f"published by {PUBLISHER.run_uid}/1"


def test_who_when_and_why_are_recorded_for_readers(
    republished: Database, rollback: StageOf
) -> None:
    end = rollback(republished).run(Attempt(ROLLBACK, run_name="rollback-x7k2p"))
    restored, withdrawn = f"{PUBLISHER.run_uid}/1", f"{REPUBLISHER.run_uid}/1"
    assert end.result == {
        "outputs": {"publication": f"analytics/{restored}", "withdrawn": withdrawn}
    }
    reader = republished.connect("gho_reader")
    with reader.cursor() as cursor:
        cursor.execute(
            "select run_uid, run_name, rolled_back_by, reason, withdrawn, restored,"
            " rolled_back_at between now() - interval '1 minute' and now()"
            " from analytics_log.rollback"
        )
        assert cursor.fetchall() == [
            (ROLLBACK, "rollback-x7k2p", *WHY.values(), withdrawn, restored, True)
        ]
    reader.close()
    assert publications(republished) == [(PUBLISHER.run_uid, 1), (REPUBLISHER.run_uid, 1)]


def test_a_repeat_reports_the_same_and_does_not_go_back_once_more(
    republished: Database, rollback: StageOf
) -> None:
    first = rollback(republished).run(Attempt(ROLLBACK))
    tables = identity(republished)
    repeat = rollback(republished).run(Attempt(ROLLBACK, 2), ROLLBACK_REASON="again")
    assert (repeat.exit_code, repeat.result) == (0, first.result)
    assert identity(republished) == tables


def test_a_second_rollback_is_refused_and_names_the_first(
    republished: Database, rollback: StageOf
) -> None:
    assert rollback(republished).run(Attempt(ROLLBACK)).exit_code == 0
    tables = identity(republished)
    message = refused(rollback(republished).run(Attempt(ANOTHER)))
    assert message.startswith(
        "there is nothing to roll back to: schema analytics_previous does not exist; "
        "the last rollback, at "
    )
    assert message.endswith(
        f" by ana@example.org, went from {REPUBLISHER.run_uid}/1 to {PUBLISHER.run_uid}/1"
    )
    assert identity(republished) == tables


def test_nothing_to_roll_back_to_is_said_and_leaves_no_trace(
    database: Database, published: Database, rollback: StageOf
) -> None:
    assert refused(rollback(database).run(Attempt(ROLLBACK))) == (
        "there is nothing to roll back to: schema analytics does not exist"
    )
    assert schemas(database) == set()
    tables = identity(published)
    assert refused(rollback(published).run(Attempt(ROLLBACK))) == (
        "there is nothing to roll back to: schema analytics_previous does not exist"
    )
    assert identity(published) == tables
    assert schemas(published) == {"analytics", "analytics_log"}


def test_the_next_run_publishes_anew_and_can_be_rolled_back_again(
    republished: Database, dbt_stage: StageOf, rollback: StageOf
) -> None:
    assert rollback(republished).run(Attempt(ROLLBACK)).exit_code == 0
    restored = identity(republished)
    assert dbt_stage(republished).run(Attempt(NEXT)).exit_code == 0
    assert signature(republished, "analytics") == f"published by {NEXT}/1"
    assert identity(republished, "analytics_previous") == restored
    assert schemas(republished) == {"analytics", "analytics_previous", "analytics_log"}
    assert rollback(republished).run(Attempt(ANOTHER)).exit_code == 0
    assert identity(republished) == restored


def test_of_two_rollbacks_at_once_one_goes_back_and_the_other_is_refused(
    republished: Database, rollback: StageOf
) -> None:
    previous = identity(republished, "analytics_previous")
    with publication_held_up(republished) as wait_for_waiting:
        both = [rollback(republished).start(Attempt(uid)) for uid in (ROLLBACK, ANOTHER)]
        wait_for_waiting(2)
    ends = [one.end() for one in both]
    assert sorted(end.exit_code for end in ends) == [0, 78], ends
    assert identity(republished) == previous


def test_what_is_missing_or_unknown_is_named(republished: Database, rollback: StageOf) -> None:
    tables = identity(republished)
    program = rollback(republished)
    assert refused(program.run(Attempt(ROLLBACK), ROLLBACK_BY="", ROLLBACK_REASON="")) == (
        "configuration is invalid: ROLLBACK_BY is missing; ROLLBACK_REASON is missing"
    )
    unknown = replace(program, arguments=["rollback", "twice"])
    assert refused(unknown.run(Attempt(ROLLBACK))) == (
        'command is "rollback twice", allowed is build or rollback'
    )
    assert identity(republished) == tables
