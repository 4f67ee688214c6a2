"""The dbt project's own tests: green on recorded WHO data, red on mutated models and bad data."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import pytest

from harness.postgres_server import Database
from harness.recorded_data import REPOSITORY
from harness.stage_container import Attempt, StageProgram

pytestmark = pytest.mark.integration

StageOf = Callable[[Database], StageProgram]
RUN = "55555555-0000-4000-8000-000000000005"
PROJECT = REPOSITORY / "dbt"


@dataclass(frozen=True)
class DbtOutcome:
    """What a command said: everything printed, and the status of each node by name."""

    output: str
    statuses: dict[str, str]

    def red(self) -> set[str]:
        """Names of what failed."""
        return {name for name, status in self.statuses.items() if status in ("fail", "error")}


def dbt(project: Path, database: Database, *arguments: str) -> DbtOutcome:
    """Run a command of dbt on a project."""
    venv = subprocess.run(
        [str(REPOSITORY / "tools/python/venv.sh"), "apps/jobs/dbt"],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout.strip()
    target = project / "target"
    done = subprocess.run(
        [f"{venv}/bin/dbt", *arguments, "--target-path", str(target)],
        cwd=project,
        env={
            **os.environ,
            **database.variables("gho_builder"),
            "DBT_BUILD_SCHEMA": "analytics_build_test_1",
            "DBT_LOG_PATH": str(target),
        },
        check=False,
        stdout=subprocess.PIPE,
        text=True,
    )
    path = target / "run_results.json"
    results = json.loads(path.read_text())["results"] if path.exists() else []
    statuses = {node_name(result["unique_id"]): result["status"] for result in results}
    return DbtOutcome(done.stdout, statuses)


def node_name(unique_id: str) -> str:
    kind, _, *names = unique_id.split(".")
    return names[1] if kind == "unit_test" else names[0]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project that a test may change."""
    copy = tmp_path / "dbt"
    shutil.copytree(PROJECT, copy, ignore=shutil.ignore_patterns("target", "logs"))
    return copy


def test_builds_without_a_failure_or_a_warning(project: Path, database: Database) -> None:
    build = dbt(project, database, "build")
    assert set(build.statuses.values()) == {"success", "pass", "no-op"}, build.output
    assert "WARNING" not in build.output.upper().replace("0 WARNINGS", ""), build.output


@dataclass(frozen=True)
class Mutant:
    """A mistake in a model, and the unit test of that model that has to find it."""

    name: str
    file: str
    original: str
    mutated: str
    caught_by: str

    def apply_to(self, project: Path) -> None:
        sql = (project / self.file).read_text()
        assert sql.count(self.original) == 1
        (project / self.file).write_text(sql.replace(self.original, self.mutated))


