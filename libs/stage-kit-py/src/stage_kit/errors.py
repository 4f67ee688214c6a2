"""Failures a stage can name. Each knows its exit code; anything else is a crash (exit 1).

Raise them anywhere below `run_stage`; they are handled once, there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stage_kit.exit_codes import ExitCode

if TYPE_CHECKING:
    from stage_kit.result import StageResult


class StageError(Exception):
    """A failure with a reason (CamelCase, for programs) and a message (for people).

    `result` carries what the stage learned before it failed, such as test counts; `run_stage`
    adds reason and message to it.
    """

    exit_code = ExitCode.CRASHED

    def __init__(self, reason: str, message: str, result: StageResult | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.result = result


class DataError(StageError):
    """The data broke its contract: repeating the stage on the same data cannot help."""

    exit_code = ExitCode.DATA_FAILED


class UnavailableError(StageError):
    """Something the stage depends on did not answer: a later attempt may succeed."""

    exit_code = ExitCode.TEMPORARILY_UNAVAILABLE


class ConfigurationError(StageError):
    """The stage was set up wrongly: a person must change something before a retry can help."""

    exit_code = ExitCode.CONFIGURATION_INVALID

    def __init__(self, message: str) -> None:
        super().__init__("InvalidConfiguration", message)


class Terminated(BaseException):
    """SIGTERM arrived: raised in the main thread so that `finally` blocks still run.

    Not an `Exception`, because the libraries of a stage catch those and carry on.
    """

    exit_code = ExitCode.TERMINATED
    reason = "Stopped"
    message = "stage was told to stop"
