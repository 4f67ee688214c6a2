"""What the image can do, by the first argument of its container."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from stage_kit import ConfigurationError, StageContext, StageResult, lazily

# Without an argument: what the stage of a Pipeline is for.
_DEFAULT = "build"
_MODULES = {"build": "dbt_stage.stage", "rollback": "dbt_stage.rollback"}


def chosen_command(arguments: Sequence[str]) -> Callable[[StageContext], StageResult]:
    """The command to run; for arguments that name none, one that fails with what is allowed."""
    command = " ".join(arguments) or _DEFAULT
    module = _MODULES.get(command)
    return _refused(command) if module is None else lazily(module)


def _refused(command: str) -> Callable[[StageContext], StageResult]:
    def refuse(_context: StageContext) -> StageResult:
        allowed = " or ".join(_MODULES)
        raise ConfigurationError(f'command is "{command}", allowed is {allowed}')

    return refuse
