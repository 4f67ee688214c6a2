"""Runs a stage as the operator's Job would: with an environment, a result and an exit code."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.recorded_data import REPOSITORY


@dataclass(frozen=True)
class StageEnd:
    """How a stage ended."""

    exit_code: int
    result: dict[str, Any]
    log: list[str]


@dataclass(frozen=True)
class Attempt:
    """Which attempt of which run a stage is."""

    run_uid: str
    number: int = 1
    run_name: str = "demo"


@dataclass
class StageProgram:
    """A Python stage in its own virtual environment, with the environment of its container."""

    project: str
    module: str
    folder: Path
    variables: Mapping[str, str] = field(default_factory=dict)
    arguments: Sequence[str] = ()

    def run(self, attempt: Attempt, **overrides: str) -> StageEnd:
        """Run the stage to its end."""
        return self.start(attempt, **overrides).end()

    def start(self, attempt: Attempt, **overrides: str) -> RunningStage:
        """Start the stage; an override to the empty string counts as absent."""
        result = self.folder / f"result-{attempt.run_uid}-{attempt.number}.json"
        result.unlink(missing_ok=True)
        process = subprocess.Popen(
            [str(self._environment() / "bin/python"), "-m", self.module, *self.arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(self.folder),
                "TMPDIR": str(self.folder),
                "PYTHONPATH": os.pathsep.join(
                    str(REPOSITORY / path)
                    for path in (f"{self.project}/src", "libs/stage-kit-py/src")
                ),
                "PIPELINE_RUN_NAME": attempt.run_name,
                "PIPELINE_RUN_UID": attempt.run_uid,
                "PIPELINE_NAMESPACE": "gho-platform",
                "PIPELINE_STAGE": self.module.split("_", maxsplit=1)[0],
                "PIPELINE_ATTEMPT": str(attempt.number),
                "PIPELINE_SHARDS": "1",
                "TERMINATION_LOG_PATH": str(result),
                **self.variables,
                **overrides,
            },
        )
        return RunningStage(process, result)

    def _environment(self) -> Path:
        script = REPOSITORY / "tools/python/venv.sh"
        done = subprocess.run(
            [str(script), self.project], check=True, stdout=subprocess.PIPE, text=True
        )
        return Path(done.stdout.strip())


class RunningStage:
    """A stage under way."""

    def __init__(self, process: subprocess.Popen[str], result: Path) -> None:
        self._process = process
        self._result = result
        self._lines: list[str] = []
        self._changed = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_for_log(self, text: str, seconds: float = 180) -> None:
        """Return when the stage has logged a line with the text."""
        with self._changed:
            found = self._changed.wait_for(
                lambda: any(text in line for line in self._lines) or not self._reader.is_alive(),
                seconds,
            )
        if not found or not any(text in line for line in self._lines):
            raise TimeoutError(f"stage did not log {text!r}: {self._lines[-5:]}")

    def terminate(self) -> None:
        """What the kubelet does first."""
        self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """What a lost node amounts to."""
        self._process.kill()

    def end(self, seconds: float = 300) -> StageEnd:
        """Wait for the stage to end."""
        exit_code = self._process.wait(seconds)
        self._reader.join(20)
        result = json.loads(self._result.read_bytes()) if self._result.exists() else {}
        return StageEnd(exit_code, result, list(self._lines))

    def _read(self) -> None:
        for line in self._process.stdout or ():
            with self._changed:
                self._lines.append(line.rstrip("\n"))
                self._changed.notify_all()
        with self._changed:
            self._changed.notify_all()
