"""JSON log lines of the same shape as the TypeScript stages write (pino).

One line per entry: `level` (number), `time` (milliseconds since 1970), `msg` (constant text,
capital letter, past tense) and the values as fields. Values never go into the text, so that the
text can be searched for; secrets never go into either.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any, TextIO

LEVELS = {"trace": 10, "debug": 20, "info": 30, "warn": 40, "error": 50, "fatal": 60}


class StageLogger:
    """Writes entries of at least the given level to a stream."""

    def __init__(
        self,
        stream: TextIO,
        level: str,
        fields: Mapping[str, object],
        now: Callable[[], float] = time.time,
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
        entry = {"level": LEVELS[level], "time": int(self._now() * 1000), **self._fields, **fields}
        entry["msg"] = message
        line = json.dumps(entry, ensure_ascii=False, default=str)
        self._stream.write(line + "\n")
        self._stream.flush()


def create_logger(level: str, fields: Mapping[str, object]) -> StageLogger:
    """A logger on standard output; an unknown level counts as `info`."""
    return StageLogger(sys.stdout, level if level in LEVELS else "info", fields)