MUTANTS = (
    Mutant(
        "slots unsorted",
        "models/staging/stg_observations.sql",
        'order by dimension_code collate "C"',
        "",
        "slice_does_not_depend_on_the_slot_of_a_dimension",
    ),
    Mutant(
        "periods counted",
        "models/staging/stg_observations.sql",
        "time_dimension_value = year::text",
        "true",
        "a_period_is_no_single_year",
    ),
    Mutant(
        "aggregates counted",
        "models/intermediate/int_country_measures.sql",
        "observations.area_type = 'COUNTRY'",
        "true",
        "only_the_total_slice_of_countries_counts",
    ),
    Mutant(
        "former regions counted",
        "models/intermediate/int_country_measures.sql",
        "where is_current",
        "",
        "only_the_total_slice_of_countries_counts",
    ),
    Mutant(
        "same-year leak",
        "models/intermediate/int_newest_known_measures.sql",
        "and target_years.year - 1",
        "and target_years.year",
        "the_newest_earlier_value_within_the_lookback_counts",
    ),
    Mutant(
        "regions counted",
        "models/intermediate/int_life_expectancy_by_sex.sql",
        "observations.area_type = 'COUNTRY'",
        "true",
        "sexes_are_split_and_both_indicators_meet",
    ),
    Mutant(
        "empty countries counted",
        "models/marts/life_expectancy_by_region.sql",
        "and life_expectancy is not null",
        "",
        "each_country_counts_once_in_its_region",
    ),
    Mutant(
        "names counted as regions",
        "models/marts/life_expectancy_by_region.sql",
        "        sex,\n        year\n",
        "        sex,\n        by_sex.who_region_name,\n        year\n",
        "each_country_counts_once_in_its_region",
    ),
    Mutant(
        "former members counted",
        "models/marts/health_system_by_region.sql",
        "    where is_current\n",
        "",
        "each_health_system_counts_once_among_the_members_of_its_region",
    ),
    Mutant(
        "all measures of all kinds",
        "models/marts/health_system_by_region.sql",
        "on measures.measure = health_measures.measure",
        "on measures.measure > ''",
        "each_health_system_counts_once_among_the_members_of_its_region",
    ),
    Mutant(
        "figures of regions counted",
        "models/marts/data_sources.sql",
        "        area_type = 'COUNTRY'\n        and indicator_code",
        "        indicator_code",
        "figures_are_counted_by_the_load_that_brought_them",
    ),
    Mutant(
        "sources of other indicators",
        "models/marts/data_sources.sql",
        "            and figures.indicator_code = load_indicators.indicator_code\n",
        "",
        "figures_are_counted_by_the_load_that_brought_them",
    ),
    Mutant(
        "countries without region",
        "models/marts/ml_features.sql",
        "and who_region_code is not null",
        "",
        "features_come_from_before_and_never_from_the_targets_relatives",
    ),
)


def rounds(mutants: Sequence[Mutant]) -> list[list[Mutant]]:
    """Mutants that can be tried at once: a unit test sees one model, so one of each model."""
    of_models: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        of_models.setdefault(mutant.file, []).append(mutant)
    return [
        [mutant for mutant in one_of_each if mutant is not None]
        for one_of_each in zip_longest(*of_models.values())
    ]


@pytest.mark.parametrize(
    "mutants",
    [
        pytest.param(mutants, id=", ".join(mutant.name for mutant in mutants))
        for mutants in rounds(MUTANTS)
    ],
)
def test_mutated_models_fail_their_unit_tests(
    project: Path, database_without_rows: Database, mutants: Sequence[Mutant]
) -> None:
    for mutant in mutants:
        mutant.apply_to(project)
    # Not `dbt build`, which tests no model behind one whose test is red.
    made = dbt(project, database_without_rows, "run")
    assert set(made.statuses.values()) == {"success"}, made.output
    tested = dbt(project, database_without_rows, "test", "--select", "test_type:unit")
    assert tested.red() == {mutant.caught_by for mutant in mutants}


def test_the_look_back_is_also_tested_on_the_data(project: Path, database: Database) -> None:
    file = project / "models/intermediate/int_newest_known_measures.sql"
    file.write_text(file.read_text().replace("target_years.year - 1", "target_years.year"))
    build = dbt(project, database, "build", "--exclude-resource-type", "unit_test")
    assert build.red() == {"int_newest_known_measures_look_back_only"}
    assert build.statuses["ml_features"] == "skipped"


def test_a_relative_of_the_target_does_not_get_past_the_contract(
    project: Path, database: Database
) -> None:
    file = project / "macros/feature_measures.sql"
    names = file.read_text()
    file.write_text(names.replace("'bcg_coverage',", "'bcg_coverage', 'healthy_life_expectancy',"))
    build = dbt(project, database, "build", "--exclude-resource-type", "unit_test")
    assert build.red() == {"ml_features"}
    assert "enforced contract that failed" in build.output


