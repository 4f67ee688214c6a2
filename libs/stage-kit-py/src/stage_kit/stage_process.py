"""The life of a stage process: signals, the one place where failures end, result, exit code."""

from __future__ import annotations

import importlib
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from typing import NoReturn

from stage_kit.environment import Environment, StageIdentity
from stage_kit.errors import StageError, Terminated
from stage_kit.exit_codes import ExitCode
from stage_kit.json_logging import StageLogger, create_logger
from stage_kit.result import RenderedResult, StageResult, render_result

DEFAULT_RESULT_PATH = "/dev/termination-log"


@dataclass(frozen=True)
class StageContext:
    """What every stage gets: who it is, its environment, its logger."""

    identity: StageIdentity
    environment: Environment
    logger: StageLogger


Stage = Callable[[StageContext], StageResult]


def run_stage(stage: Stage, variables: Mapping[str, str] | None = None) -> int:
    """Run a stage to its end and return the exit code for `sys.exit`.

    Guarantees a result in TERMINATION_LOG_PATH on success, on every failure and on SIGTERM, which
    is raised as `Terminated` in the main thread so that `finally` blocks release what they hold.
    """
    variables = os.environ if variables is None else variables
    logger = create_logger(variables.get("LOG_LEVEL", "info"), _log_fields(variables))
    try:
        signal.signal(signal.SIGTERM, _raise_terminated)
        result, exit_code = _outcome(stage, Environment(variables), logger)
        # From here on SIGTERM must not interrupt the writing of the result.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    except Terminated as end:
        result, exit_code = StageResult(reason=end.reason, message=end.message), end.exit_code
    rendered = render_result(result)
    if exit_code == ExitCode.DONE and not rendered.is_usable:
        exit_code = ExitCode.CRASHED
    _log_end(logger, result, exit_code)
    _write(Path(variables.get("TERMINATION_LOG_PATH", DEFAULT_RESULT_PATH)), rendered, logger)
    return exit_code


def _log_fields(variables: Mapping[str, str]) -> dict[str, object]:
    fields = {
        "run": "PIPELINE_RUN_NAME",
        "namespace": "PIPELINE_NAMESPACE",
        "stage": "PIPELINE_STAGE",
        "attempt": "PIPELINE_ATTEMPT",
    }
    return {field: variables[name] for field, name in fields.items() if name in variables}


def _outcome(
    stage: Stage, environment: Environment, logger: StageLogger
) -> tuple[StageResult, ExitCode]:
    try:
        identity = StageIdentity.read(environment)
        environment.raise_problems()
        logger.info("Started stage", startupMs=_startup_ms())
        return stage(StageContext(identity, environment, logger)), ExitCode.DONE
    except StageError as error:
        result = error.result or StageResult()
        return replace(result, reason=error.reason, message=error.message), error.exit_code
    except Exception as error:  # the last line of defence: a crash must still leave a result
        logger.error("Crashed in stage", error=_describe(error), stack=_stack(error))
        return StageResult(reason="StageCrashed", message=_describe(error)), ExitCode.CRASHED


def _startup_ms() -> int:
    """How long ago the kernel started this process, in milliseconds."""
    # The name, the second field, is in parentheses and may hold anything.
    fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
    started = int(fields[19]) / os.sysconf("SC_CLK_TCK")
    return round(1000 * (time.clock_gettime(time.CLOCK_BOOTTIME) - started))


def _raise_terminated(_signal: int, _frame: FrameType | None) -> None:
    # Further signals are ignored: one is enough, and cleanup must not be interrupted.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise Terminated


def _describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _stack(error: Exception) -> list[str]:
    frames = []
    traceback = error.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        frames.append(f"{code.co_filename}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return frames


def _log_end(logger: StageLogger, result: StageResult, exit_code: ExitCode) -> None:
    if exit_code == ExitCode.DONE:
        logger.info("Finished stage", exitCode=exit_code, result=result.to_mapping())
    else:
        logger.error("Failed stage", exitCode=exit_code, result=result.to_mapping())


def _write(path: Path, rendered: RenderedResult, logger: StageLogger) -> None:
    # The exit code alone already decides what the operator does, so this is no reason to fail.
    try:
        path.write_bytes(rendered.document)
    except OSError as error:
        logger.warn("Could not write the stage result", path=str(path), error=str(error))


def lazily(module: str) -> Stage:
    """The function `run` of a module, which is imported only when the stage runs.

    So SIGTERM has its handler while a heavy library is still being imported (the kernel would keep
    it from a container's first process), and a failing import leaves a result like any crash.
    """

    def stage(context: StageContext) -> StageResult:
        run: Stage = importlib.import_module(module).run
        context.logger.info("Loaded stage")
        return run(context)

    return stage


def main(stage: Stage) -> NoReturn:
    """Run the stage and end the process with its exit code.

    Ends without waiting for threads that a library left behind: a finished stage must not hang.
    """
    exit_code = run_stage(stage)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(exit_code)
