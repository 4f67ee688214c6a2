import pytest

from dbt_stage.commands import chosen_command
from stage_kit import ConfigurationError, Environment, StageContext, StageIdentity, create_logger

CONTEXT = StageContext(
    StageIdentity("demo", "0e61d9a6", "ns", "dbt", 1), Environment({}), create_logger("info", {})
)


@pytest.mark.parametrize("arguments", [[], ["build"]], ids=["none", "build"])
def test_the_stage_is_what_runs_by_default(arguments: list[str]) -> None:
    with pytest.raises(ConfigurationError, match="ARTIFACT_BUCKET is missing"):
        chosen_command(arguments)(CONTEXT)


def test_a_rollback_wants_to_know_who_and_why() -> None:
    with pytest.raises(ConfigurationError, match="ROLLBACK_BY is missing"):
        chosen_command(["rollback"])(CONTEXT)


@pytest.mark.parametrize("arguments", [["restore"], ["rollback", "now"]], ids=["other", "more"])
def test_anything_else_is_refused_with_what_is_allowed(arguments: list[str]) -> None:
    with pytest.raises(ConfigurationError, match="allowed is build or rollback"):
        chosen_command(arguments)(CONTEXT)
