from typing import Any

import pytest

from dbt_stage.build_report import BuildReport, RedTest, require_green, summarise_build
from stage_kit import ConfigurationError, DataError, StageError, TestSummary, UnavailableError

LOST = "Database Error: server closed the connection unexpectedly"
GREEN = BuildReport(TestSummary(3, 3, 0, 0), red=(), models=2, public_tables=("a",), errors=())


def result(
    unique_id: str, status: str, message: str = "", failures: int | None = None
) -> dict[str, Any]:
    return {"unique_id": unique_id, "status": status, "message": message, "failures": failures}


def node(alias: str, access: str, resource_type: str = "model") -> dict[str, Any]:
    return {"alias": alias, "access": access, "resource_type": resource_type}


def test_counts_tests_and_models_and_finds_what_is_public() -> None:
    report = summarise_build(
        {
            "results": [
                result("model.p.stg", "success"),
                result("model.p.mart", "success"),
                result("model.p.other", "skipped"),
                result("test.p.unique_x.1a", "fail", "Got 2 results", 2),
                result("test.p.accepted_x.6f", "fail", "Got 9 results", 9),
                result("test.p.not_null_x.2b", "pass"),
                result("test.p.known.3c", "warn"),
                result("test.p.later.4d", "skipped"),
                result("test.p.broken.5e", "error", "Database Error: no such column"),
                result("unit_test.p.mart.counts_once", "fail"),
                result("exposure.p.model", "no-op"),
            ]
        },
        {
            "nodes": {
                "model.p.stg": node("stg", "protected"),
                "model.p.mart": node("mart", "public"),
                "test.p.unique_x.1a": node("unique_x", "public", "test"),
            }
        },
    )
    assert report == BuildReport(
        tests=TestSummary(7, 1, 3, 1, ("accepted_x", "unique_x", "counts_once")),
        red=(RedTest("accepted_x", 9), RedTest("unique_x", 2), RedTest("counts_once", 0)),
        models=2,
        public_tables=("mart",),
        errors=("test.p.broken.5e: Database Error: no such column",),
    )


def test_a_green_build_is_let_through() -> None:
    assert require_green(GREEN, 0, []) is GREEN


RED = TestSummary(3, 2, 1, 0, ("unique_x",))
WORST = (RedTest("unique_x", 2),)
BROKEN = BuildReport(GREEN.tests, (), 1, (), ("bad sql",))
CUT_OFF = BuildReport(GREEN.tests, (), 1, (), (LOST,))


@pytest.mark.parametrize(
    ("report", "exit_code", "log_errors", "error", "reason"),
    [
        (BuildReport(RED, WORST, 2, (), ()), 1, [], DataError, "DataTestsFailed"),
        (BuildReport(RED, WORST, 2, (), (LOST,)), 1, [LOST], DataError, "DataTestsFailed"),
        (CUT_OFF, 1, [], UnavailableError, "DatabaseUnavailable"),
        (BROKEN, 1, [], StageError, "DbtBuildFailed"),
        (GREEN, 2, [], StageError, "DbtBuildFailed"),
        (None, 2, [LOST], UnavailableError, "DatabaseUnavailable"),
        (
            None,
            1,
            ['connection to server failed: FATAL:  role "x" does not exist'],
            ConfigurationError,
            "InvalidConfiguration",
        ),
        (None, 2, [], StageError, "DbtBuildFailed"),
    ],
    ids=[
        "a red test",
        "a red test and a lost connection",
        "a lost connection",
        "a model that cannot be built",
        "an exit code without an explanation",
        "no results after a lost connection",
        "no results after a refused login",
        "no results and nothing said",
    ],
)
def test_every_other_build_is_named(
    report: BuildReport | None,
    exit_code: int,
    log_errors: list[str],
    error: type[StageError],
    reason: str,
) -> None:
    with pytest.raises(StageError) as caught:
        require_green(report, exit_code, log_errors)
    assert type(caught.value) is error
    assert caught.value.reason == reason


def test_names_the_red_tests() -> None:
    with pytest.raises(DataError) as caught:
        require_green(BuildReport(RED, WORST, 2, (), ()), 1, [])
    assert caught.value.message == "1 of 3 data tests failed: unique_x (2 rows)"
    assert caught.value.result is not None
    assert caught.value.result.tests == RED
