"""Changes to published analytics that stay consistent: features follow from the profile."""

from __future__ import annotations

from collections.abc import Mapping

from harness.postgres_server import Database

# What the features are made of.
MEASURES = (
    "uhc_service_coverage",
    "bcg_coverage",
    "polio_coverage",
    "health_spending_gdp_percent",
    "health_spending_per_capita_usd",
    "doctors_per_10000",
    "safe_water_percent",
)
_TABLES = ("country_health_profile", "ml_features")


def set_target(database: Database, value: str) -> None:
    """Give each target the value of an expression over the profile, in both tables."""
    database.query(
        f"update analytics.country_health_profile set life_expectancy = {value}"
        " where life_expectancy is not null"
    )
    database.query(
        "update analytics.ml_features f set life_expectancy = p.life_expectancy"
        " from analytics.country_health_profile p"
        " where p.country_code = f.country_code and p.year = f.year"
    )


def set_measures(database: Database, values: Mapping[str, str]) -> None:
    """Give measures the values of expressions over the profile, and features what follows."""
    assignments = ", ".join(f"{measure} = {value}" for measure, value in values.items())
    database.query(f"update analytics.country_health_profile set {assignments}")
    database.query("create index on analytics.country_health_profile (country_code, year)")
    newest_earlier = ", ".join(
        f"{measure} = (select p.{measure} from analytics.country_health_profile p"
        " where p.country_code = f.country_code and p.year < f.year"
        f" and p.{measure} is not null order by p.year desc limit 1)"
        for measure in values
    )
    database.query(f"update analytics.ml_features f set {newest_earlier}")


def add_twin(database: Database, country: str, code: str) -> None:
    """Publish the rows of a country under another code as well."""
    for table in _TABLES:
        rows = f"select * from analytics.{table} where country_code = '{country}'"
        database.query(
            f"create temporary table twin as {rows};"
            f" update twin set country_code = '{code}';"
            f" insert into analytics.{table} table twin"
        )
