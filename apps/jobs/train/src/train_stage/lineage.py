"""From a model back to the bytes: what it learned from, as data sets of its MLflow run.

The first is the published table, the others are the objects of the raw zone that the publication
stands on. MLflow keeps 36 characters of a digest, so the whole one is a tag of the data set.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from pathlib import PurePosixPath

import mlflow
import pandas as pd
from mlflow.data.dataset import Dataset
from mlflow.data.dataset_source_registry import resolve_dataset_source
from mlflow.data.meta_dataset import MetaDataset

from train_stage.columns import (
    FIGURES,
    INDICATOR,
    INGESTION_DATE,
    SOURCE_OBJECT,
    SOURCE_SHA256,
    TARGET,
)
from train_stage.report import TrainingReport

_DIGEST_CHARACTERS = 36


def log_lineage(report: TrainingReport) -> None:
    """Log all data sets to the MLflow run that is under way, and the loads as a table."""
    table = report.table
    raw = raw_objects(table.sources).to_dict("records")
    features = mlflow.data.from_pandas(
        table.frame,
        name="analytics.ml_features",
        targets=TARGET,
        digest=table.digest[:_DIGEST_CHARACTERS],
    )
    mlflow.log_inputs(
        datasets=[features, *(_raw_dataset(one, report.settings.raw_bucket) for one in raw)],
        contexts=["training", *("raw" for _ in raw)],
        tags_list=[
            {"sha256": table.digest, "publication": table.publication},
            *(_raw_tags(one) for one in raw),
        ],
    )
    mlflow.log_text(table.sources.to_csv(index=False), "data/sources.csv")


def raw_objects(sources: pd.DataFrame) -> pd.DataFrame:
    """One row per object of the raw zone: its figures, which several loads may have brought."""
    by_object = [INDICATOR, INGESTION_DATE, SOURCE_OBJECT, SOURCE_SHA256]
    return sources.groupby(by_object)[[FIGURES]].sum().reset_index()


def sources_by_indicator(sources: pd.DataFrame) -> pd.DataFrame:
    """One row per indicator: how many figures and raw objects, of which days."""
    return (
        raw_objects(sources)
        .groupby(INDICATOR, as_index=False)
        .agg(
            figures=(FIGURES, "sum"),
            raw_objects=(SOURCE_OBJECT, "count"),
            oldest=(INGESTION_DATE, "min"),
            newest=(INGESTION_DATE, "max"),
        )
    )


def _raw_dataset(raw: Mapping[Hashable, object], bucket: str) -> Dataset:
    key = str(raw[SOURCE_OBJECT])
    return MetaDataset(
        resolve_dataset_source(f"s3://{bucket}/{key}"),
        name=str(PurePosixPath(key).parent),
        digest=str(raw[SOURCE_SHA256])[:_DIGEST_CHARACTERS],
    )


def _raw_tags(raw: Mapping[Hashable, object]) -> dict[str, str]:
    return {
        "sha256": str(raw[SOURCE_SHA256]),
        "indicator": str(raw[INDICATOR]),
        "ingestion_date": str(raw[INGESTION_DATE]),
        "figures": str(raw[FIGURES]),
    }
