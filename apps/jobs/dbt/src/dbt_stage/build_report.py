"""What a dbt build came to, read from the artifacts that dbt leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dbt_stage.database import is_connection_loss, is_wrong_login
from stage_kit import (
    ConfigurationError,
    DataError,
    StageError,
    StageResult,
    TestSummary,
    UnavailableError,
)

_TEST_KINDS = {"test", "unit_test"}


@dataclass(frozen=True)
class RedTest:
    """A failed data test, and how many rows (or groups of rows) it found."""

    name: str
    rows: int

    def __str__(self) -> str:
        return f"{self.name} ({self.rows} {'row' if self.rows == 1 else 'rows'})"


@dataclass(frozen=True)
class BuildReport:
    """Counts of tests, the red ones, models built, tables to publish, errors that are no red tests.

    Of the red tests those with most rows come first: results have room for a few.
    """

    tests: TestSummary
    red: tuple[RedTest, ...]
    models: int
    public_tables: tuple[str, ...]
    errors: tuple[str, ...]


def summarise_build(run_results: Mapping[str, Any], manifest: Mapping[str, Any]) -> BuildReport:
    """Read `run_results.json` and `manifest.json` of a build.

    A test that could not be evaluated is an error and no red test: it says nothing about the data.
    """
    results = run_results["results"]
    tests = [result for result in results if _kind(result) in _TEST_KINDS]
    statuses = [test["status"] for test in tests]
    red = _red_tests(tests)
    return BuildReport(
        tests=TestSummary(
            total=len(statuses),
            passed=statuses.count("pass"),
            failed=len(red),
            warned=statuses.count("warn"),
            failures=tuple(test.name for test in red),
        ),
        red=red,
        models=sum(
            _kind(result) == "model" and result["status"] == "success" for result in results
        ),
        public_tables=_public_tables(manifest),
        errors=tuple(
            f"{result['unique_id']}: {result['message']}"
            for result in results
            if result["status"] in ("error", "runtime error")
        ),
    )


def require_green(
    report: BuildReport | None, exit_code: int, log_errors: Sequence[str]
) -> BuildReport:
    """The report of a green build; raises the stage error that any other build amounts to.

    `report` is None when dbt ended before it wrote its results; `log_errors` are the errors that it
    logged. A red test outweighs everything else: repeating the build would find the same data.
    """
    if report is None:
        raise _failure(exit_code, log_errors, None)
    tests = report.tests
    result = StageResult(tests=tests)
    if tests.failed:
        worst = ", ".join(map(str, report.red))
        message = f"{tests.failed} of {tests.total} data tests failed: {worst}"
        raise DataError("DataTestsFailed", message, result)
    if report.errors or exit_code != 0:
        raise _failure(exit_code, [*report.errors, *log_errors], result)
    return report


def _failure(exit_code: int, problems: Sequence[str], result: StageResult | None) -> StageError:
    summary = problems[0] if problems else f"dbt ended with exit code {exit_code} and said nothing"
    if any(is_wrong_login(problem) for problem in problems):
        return ConfigurationError(f"cannot log in to database: {summary}")
    if any(is_connection_loss(problem) for problem in problems):
        return UnavailableError("DatabaseUnavailable", summary, result)
    return StageError("DbtBuildFailed", summary, result)


def _red_tests(tests: Sequence[Mapping[str, Any]]) -> tuple[RedTest, ...]:
    red = [
        RedTest(_test_name(test["unique_id"]), test.get("failures") or 0)
        for test in tests
        if test["status"] == "fail"
    ]
    return tuple(sorted(red, key=lambda test: (-test.rows, test.name)))


def _kind(result: Mapping[str, Any]) -> str:
    unique_id: str = result["unique_id"]
    return unique_id.split(".", maxsplit=1)[0]


def _test_name(unique_id: str) -> str:
    """The name within `test.<project>.<name>.<hash>` or `unit_test.<project>.<model>.<name>`."""
    parts = unique_id.split(".")
    return parts[3] if parts[0] == "unit_test" else parts[2]


def _public_tables(manifest: Mapping[str, Any]) -> tuple[str, ...]:
    nodes = manifest["nodes"].values()
    return tuple(
        sorted(
            node["alias"]
            for node in nodes
            if node["resource_type"] == "model" and node["access"] == "public"
        )
    )
