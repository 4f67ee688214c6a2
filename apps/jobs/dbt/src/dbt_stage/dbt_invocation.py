"""What runs in the child process: dbt's commands, one after the other, on one parsed project.

Unit tests of models are left out: they check the project, not the data, and run before an image
is built.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from dbt.cli.main import dbtRunner

_LOGGING = ["--log-format", "json", "--log-level", "info", "--log-level-file", "none"]
_BUILD = ["build", "--exclude-resource-type", "unit_test"]
_FRESHNESS = ["source", "freshness"]


def invoke(arguments: Sequence[str]) -> int:
    """Ask for freshness, build and test, document what was green; returns dbt's exit code, 0 to 2.

    The first argument is the freshness policy: with `Fail`, nothing is built from stale sources.
    The second, if any, is the folder of the run results of a failed build to go on with.
    """
    policy, *resumed = arguments
    if policy != "Ignore" and (is_stale := _run(_FRESHNESS)) and policy == "Fail":
        return is_stale
    exit_code = _run(["retry", "--state", *resumed] if resumed else _BUILD)
    if exit_code == 0:
        # Documentation is no reason to withhold data: its failure is logged by dbt, nothing more.
        _run(["docs", "generate", "--no-compile", "--static"])
    return exit_code


def _run(command: Sequence[str]) -> int:
    done = dbtRunner().invoke([*_LOGGING, *command])
    if done.exception is not None:
        print(f"dbt: {done.exception}", file=sys.stderr)  # noqa: T201 relayed by the parent
        return 2
    return 0 if done.success else 1


if __name__ == "__main__":
    sys.exit(invoke(sys.argv[1:]))
