from collections.abc import Callable

import pytest

from stage_kit.environment import Environment, StageIdentity
from stage_kit.errors import ConfigurationError

IDENTITY = {
    "PIPELINE_RUN_NAME": "demo",
    "PIPELINE_RUN_UID": "0e61d9a6-9d0a-4a5c-8ab2-1f4c3d2b1a00",
    "PIPELINE_NAMESPACE": "gho-platform",
    "PIPELINE_STAGE": "dbt",
    "PIPELINE_ATTEMPT": "2",
    "PIPELINE_SHARDS": "1",
}


def test_reads_the_identity_of_an_attempt() -> None:
    environment = Environment(IDENTITY)
    identity = StageIdentity.read(environment)
    environment.raise_problems()
    assert identity == StageIdentity(
        "demo", "0e61d9a6-9d0a-4a5c-8ab2-1f4c3d2b1a00", "gho-platform", "dbt", 2
    )
    assert identity.load_id == "0e61d9a6-9d0a-4a5c-8ab2-1f4c3d2b1a00/2"


def test_names_every_problem_at_once() -> None:
    environment = Environment({**IDENTITY, "PIPELINE_RUN_UID": "", "PIPELINE_ATTEMPT": "0"})
    StageIdentity.read(environment)
    environment.flag("DBT_DOCS", default=True)
    with pytest.raises(ConfigurationError) as caught:
        environment.raise_problems()
    assert caught.value.message == (
        "configuration is invalid: PIPELINE_RUN_UID is missing; "
        'PIPELINE_ATTEMPT is "0", allowed is an integer of at least 1'
    )


def test_refuses_to_be_sharded() -> None:
    environment = Environment({**IDENTITY, "PIPELINE_SHARDS": "2"})
    StageIdentity.read(environment)
    with pytest.raises(ConfigurationError, match="cannot be sharded"):
        environment.raise_problems()


@pytest.mark.parametrize(
    ("value", "read", "expected"),
    [
        ("7", lambda e: e.integer("X", minimum=1), 7),
        ("", lambda e: e.integer("X", 3, minimum=1), 3),
        ("0.25", lambda e: e.fraction("X", 0.1), 0.25),
        ("", lambda e: e.fraction("X", 0.1), 0.1),
        ("false", lambda e: e.flag("X", True), False),
        ("", lambda e: e.text("X", "fallback"), "fallback"),
        ("", lambda e: e.optional_text("X"), None),
    ],
)
def test_reads_typed_values(
    value: str, read: Callable[[Environment], object], expected: object
) -> None:
    environment = Environment({"X": value})
    assert read(environment) == expected
    environment.raise_problems()


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("seven", lambda e: e.integer("X", minimum=1)),
        ("1.0", lambda e: e.fraction("X", 0.1)),
        ("nan", lambda e: e.fraction("X", 0.1)),
        ("yes", lambda e: e.flag("X", True)),
        ("", lambda e: e.text("X")),
    ],
)
def test_rejects_what_is_not_allowed(value: str, read: Callable[[Environment], object]) -> None:
    environment = Environment({"X": value})
    read(environment)
    with pytest.raises(ConfigurationError, match="X is"):
        environment.raise_problems()
