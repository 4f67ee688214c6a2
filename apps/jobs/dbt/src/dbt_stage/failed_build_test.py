from dataclasses import asdict, replace
from json import dumps

import pytest

from dbt_stage.failed_build import (
    FailedBuild,
    FailureNote,
    builds_to_drop,
    read_note,
    resumable_build,
)

NOTE = FailureNote("a/1", "DbtBuildFailed", "2026-06-01T00:00:00+00:00", "dbt/a/1/", "basis")


def failed(schema: str, day: int, basis: str = "basis") -> FailedBuild:
    note = replace(NOTE, failed_at=f"2026-06-{day:02}T00:00:00+00:00", basis=basis)
    return FailedBuild(schema, note)


CRASHED = FailedBuild("crashed", None)
BUILDS = [failed("b", 2), CRASHED, failed("c", 3), failed("a", 1)]


@pytest.mark.parametrize(
    ("keep", "dropped"),
    [(0, ["b", "crashed", "c", "a"]), (1, ["b", "crashed", "a"]), (9, ["crashed"])],
)
def test_the_builds_that_failed_last_are_kept(keep: int, dropped: list[str]) -> None:
    assert builds_to_drop(BUILDS, keep) == dropped


def test_only_the_last_failure_is_gone_on_with_and_only_on_its_basis() -> None:
    assert resumable_build(BUILDS, "basis") == failed("c", 3)
    assert resumable_build(BUILDS, "another") is None
    assert resumable_build([*BUILDS, failed("d", 4, "")], "basis") is None
    assert resumable_build([CRASHED], "basis") is None
    assert resumable_build([], "basis") is None


def test_a_note_is_read_as_it_was_written() -> None:
    assert read_note(dumps(asdict(NOTE))) == NOTE


@pytest.mark.parametrize("comment", [None, "", "published by a/1", "[1]", '{"attempt": "a/1"}'])
def test_any_other_comment_is_no_note(comment: str | None) -> None:
    assert read_note(comment) is None
