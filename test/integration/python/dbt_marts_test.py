"""The numbers in the published marts, computed again from the recorded WHO data."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from statistics import median

import pytest

from harness.postgres_server import Database
from harness.recorded_data import DEMO_INDICATORS, indicator_records
from harness.stage_container import Attempt, StageProgram
from harness.warehouse_loader import LOAD_ID, add_load, raw_object

pytestmark = pytest.mark.integration


def test_the_regions_are_the_means_of_their_countries(published: Database) -> None:
    records = [
        record
        for record in indicator_records("WHOSIS_000001")
        if record["SpatialDimType"] == "COUNTRY"
        and record["Dim1"] == "SEX_FMLE"
        and record["TimeDim"] == 2019
    ]
    regions = dict(
        published.query("select country_code, who_region_code from warehouse.dim_country")
    )
    expected: dict[str, list[float]] = {}
    for record in records:
        expected.setdefault(regions[record["SpatialDim"]], []).append(record["NumericValue"])
    rows = published.query(
        "select who_region_code, countries, life_expectancy_mean"
        " from analytics.life_expectancy_by_region where year = 2019 and sex = 'female'"
    )
    assert (
        {code for code, _, _ in rows}
        == set(expected)
        == {"AFR", "AMR", "EMR", "EUR", "SEAR", "WPR"}
    )
    for code, countries, mean in rows:
        values = expected[code]
        assert countries == len(values)
        assert float(mean) == pytest.approx(sum(values) / len(values), abs=5e-5)


def test_health_systems_are_compared_over_the_countries_that_have_a_value(
    published: Database,
) -> None:
    spending = {
        record["SpatialDim"]: record["NumericValue"]
        for record in indicator_records("GHED_CHE_pc_US_SHA2011")
        if record["SpatialDimType"] == "COUNTRY"
        and record["TimeDim"] == 2019
        and record["NumericValue"] is not None
    }
    members: dict[str, list[str]] = {}
    for country, region in published.query(
        "select country_code, who_region_code from warehouse.dim_country"
        " where is_current and who_region_code is not null"
    ):
        members.setdefault(region, []).append(country)
    rows = published.query(
        "select who_region_code, countries, members, mean, median, minimum, maximum"
        " from analytics.health_system_by_region"
        " where year = 2019 and measure = 'health_spending_per_capita_usd'"
    )
    assert {code for code, *_ in rows} == {"AFR", "AMR", "EMR", "EUR", "SEAR", "WPR"}
    for code, countries, of, mean, middle, lowest, highest in rows:
        values = [spending[country] for country in members[code] if country in spending]
        assert (countries, of) == (len(values), len(members[code]))
        figures = [float(figure) for figure in (mean, middle, lowest, highest)]
        expected = [sum(values) / len(values), median(values), min(values), max(values)]
        assert figures == pytest.approx(expected, abs=5e-4)


def test_sources_are_counted_by_the_load_whose_figures_are_current(
    database: Database, dbt_stage: Callable[[Database], StageProgram]
) -> None:
    add_load(database, "newer/1")
    database.query(
        "insert into warehouse.load_indicator values ('newer/1', 'HWF_0001', 'raw/newer', %s)",
        ("f" * 64,),
    )
    database.query(
        "update warehouse.fact_observation set load_id = 'newer/1'"
        " where indicator_code = 'HWF_0001' and spatial_dim_type = 'COUNTRY' and year = 2020"
    )
    end = dbt_stage(database).run(Attempt("77777777-0000-4000-8000-000000000007"))
    assert end.exit_code == 0, end
    figures = Counter(
        (code, LOAD_ID if code != "HWF_0001" or record["TimeDim"] != 2020 else "newer/1")
        for code in DEMO_INDICATORS
        for record in indicator_records(code)
        if record["SpatialDimType"] == "COUNTRY"
    )
    rows = database.query(
        "select indicator_code, load_id, figures, source_object, source_sha256"
        " from analytics.data_sources"
    )
    assert {(code, load): count for code, load, count, *_ in rows} == figures
    for code, load, _, key, digest in rows:
        raw_key, content = raw_object(code)
        raw = (raw_key, hashlib.sha256(content).hexdigest())
        assert (key, digest) == (("raw/newer", "f" * 64) if load == "newer/1" else raw)


def test_no_total_is_counted_twice(published: Database) -> None:
    years = {
        (record["SpatialDim"], record["TimeDim"])
        for record in indicator_records("WHOSIS_000001")
        if record["SpatialDimType"] == "COUNTRY"
    }
    ((rows,),) = published.query("select count(*) from analytics.ml_features")
    assert rows == len(years)
    ((water, share),) = published.query(
        "select p.safe_water_percent, f.numeric_value"
        " from analytics.country_health_profile p join warehouse.fact_observation f"
        " on f.spatial_dim = p.country_code and f.year = p.year"
        " where f.indicator_code = 'WSH_WATER_SAFELY_MANAGED' and p.country_code = 'UKR'"
        " and p.year = 2020 and f.dim1 = 'RESIDENCEAREATYPE_TOTL'"
    )
    assert water == share


def test_no_feature_is_from_the_year_of_its_target(published: Database) -> None:
    rows = published.query(
        "select f.country_code, f.year, f.uhc_service_coverage, p.year"
        " from analytics.ml_features f left join lateral ("
        "   select year, uhc_service_coverage from analytics.country_health_profile p"
        "   where p.country_code = f.country_code and p.year < f.year and p.year >= f.year - 5"
        "   and p.uhc_service_coverage is not null order by year desc limit 1) p on true"
        " where f.uhc_service_coverage is distinct from p.uhc_service_coverage"
    )
    assert rows == []
