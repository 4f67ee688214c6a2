import io
import json
from datetime import UTC, datetime
from typing import Any

from stage_kit.json_logging import StageLogger

MOMENT = datetime(2026, 6, 1, 12, 0, 0, 5000, tzinfo=UTC)


def logged(level: str, **fields: Any) -> list[dict[str, Any]]:
    stream = io.StringIO()
    logger = StageLogger(stream, level, {"stage": "dbt"}, now=lambda: MOMENT)
    logger.debug("Looked", **fields)
    logger.info("Connected", **fields)
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_writes_level_time_fields_and_message() -> None:
    assert logged("info", port=5432) == [
        {
            "level": "info",
            "time": "2026-06-01T12:00:00.005Z",
            "stage": "dbt",
            "port": 5432,
            "msg": "Connected",
        }
    ]


def test_leaves_out_what_is_below_the_level() -> None:
    assert [entry["msg"] for entry in logged("debug")] == ["Looked", "Connected"]
    assert logged("warn") == []


def test_censors_secrets_nested_ones_too() -> None:
    (entry,) = logged("info", password="p", settings={"PGPASSWORD": "p", "PGHOST": "h"})
    assert entry["password"] == "[Redacted]"
    assert entry["settings"] == {"PGPASSWORD": "[Redacted]", "PGHOST": "h"}


def test_survives_text_that_is_no_unicode() -> None:
    (entry,) = logged("info", error="\ud800")
    assert entry["error"] == "?"
