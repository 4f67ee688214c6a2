"""What the dbt stage is told by its environment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from stage_kit import Environment


@dataclass(frozen=True)
class Settings:
    """Where the dbt project is and where artifacts go. PostgreSQL is reached by libpq's PG*."""

    project_folder: Path
    artifact_bucket: str
    aws_region: str
    uses_path_style: bool


def read_settings(environment: Environment) -> Settings:
    """Read the settings; raises `ConfigurationError` naming everything that is wrong."""
    require_database(environment)
    settings = Settings(
        project_folder=Path(environment.text("DBT_PROJECT_DIR", "/app/dbt")),
        artifact_bucket=environment.text("ARTIFACT_BUCKET"),
        aws_region=environment.text("AWS_REGION", "us-east-1"),
        uses_path_style=environment.flag("S3_FORCE_PATH_STYLE", default=False),
    )
    environment.raise_problems()
    return settings


def require_database(environment: Environment) -> None:
    """Record what is missing of libpq's own variables, so that a gap is named early."""
    for name in ("PGHOST", "PGUSER", "PGPASSWORD", "PGDATABASE"):
        environment.text(name)