@pytest.mark.parametrize(
    ("corruption", "caught_by"),
    [
        (
            "insert into warehouse.dim_country"
            " select country_code, country_name, 'WPR', null, '2026-07-01', null, true, load_id"
            " from warehouse.dim_country where country_code = 'IDN'",
            {"unique_current_stg_countries_country_code"},
        ),
        (
            "update warehouse.dim_country set who_region_code = 'XXX' where country_code = 'IDN'",
            {"accepted_values_stg_countries_who_region_code__AFR__AMR__EMR__EUR__SEAR__WPR"},
        ),
        (
            "update warehouse.fact_observation set load_id = 'nobody' where year = 2021",
            {"relationships_stg_observations_load_id__load_id__ref_stg_loads_"},
        ),
        (
            "delete from warehouse.load_indicator where indicator_code = 'WHS4_544'",
            {"not_null_data_sources_source_object"},
        ),
        (
            "insert into warehouse.fact_observation (observation_key, indicator_code,"
            " spatial_dim_type, spatial_dim, year, time_dimension_value, data_source_dim,"
            " numeric_value, ingestion_date, load_id) select 'twice', indicator_code,"
            " spatial_dim_type, spatial_dim, year, time_dimension_value, 'DATASOURCE_X', 50,"
            " ingestion_date, load_id from warehouse.fact_observation"
            " where indicator_code = 'WHS4_544' and spatial_dim = 'NOR' and year = 2020",
            {"unique_combination_int_country_measures_country_code__year__measure"},
        ),
        (
            "update warehouse.fact_observation set numeric_value = numeric_value + 30"
            " where indicator_code = 'WHOSIS_000002' and spatial_dim = 'NOR' and year = 2020",
            {
                "int_life_expectancy_by_sex_healthy_years_are_part_of_all_years",
                "country_health_profile_healthy_years_are_part_of_all_years",
            },
        ),
        (
            "update warehouse.fact_observation set numeric_value = numeric_value + 20"
            " where indicator_code = 'WHOSIS_000001' and dim1 = 'SEX_MLE' and year = 2020"
            " and spatial_dim_type = 'COUNTRY'",
            {
                "int_life_expectancy_by_sex_life_expectancy_is_plausible",
                "life_expectancy_of_both_sexes_lies_between_them",
            },
        ),
        (
            "update warehouse.fact_observation set numeric_value = 101"
            " where indicator_code = 'WHS4_544' and spatial_dim = 'NOR' and year = 2020",
            {"country_health_profile_percentages_are_percentages"},
        ),
        (
            "delete from warehouse.fact_observation where indicator_code = 'WHOSIS_000001'",
            {"life_expectancy_is_there"},
        ),
    ],
    ids=[
        "two current versions",
        "unknown region",
        "unknown load",
        "unknown source",
        "two sources of one value",
        "healthy years above all years",
        "men above both sexes",
        "more than all",
        "nothing",
    ],
)
def test_corrupt_data_fails_its_data_test(
    project: Path, database: Database, corruption: str, caught_by: set[str]
) -> None:
    database.query(corruption)
    tests = " ".join(f"+{name}" for name in caught_by)
    build = dbt(project, database, "build", "--select", tests, "--indirect-selection", "empty")
    # A red test upstream keeps tests downstream from running, so at least one has to speak.
    assert build.red() <= caught_by, build.output
    assert build.red(), build.output


def test_a_row_in_quarantine_is_warned_of_and_does_not_halt(
    database: Database, whole_dbt_stage: StageOf
) -> None:
    # One country less for women: the regional means of the sexes are over different countries.
    database.query(
        "delete from warehouse.fact_observation where indicator_code = 'WHOSIS_000001'"
        " and spatial_dim = 'SLE' and dim1 = 'SEX_FMLE' and year = 2020"
    )
    end = whole_dbt_stage(database).run(Attempt(RUN))
    assert end.exit_code == 0, end
    tests = end.result["tests"]
    assert (tests["warned"], tests["failed"]) == (1, 0)


def test_gaps_are_warned_of_and_do_not_halt(database: Database, whole_dbt_stage: StageOf) -> None:
    database.query("delete from warehouse.fact_observation where indicator_code = 'WHS4_543'")
    database.query("delete from warehouse.dim_country where country_code = 'NOR'")
    end = whole_dbt_stage(database).run(Attempt(RUN))
    assert end.exit_code == 0, end
    tests = end.result["tests"]
    assert (tests["warned"], tests["failed"]) == (2, 0)
