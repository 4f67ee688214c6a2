"""Reading a stage's environment: every problem is collected and reported at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from stage_kit.errors import ConfigurationError

T = TypeVar("T")

_TRUE_AND_FALSE = {"true": True, "false": False}


class Environment:
    """A mapping of environment variables with typed reads that never raise one by one.

    A read that fails records a problem and returns a stand-in; `raise_problems` then raises a
    single `ConfigurationError` naming all of them. An empty string counts as absent, because
    that is what an unset Kubernetes parameter becomes.
    """

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self._problems: list[str] = []

    def text(self, name: str, default: str | None = None) -> str:
        """The variable as a string; required when there is no default."""
        value = self._variables.get(name, "")
        if value:
            return value
        if default is None:
            self._problems.append(f"{name} is missing")
            return ""
        return default

    def optional_text(self, name: str) -> str | None:
        """The variable as a string, or None where it is absent or empty."""
        return self._variables.get(name) or None

    def integer(self, name: str, default: int | None = None, *, minimum: int) -> int:
        """The variable as an integer of at least `minimum`."""
        given = self.text(name, None if default is None else str(default))
        try:
            value = int(given)
        except ValueError:
            return self._reject(name, given, f"an integer of at least {minimum}", minimum)
        if value < minimum:
            return self._reject(name, given, f"an integer of at least {minimum}", minimum)
        return value

    def fraction(self, name: str, default: float) -> float:
        """The variable as a number in [0, 1)."""
        given = self.text(name, str(default))
        try:
            value = float(given)
        except ValueError:
            value = -1.0
        if not 0.0 <= value < 1.0:
            return self._reject(name, given, "a number from 0 to below 1", default)
        return value

    def flag(self, name: str, default: bool) -> bool:
        """The variable as a boolean: exactly `true` or `false`."""
        given = self.text(name, str(default).lower())
        if given not in _TRUE_AND_FALSE:
            return self._reject(name, given, "true or false", default)
        return _TRUE_AND_FALSE[given]

    def raise_problems(self) -> None:
        """Raise `ConfigurationError` naming every problem so far; do nothing if there is none."""
        if self._problems:
            raise ConfigurationError(f"configuration is invalid: {'; '.join(self._problems)}")

    def reject(self, name: str, given: str, allowed: str) -> None:
        """Record that a variable's value is not among what is allowed, in words."""
        self._problems.append(f'{name} is "{given}", allowed is {allowed}')

    def _reject(self, name: str, given: str, allowed: str, stand_in: T) -> T:
        if given:
            self.reject(name, given, allowed)
        return stand_in


@dataclass(frozen=True)
class StageIdentity:
    """Which attempt of which run this process is."""

    run_name: str
    run_uid: str
    namespace: str
    stage: str
    attempt: int

    @property
    def load_id(self) -> str:
        """`<run uid>/<attempt>`: the key under which everything unpublished is written."""
        return f"{self.run_uid}/{self.attempt}"

    @staticmethod
    def read(environment: Environment) -> StageIdentity:
        """Read the PIPELINE_* variables that the operator gives to every stage container.

        The Python stages publish one thing as a whole, so they refuse to be sharded.
        """
        shards = environment.integer("PIPELINE_SHARDS", 1, minimum=1)
        if shards != 1:
            environment.reject("PIPELINE_SHARDS", str(shards), "1: this stage cannot be sharded")
        return StageIdentity(
            run_name=environment.text("PIPELINE_RUN_NAME"),
            run_uid=environment.text("PIPELINE_RUN_UID"),
            namespace=environment.text("PIPELINE_NAMESPACE"),
            stage=environment.text("PIPELINE_STAGE"),
            attempt=environment.integer("PIPELINE_ATTEMPT", minimum=1),
        )
