"""Each test runs a stage as a process: signals and exit codes are the subject."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

SOURCE = Path(__file__).resolve().parents[1]
PREAMBLE = """
import time
from stage_kit import *
def stage(context):
    environment, logger = context.environment, context.logger
"""


def start(folder: Path, body: str, **variables: str) -> subprocess.Popen[str]:
    program = PREAMBLE + textwrap.indent(textwrap.dedent(body), "    ") + "\nmain(stage)\n"
    return subprocess.Popen(
        [sys.executable, "-c", program],
        text=True,
        stdout=subprocess.PIPE,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(SOURCE),
            "TERMINATION_LOG_PATH": str(folder / "result.json"),
            "PIPELINE_RUN_NAME": "demo",
            "PIPELINE_RUN_UID": "uid",
            "PIPELINE_NAMESPACE": "gho-platform",
            "PIPELINE_STAGE": "dbt",
            "PIPELINE_ATTEMPT": "1",
            **variables,
        },
    )


def result_in(folder: Path) -> dict[str, Any]:
    result: dict[str, Any] = json.loads((folder / "result.json").read_bytes())
    return result


@pytest.mark.parametrize(
    ("body", "exit_code", "result"),
    [
        ("return StageResult(outputs={'a': 'b'})", 0, {"outputs": {"a": "b"}}),
        (
            "raise DataError('DataTestsFailed', '1 of 2', "
            "StageResult(tests=TestSummary(2, 1, 1, 0, ('x',))))",
            65,
            {
                "tests": {"total": 2, "passed": 1, "failed": 1, "warned": 0, "failures": ["x"]},
                "reason": "DataTestsFailed",
                "message": "1 of 2",
            },
        ),
        (
            "raise UnavailableError('Unavailable', 'no answer')",
            75,
            {"reason": "Unavailable", "message": "no answer"},
        ),
        (
            "environment.text('RAW_BUCKET'); environment.raise_problems()",
            78,
            {
                "reason": "InvalidConfiguration",
                "message": "configuration is invalid: RAW_BUCKET is missing",
            },
        ),
        (
            "raise KeyError('x')",
            1,
            {"reason": "StageCrashed", "message": "KeyError: 'x'"},
        ),
        (
            "return StageResult(outputs={'a-b': ''})",
            1,
            {
                "reason": "InvalidResult",
                "message": 'output name "a-b" must match [A-Za-z][A-Za-z0-9]{0,62}',
            },
        ),
    ],
)
def test_ends_with_the_code_and_result_of_its_outcome(
    tmp_path: Path, body: str, exit_code: int, result: dict[str, Any]
) -> None:
    process = start(tmp_path, body)
    output, _ = process.communicate(timeout=20)
    assert process.returncode == exit_code
    assert result_in(tmp_path) == result
    last = json.loads(output.splitlines()[-1])
    assert last["msg"] == ("Finished stage" if exit_code == 0 else "Failed stage")
    assert (last["run"], last["stage"], last["attempt"]) == ("demo", "dbt", "1")


def test_an_incomplete_identity_is_a_wrong_configuration(tmp_path: Path) -> None:
    process = start(tmp_path, "return StageResult()", PIPELINE_RUN_UID="")
    process.communicate(timeout=20)
    assert process.returncode == 78
    assert "PIPELINE_RUN_UID is missing" in result_in(tmp_path)["message"]


def test_sigterm_cleans_up_writes_the_result_and_exits_143(tmp_path: Path) -> None:
    body = f"""
    try:
        logger.info("Waiting")
        try:
            time.sleep(60)
        except Exception:
            time.sleep(60)  # what a library that swallows every exception does
    finally:
        open({str(tmp_path / "cleaned")!r}, "w").close()
    """
    process = start(tmp_path, body)
    assert process.stdout is not None
    while "Waiting" not in process.stdout.readline():
        pass
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    assert process.returncode == 143
    assert result_in(tmp_path) == {"reason": "Stopped", "message": "stage was told to stop"}
    assert (tmp_path / "cleaned").exists()


def test_a_module_that_cannot_be_imported_leaves_a_result(tmp_path: Path) -> None:
    process = start(tmp_path, "return lazily('no_such_module')(context)")
    process.communicate(timeout=20)
    assert process.returncode == 1
    assert "no_such_module" in result_in(tmp_path)["message"]


def test_a_thread_left_behind_does_not_keep_the_stage_running(tmp_path: Path) -> None:
    body = """
    import threading
    threading.Thread(target=time.sleep, args=(60,)).start()
    return StageResult()
    """
    process = start(tmp_path, body)
    process.communicate(timeout=20)
    assert process.returncode == 0


def test_an_unwritable_termination_log_does_not_change_the_outcome(tmp_path: Path) -> None:
    path = str(tmp_path / "missing" / "result.json")
    process = start(tmp_path, "return StageResult()", TERMINATION_LOG_PATH=path)
    output, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "Could not write the stage result" in output


def test_the_log_says_when_the_process_started_and_when_it_had_loaded_its_stage(
    tmp_path: Path,
) -> None:
    (tmp_path / "heavy.py").write_text(
        "from stage_kit import StageResult\ndef run(context): return StageResult()\n"
    )
    before = time.time()
    path = f"{SOURCE}:{tmp_path}"
    process = start(tmp_path, "return lazily('heavy')(context)", PYTHONPATH=path)
    output, _ = process.communicate(timeout=20)
    lines = [json.loads(line) for line in output.splitlines()]
    assert [line["msg"] for line in lines] == ["Started stage", "Loaded stage", "Finished stage"]
    logged = datetime.fromisoformat(lines[0]["time"]).timestamp()
    # The kernel keeps the start in hundredths of a second.
    assert before - 0.02 <= logged - lines[0]["startupMs"] / 1000 < logged
