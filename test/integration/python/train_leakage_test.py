"""The train stage refuses published features that know what they must not know."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from harness.mlflow_server import MlflowServer
from harness.planted_features import add_twin, set_measures
from harness.postgres_server import Database
from harness.stage_container import Attempt, StageProgram

pytestmark = pytest.mark.integration

RUN = Attempt("11111111-0000-4000-8000-000000000001")

# The target of the year after, which makes the feature of a year the target of that very year.
NEXT_TARGET = """(
    select n.life_expectancy from analytics.country_health_profile n
    where n.country_code = country_health_profile.country_code
    and n.year = country_health_profile.year + 1
)"""


def of_the_same_year(database: Database) -> None:
    database.query(
        "update analytics.ml_features f set polio_coverage = p.polio_coverage"
        " from analytics.country_health_profile p"
        " where p.country_code = f.country_code and p.year = f.year and f.country_code = 'AFG'"
    )


def target_of_the_next_year(database: Database) -> None:
    database.query(
        "update analytics.ml_features f set life_expectancy = p.life_expectancy"
        " from analytics.country_health_profile p"
        " where p.country_code = f.country_code and p.year = f.year + 1"
        " and p.life_expectancy is not null"
    )


def the_target_itself(database: Database) -> None:
    set_measures(database, {"safe_water_percent": NEXT_TARGET})


def a_function_of_the_target(database: Database) -> None:
    folded = f"{NEXT_TARGET} + case when {NEXT_TARGET} < 72 then 1000 else 0 end"
    set_measures(database, {"safe_water_percent": folded})


def the_healthy_part_of_the_target(database: Database) -> None:
    set_measures(database, {"safe_water_percent": "healthy_life_expectancy"})


def a_country_under_two_codes(database: Database) -> None:
    add_twin(database, "NOR", "XNO")


@pytest.mark.parametrize(
    ("plant", "reason", "message"),
    [
        (of_the_same_year, "PointInTimeViolated", "polio_coverage of AFG 2"),
        (target_of_the_next_year, "PointInTimeViolated", "life_expectancy of AFG 2000 is "),
        (the_target_itself, "LeakSuspected", "safe_water_percent (1.000)"),
        (a_function_of_the_target, "LeakSuspected", "safe_water_percent (explains 9"),
        (the_healthy_part_of_the_target, "LeakSuspected", "safe_water_percent (0.99"),
        (a_country_under_two_codes, "LeakSuspected", "NOR and XNO have the same target in 22"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_planted_leak_stops_the_stage_before_anything_is_registered(
    published: Database,
    train_stage: Callable[[Database], StageProgram],
    mlflow: MlflowServer,
    plant: Callable[[Database], None],
    reason: str,
    message: str,
) -> None:
    plant(published)
    end = train_stage(published).run(RUN)
    assert (end.exit_code, end.result["reason"]) == (65, reason), end
    assert message in end.result["message"]
    assert mlflow.versions(published.name) == []
