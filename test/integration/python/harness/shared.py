"""What the workers of one test session share: whoever needs it first makes it, the others wait."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def made_once(folder: Path, name: str, make: Callable[[], T]) -> T:
    """What `make` returned in the first worker that asked for the name, as JSON carries it."""
    answer = folder / f"{name}.json"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not answer.exists():
            answer.write_text(json.dumps(make()))
    found: T = json.loads(answer.read_text())
    return found
