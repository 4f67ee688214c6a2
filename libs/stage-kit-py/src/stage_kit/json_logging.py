"""JSON log lines of the same shape as the TypeScript stages write.

One line per entry: `level`, `time` (ISO 8601, UTC), the fields of the stage and of the entry, `msg`
(constant text, capital letter, past tense). Values never go into the text, so that it can be
searched for. Fields whose name says that they hold a secret are censored.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TextIO

LEVELS = {"trace": 10, "debug": 20, "info": 30, "warn": 40, "error": 50, "fatal": 60}

_SECRET_FIELDS = {
    *("password", "secret", "token", "authorization", "secretAccessKey", "sessionToken"),
    *("PGPASSWORD", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"),
}


def _utc_now() -> datetime:
    return datetime.now(UTC)


class StageLogger:
    """Writes entries of at least the given level to a stream."""

    def __init__(
        self,
        stream: TextIO,
        level: str,
        fields: Mapping[str, object],
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._stream = stream
        self._threshold = LEVELS[level]
        self._fields = dict(fields)
        self._now = now

    def debug(self, message: str, **fields: Any) -> None:
        """Details that help when something is being looked into."""
        self._write("debug", message, fields)

    def info(self, message: str, **fields: Any) -> None:
        """A step of the stage that succeeded."""
        self._write("info", message, fields)

    def warn(self, message: str, **fields: Any) -> None:
        """Something unexpected that the stage coped with."""
        self._write("warn", message, fields)

    def error(self, message: str, **fields: Any) -> None:
        """The reason why the stage fails."""
        self._write("error", message, fields)

    def log(self, level: str, message: str, **fields: Any) -> None:
        """An entry whose level is known at run time only, such as a relayed one."""
        self._write(level, message, fields)

    def _write(self, level: str, message: str, fields: Mapping[str, object]) -> None:
        if LEVELS[level] < self._threshold:
            return
        moment = self._now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        entry = {"level": level, "time": moment, **_censor({**self._fields, **fields})}
        line = json.dumps({**entry, "msg": message}, ensure_ascii=False, default=str)
        self._stream.write(line.encode("utf-8", "replace").decode() + "\n")
        self._stream.flush()


def _censor(fields: Mapping[str, object]) -> dict[str, object]:
    return {
        name: "[Redacted]" if name in _SECRET_FIELDS else _censor_nested(value)
        for name, value in fields.items()
    }


def _censor_nested(value: object) -> object:
    return _censor(value) if isinstance(value, Mapping) else value


def create_logger(level: str, fields: Mapping[str, object]) -> StageLogger:
    """A logger on standard output; an unknown level counts as `info`."""
    return StageLogger(sys.stdout, level if level in LEVELS else "info", fields)
