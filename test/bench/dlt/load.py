"""Loads NDJSON files into PostgreSQL with dlt, for comparison with the stage transform.

Each way is one that dlt documents. None of them checks a row, keeps history or merges by a key, so
each does less than transform does.
"""

import argparse
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dlt
import pyarrow
from dlt.sources.filesystem import filesystem, read_jsonl
from pyarrow import Table, json

Way = Callable[[Path], tuple[Any, str]]


def as_rows(folder: Path) -> Any:
    """Read the files as dlt's own source does."""
    return filesystem(folder.as_uri(), file_glob="*.ndjson.gz") | read_jsonl(chunksize=10_000)


# All of them, since dlt refuses tables that differ, and some indicators have no value in some.
FIELDS = pyarrow.schema(
    [
        (name, pyarrow.string())
        for name in (
            "IndicatorCode",
            "SpatialDimType",
            "SpatialDim",
            "ParentLocationCode",
            "ParentLocation",
            "TimeDimType",
            *(
                f"{dimension}{suffix}"
                for dimension in ("Dim1", "Dim2", "Dim3", "DataSourceDim")
                for suffix in ("Type", "")
            ),
            "Value",
            "Comments",
            "Date",
            "TimeDimensionValue",
        )
    ]
    + [(name, pyarrow.int64()) for name in ("Id", "TimeDim")]
    + [(name, pyarrow.float64()) for name in ("NumericValue", "Low", "High")]
    + [(f"TimeDimension{end}", pyarrow.timestamp("s", tz="UTC")) for end in ("Begin", "End")]
)


def as_tables(folder: Path) -> Iterator[Table]:
    """Read each file as one Arrow table, which dlt does not take apart into rows."""
    for path in sorted(folder.glob("*.ndjson.gz")):
        yield json.read_json(path, parse_options=json.ParseOptions(explicit_schema=FIELDS))


WAYS: dict[str, Way] = {
    "insert": lambda folder: (as_rows(folder), "insert_values"),
    "copy": lambda folder: (as_rows(folder), "csv"),
    "arrow": lambda folder: (as_tables(folder), "csv"),
}


def main() -> None:
    """Load every file of a folder into one table of an empty data set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("way", choices=WAYS)
    parser.add_argument("folder", type=Path, help="with files *.ndjson.gz")
    parser.add_argument("state", type=Path, help="an empty folder for what dlt keeps")
    arguments = parser.parse_args()
    rows, file_format = WAYS[arguments.way](arguments.folder)
    pipeline = dlt.pipeline(
        pipeline_name="observations",
        destination=dlt.destinations.postgres(os.environ["DATABASE_URL"]),
        dataset_name="raw",
        pipelines_dir=str(arguments.state),
    )
    pipeline.run(
        rows,
        table_name="observation",
        write_disposition="append",
        loader_file_format=file_format,
    ).raise_on_failed_jobs()


if __name__ == "__main__":
    main()
