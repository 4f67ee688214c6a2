"""Fills a warehouse of the platform's contract from recorded records.

A stand-in for the transform stage, just enough of it for tests of what reads the warehouse.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from psycopg2.extensions import connection as Connection

from harness.postgres_server import Database
from harness.recorded_data import (
    DEMO_INDICATORS,
    Record,
    countries,
    indicator_names,
    indicator_records,
)

INGESTION_DATE = "2026-06-01"
LOAD_ID = "00000000-0000-0000-0000-000000000000/1"

_KEY_FIELDS = (
    *("IndicatorCode", "SpatialDimType", "SpatialDim", "TimeDimensionValue"),
    *("Dim1Type", "Dim1", "Dim2Type", "Dim2", "Dim3Type", "Dim3", "DataSourceDim"),
)
_FACT_FIELDS = {
    "indicator_code": "IndicatorCode",
    "spatial_dim_type": "SpatialDimType",
    "spatial_dim": "SpatialDim",
    "parent_location_code": "ParentLocationCode",
    "parent_location": "ParentLocation",
    "year": "TimeDim",
    "time_dim_type": "TimeDimType",
    "time_dimension_value": "TimeDimensionValue",
    "dim1_type": "Dim1Type",
    "dim1": "Dim1",
    "dim2_type": "Dim2Type",
    "dim2": "Dim2",
    "dim3_type": "Dim3Type",
    "dim3": "Dim3",
    "data_source_dim_type": "DataSourceDimType",
    "data_source_dim": "DataSourceDim",
    "value_text": "Value",
    "numeric_value": "NumericValue",
    "low": "Low",
    "high": "High",
    "comments": "Comments",
    "source_updated_at": "Date",
}


def load_warehouse(database: Database, indicators: Iterable[str] = DEMO_INDICATORS) -> None:
    """Create the schema `warehouse` as gho_loader and load the indicators into it."""
    codes = tuple(indicators)
    create_warehouse(database)
    add_load(database, LOAD_ID)
    connection = database.connect("gho_loader")
    try:
        _load_countries(connection)
        _load_indicators(connection, codes)
        for code in codes:
            _copy(connection, "fact_observation", map(_fact, indicator_records(code)))
        _copy(connection, "load_indicator", map(_source, codes))
    finally:
        connection.close()


def create_warehouse(database: Database) -> None:
    """Create the schema `warehouse` as gho_loader, without any rows."""
    connection = database.connect("gho_loader")
    try:
        with connection.cursor() as cursor:
            cursor.execute((Path(__file__).parent / "warehouse.sql").read_text())
    finally:
        connection.close()


def raw_object(code: str) -> tuple[str, bytes]:
    """Key and bytes of what an indicator is loaded from: one record a line, compressed."""
    key = f"raw/gho/ingestion_date={INGESTION_DATE}/indicator={code}/data-1.ndjson.gz"
    lines = "".join(f"{json.dumps(record)}\n" for record in indicator_records(code))
    return key, gzip.compress(lines.encode(), compresslevel=1, mtime=0)


def add_load(database: Database, load_id: str) -> None:
    """Record a load as published."""
    database.query(
        "insert into warehouse.load values (%s, 'demo', %s, 1, %s, 'Loaded',"
        " 0, 0, 0, 0, now(), now())",
        (load_id, load_id.split("/", maxsplit=1)[0], INGESTION_DATE),
    )


def _load_countries(connection: Connection) -> None:
    rows = (
        {
            "country_code": row["Code"],
            "country_name": row["Title"],
            "who_region_code": row["ParentCode"],
            "who_region_name": row["ParentTitle"],
            "valid_from": INGESTION_DATE,
            "is_current": True,
            "load_id": LOAD_ID,
        }
        for row in countries()
    )
    _copy(connection, "dim_country", rows)


def _load_indicators(connection: Connection, codes: tuple[str, ...]) -> None:
    names = indicator_names()
    rows = (
        {
            "indicator_code": code,
            "indicator_name": names[code],
            "language": "EN",
            "load_id": LOAD_ID,
        }
        for code in codes
    )
    _copy(connection, "dim_indicator", rows)


def _source(code: str) -> Record:
    key, content = raw_object(code)
    return {
        "load_id": LOAD_ID,
        "indicator_code": code,
        "source_object": key,
        "source_sha256": hashlib.sha256(content).hexdigest(),
    }


def _fact(record: Record) -> Record:
    key = "\x1f".join(str(record[name]) for name in _KEY_FIELDS)
    return {
        "observation_key": hashlib.sha256(key.encode()).hexdigest(),
        **{column: record[field] for column, field in _FACT_FIELDS.items()},
        "time_begin": record["TimeDimensionBegin"][:10],
        "time_end": record["TimeDimensionEnd"][:10],
        "ingestion_date": INGESTION_DATE,
        "load_id": LOAD_ID,
    }


def _copy(connection: Connection, table: str, rows: Iterable[Record]) -> None:
    iterator = iter(rows)
    first = next(iterator)
    columns = list(first)
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in _prepend(first, iterator):
        writer.writerow(["\\N" if row[name] is None else row[name] for name in columns])
    buffer.seek(0)
    target = f"warehouse.{table} ({', '.join(columns)})"
    with connection.cursor() as cursor:
        cursor.copy_expert(f"copy {target} from stdin with (format csv, null '\\N')", buffer)


def _prepend(first: Record, others: Iterator[Record]) -> Iterator[Record]:
    yield first
    yield from others
