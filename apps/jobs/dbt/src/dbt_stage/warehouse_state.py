"""Which loads the warehouse holds: a build is about one such state and no other.

dbt reads the warehouse in many statements, each of which sees what is committed by then. A load
that commits meanwhile gives a build of two halves, whose red tests say nothing about the data; and
a build that began before another one may end after it and bring older data back.
"""

from __future__ import annotations

from psycopg2.extensions import cursor as Cursor

from stage_kit import UnavailableError

WarehouseState = frozenset[str]


def read_warehouse_state(cursor: Cursor) -> WarehouseState:
    """The ids of the loads that are visible now; observations change with a new one only."""
    cursor.execute("select load_id from warehouse.load where state = 'Loaded'")
    return frozenset(row[0] for row in cursor.fetchall())


def require_unchanged(cursor: Cursor, before: WarehouseState) -> None:
    """Raise `UnavailableError` when the warehouse was loaded since: another attempt builds anew."""
    changed = sorted(read_warehouse_state(cursor) ^ before)
    if changed:
        message = f"warehouse changed during the build: {', '.join(changed)}"
        raise UnavailableError("WarehouseChanged", message)
