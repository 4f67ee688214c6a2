"""What the train stage is told by its environment."""

from __future__ import annotations

from dataclasses import dataclass

from stage_kit import Environment


@dataclass(frozen=True)
class SplitSettings:
    """How data is held out.

    `seed` chooses the countries, `country_share` how many of them, `years` how many of the last
    years are tested. The seed is not the one of the models: a run that tries another of those must
    be tested on the same countries, or the champion would be asked about what it has learned.
    """

    seed: int
    country_share: float
    years: int


@dataclass(frozen=True)
class Settings:
    """Names in the registry and the knobs of training. PostgreSQL is reached by libpq's PG*.

    `raw_bucket` holds the raw zone; it is named in what is logged, and never read.
    """

    tracking_uri: str
    raw_bucket: str
    experiment: str
    model_name: str
    seed: int
    split: SplitSettings
    promotion_margin: float


def read_settings(environment: Environment) -> Settings:
    """Read the settings; raises `ConfigurationError` naming everything that is wrong."""
    for name in ("PGHOST", "PGUSER", "PGPASSWORD", "PGDATABASE"):
        environment.text(name)  # read by libpq itself; here only so that a gap is named early
    settings = Settings(
        tracking_uri=environment.text("MLFLOW_TRACKING_URI"),
        raw_bucket=environment.text("RAW_BUCKET"),
        experiment=environment.text("MLFLOW_EXPERIMENT", "life-expectancy"),
        model_name=environment.text("MODEL_NAME", "life-expectancy"),
        seed=environment.integer("TRAINING_SEED", 1, minimum=0),
        split=SplitSettings(
            seed=environment.integer("HOLDOUT_SEED", 1, minimum=0),
            country_share=environment.fraction("HOLDOUT_COUNTRY_SHARE", 0.3),
            years=environment.integer("HOLDOUT_YEARS", 5, minimum=1),
        ),
        promotion_margin=environment.fraction("PROMOTION_MARGIN", 0.01),
    )
    environment.raise_problems()
    return settings
