"""What runs in the child process: `dbt build`, then the docs from the same parsed project.

Unit tests of models are left out: they check the project, not the data, and run before an image
is built.
"""

from __future__ import annotations

import sys

from dbt.cli.main import dbtRunner

_LOGGING = ["--log-format", "json", "--log-level", "info", "--log-level-file", "none"]


def invoke() -> int:
    """Build and test; document when that was green. Returns dbt's own exit code: 0, 1 or 2."""
    runner = dbtRunner()
    build = runner.invoke([*_LOGGING, "build", "--exclude-resource-type", "unit_test"])
    if build.exception is not None:
        print(f"dbt: {build.exception}", file=sys.stderr)  # noqa: T201 relayed by the parent
        return 2
    if not build.success:
        return 1
    # Documentation is no reason to withhold data: its failure is logged by dbt, nothing more.
    runner.invoke([*_LOGGING, "docs", "generate", "--no-compile", "--static"])
    return 0


if __name__ == "__main__":
    sys.exit(invoke())
