"""The model card: what a person has to know before they use the model, in Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

import pandas as pd

from train_stage.columns import COUNTRY, FEATURES, REGION, YEAR
from train_stage.comparison import comparison
from train_stage.lineage import sources_by_indicator
from train_stage.report import TrainingReport

_USE = """\
Estimates life expectancy at birth, both sexes together, of a country and year without a life
table, from what was measured of its health system in earlier years.

Not for individual people, not for ranking countries, and not for what a policy would change:
features that go with a long life need not be its cause. A country that has a life table does not
need this model."""

_LIMITS = """\
- A feature is the newest value about an earlier year, as the WHO states it today. The WHO restates
  past years; what had been published on a day of that year is not known.
- Intervals are made for countries like those learned from, in years like those validated. Nothing
  vouches for years unlike any before, such as those of a pandemic.
- The holdout is the same in every run, so that versions can be compared. With every version that
  is judged on it, it is a little less new to whoever reads the results."""


def model_card(report: TrainingReport) -> str:
    """The card of a training."""
    parts = {
        "Intended use": _USE,
        "Limits": f"{_LIMITS}\n{_measured_limits(report)}",
        "Data": _data(report),
        "Where the data come from": _sources(report),
        "Models compared": _compared(report),
        "Holdout": _holdout(report),
        "Intervals": _intervals(report),
        "Errors by region": _table(report.diagnosis.regions),
        "What the model relies on": _table(report.diagnosis.importance),
        "How to reproduce": _reproduction(report),
    }
    identity = report.identity
    head = (
        f"# {report.settings.model_name}: {report.training.chosen_name}\n\n"
        f"Trained by attempt {identity.attempt} of pipeline run `{identity.run_name}`"
        f" (uid `{identity.run_uid}`)."
    )
    return "\n\n".join([head, *(f"## {name}\n\n{text}" for name, text in parts.items())]) + "\n"


def _measured_limits(report: TrainingReport) -> str:
    regions = report.diagnosis.regions
    worst = regions.nlargest(1, "mae").to_dict("records")[0]
    lines = [f"- The largest error is in {worst[REGION]}: {worst['mae']:.2f} years on average."]
    untested = sorted(set(report.table.frame[REGION]) - set(regions[REGION]))
    if untested:
        regions_untested = ", ".join(untested)
        lines.append(f"- No country of {regions_untested} is held out: nothing was tested there.")
    return "\n".join(lines)


def _data(report: TrainingReport) -> str:
    split, frame = report.training.split, report.table.frame
    return _pairs(
        {
            "Publication": report.table.publication,
            "Artifacts of dbt": f"`dbt/{report.table.dbt_run}/` of the artifact bucket",
            "Rows read": f"{len(frame)}, of {frame[COUNTRY].nunique()} countries, {_span(frame)}",
            "SHA-256 of the rows": f"`{report.table.digest}`",
            "Learned from": f"{len(split.learning)} rows of {split.learning[COUNTRY].nunique()}"
            f" countries, {_span(split.learning)}",
            "Holdout": f"{len(split.test)} rows of {split.test[COUNTRY].nunique()} other countries,"
            f" {_span(split.test)}",
            "Features": ", ".join(FEATURES),
            "Left out for lack of values": ", ".join(report.training.unused_features) or "none",
        }
    )


def _sources(report: TrainingReport) -> str:
    table = _table(sources_by_indicator(report.table.sources))
    return (
        "Answers of the WHO, as the raw zone keeps them, that the publication stands on. Each is a"
        " data set of the MLflow run, with its SHA-256; `data/sources.csv` says by which load it"
        f" came.\n\n{table}"
    )


def _compared(report: TrainingReport) -> str:
    folds = len(report.training.folds)
    return (
        f"Scores in validation: {folds} folds of other countries in later years, of learning rows"
        f" alone. The choice was made by `mae`.\n\n{_table(comparison(report.training))}"
    )


def _holdout(report: TrainingReport) -> str:
    rows = {report.training.chosen_name: report.training.holdout, "naive": report.training.baseline}
    table = pd.DataFrame([{"model": name, **asdict(scores)} for name, scores in rows.items()])
    intro = "Years of life; the naive forecast is the mean of the country's region."
    return f"{intro}\n\n{_table(table)}"


def _intervals(report: TrainingReport) -> str:
    table = pd.DataFrame([asdict(interval) for interval in report.diagnosis.intervals])
    return (
        "A forecast plus or minus `half_width` years is to hold the truth in `level` of all cases."
        f" On the holdout it did in `coverage`.\n\n{_table(table)}"
    )


def _reproduction(report: TrainingReport) -> str:
    settings = report.settings
    variables = {
        "TRAINING_SEED": settings.seed,
        "HOLDOUT_SEED": settings.split.seed,
        "HOLDOUT_COUNTRY_SHARE": settings.split.country_share,
        "HOLDOUT_YEARS": settings.split.years,
    }
    listed = "\n".join(f"{name}={value}" for name, value in variables.items())
    return (
        "Run stage `train` of the same image on a publication whose rows have the same digest,"
        f" with\n\n```sh\n{listed}\n```\n\n"
        "The packages are those of `requirements.txt` beside the model."
    )


def _span(frame: pd.DataFrame) -> str:
    return f"{frame[YEAR].min():.0f} to {frame[YEAR].max():.0f}"


def _pairs(entries: Mapping[str, str]) -> str:
    return "\n".join(f"- {name}: {value}" for name, value in entries.items())


def _table(frame: pd.DataFrame) -> str:
    lines = [list(frame.columns), ["---"] * len(frame.columns)]
    lines += [[_cell(value) for value in row] for row in frame.itertuples(index=False, name=None)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
