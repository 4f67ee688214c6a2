"""dbt as a child process: its log relayed, its end awaited, its queries cancelled on SIGTERM.

A process of its own, because dbt works in threads that outlive an exception in the main thread and
would keep a stage from ending when it is told to.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dbt_stage.database import lock_owner_options
from dbt_stage.freshness import FreshnessPolicy
from stage_kit import StageLogger

# dbt cancels its queries on SIGINT; Kubernetes grants 30 seconds to the whole pod.
_STOP_SECONDS = 15

# dbt events that are worth a line of their own, and under which text.
_NODE_EVENTS = {
    "LogModelResult": "Built model",
    "LogTestResult": "Ran data test",
    "LogNodeResult": "Ran node",
}
_LEVELS = {"debug": "debug", "info": "debug", "warn": "warn", "error": "error"}


@dataclass(frozen=True)
class DbtOutcome:
    """How dbt ended: its exit code and the errors it logged, at most a handful."""

    exit_code: int
    errors: tuple[str, ...]


@dataclass(frozen=True)
class DbtRun:
    """One invocation: which project, into which schema, artifacts into which folder.

    `resumed_folder` holds the run results of a failed build to go on with.
    """

    project_folder: Path
    build_schema: str
    target_folder: Path
    freshness: FreshnessPolicy
    resumed_folder: Path | None = None


def run_dbt(run: DbtRun, logger: StageLogger) -> DbtOutcome:
    """Build and test everything; never raises for a red build, only when it is interrupted."""
    resumed = [] if run.resumed_folder is None else [str(run.resumed_folder)]
    process = subprocess.Popen(
        [sys.executable, "-m", "dbt_stage.dbt_invocation", run.freshness.value, *resumed],
        cwd=run.project_folder,
        env=_child_environment(run),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    relay = _LogRelay(process, logger)
    relay.start()
    try:
        exit_code = process.wait()
    finally:
        _stop(process)
        relay.join()
    return DbtOutcome(exit_code, tuple(relay.errors))


def _child_environment(run: DbtRun) -> dict[str, str]:
    folder = str(run.target_folder)
    return {
        **os.environ,
        # dbt's sessions lock the tables that they build, and outlive a lost node as ours would.
        "PGOPTIONS": lock_owner_options(),
        "DBT_BUILD_SCHEMA": run.build_schema,
        "DBT_PROJECT_DIR": str(run.project_folder),
        "DBT_PROFILES_DIR": str(run.project_folder),
        "DBT_TARGET_PATH": folder,
        "DBT_LOG_PATH": folder,
    }


def _stop(process: subprocess.Popen[str]) -> None:
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class _LogRelay(threading.Thread):
    """Reads dbt's JSON log lines and writes those that matter in the stage's own shape."""

    def __init__(self, process: subprocess.Popen[str], logger: StageLogger) -> None:
        super().__init__(name="dbt-log", daemon=True)
        self.errors: list[str] = []
        self._process = process
        self._logger = logger

    def run(self) -> None:
        """Relay until dbt closes its output."""
        for line in self._process.stdout or ():
            self._relay(line.rstrip("\n"))

    def _relay(self, line: str) -> None:
        event = _parse_event(line)
        if event is None:
            self._logger.debug("Heard from dbt", output=line)
            return
        info, data = event["info"], event.get("data", {})
        node = data.get("node_info", {}).get("node_name")
        text = _NODE_EVENTS.get(info["name"])
        if text is not None:
            self._logger.info(text, node=node, **_progress(data))
        else:
            level = _LEVELS.get(info["level"], "debug")
            self._logger.log(level, "Heard from dbt", event=info["name"], output=info["msg"])
        if info["level"] == "error" and len(self.errors) < 10:
            self.errors.append(info["msg"])


def _progress(data: Mapping[str, Any]) -> dict[str, Any]:
    """How a node ended (seconds, red rows of a test), and the how manieth of how many it is."""
    progress = {
        "status": data.get("status"),
        "seconds": data.get("execution_time"),
        "index": data.get("index"),
        "total": data.get("total", data.get("num_models")),
    }
    rows = data.get("num_failures")
    return {**progress, "failingRows": rows} if rows else progress


def _parse_event(line: str) -> Mapping[str, Any] | None:
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) and "info" in event else None
