"""Exit codes of a stage container, as the operator reads them."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the operator does with each: 65 and 78 are never retried, the rest by policy."""

    DONE = 0
    CRASHED = 1
    DATA_FAILED = 65
    TEMPORARILY_UNAVAILABLE = 75
    CONFIGURATION_INVALID = 78
    TERMINATED = 143
