"""What the dbt stage is told by its environment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dbt_stage.freshness import FreshnessPolicy
from stage_kit import Environment


@dataclass(frozen=True)
class Settings:
    """Where the dbt project is and where artifacts go. PostgreSQL is reached by libpq's PG*.

    `keep_failed_builds` is how many failed builds stay to be looked at.
    """

    project_folder: Path
    artifact_bucket: str
    aws_region: str
    uses_path_style: bool
    keep_failed_builds: int
    freshness: FreshnessPolicy


def read_settings(environment: Environment) -> Settings:
    """Read the settings; raises `ConfigurationError` naming everything that is wrong."""
    require_database(environment)
    settings = Settings(
        project_folder=Path(environment.text("DBT_PROJECT_DIR", "/app/dbt")),
        artifact_bucket=environment.text("ARTIFACT_BUCKET"),
        aws_region=environment.text("AWS_REGION", "us-east-1"),
        uses_path_style=environment.flag("S3_FORCE_PATH_STYLE", default=False),
        keep_failed_builds=environment.integer("KEEP_FAILED_BUILDS", 2, minimum=0),
        freshness=_freshness_policy(environment),
    )
    environment.raise_problems()
    return settings


def _freshness_policy(environment: Environment) -> FreshnessPolicy:
    given = environment.text("FRESHNESS_POLICY", FreshnessPolicy.WARN.value)
    try:
        return FreshnessPolicy(given)
    except ValueError:
        environment.reject("FRESHNESS_POLICY", given, "Ignore, Warn or Fail")
        return FreshnessPolicy.WARN


def require_database(environment: Environment) -> None:
    """Record what is missing of libpq's own variables, so that a gap is named early."""
    for name in ("PGHOST", "PGUSER", "PGPASSWORD", "PGDATABASE"):
        environment.text(name)
