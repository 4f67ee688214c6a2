"""What is left of a build that failed: for people to look at, for the next attempt to go on with.

A failed build keeps its schema, with a note in the schema's comment: so the note lives exactly as
long as the tables that it is about, and `\\dn+` shows it. A build whose stage died has none.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from psycopg2 import sql
from psycopg2.extensions import cursor as Cursor


@dataclass(frozen=True)
class FailureNote:
    """Why a build failed, when (UTC, ISO 8601), and where its artifacts are.

    `basis` is a digest of all that the build depended on, or empty when nothing is to be built on
    it: after red tests the same data and models only fail again, and whoever repaired rows of the
    warehouse by hand would publish tables from before the repair.
    """

    attempt: str
    reason: str
    failed_at: str
    artifacts: str
    basis: str


@dataclass(frozen=True)
class FailedBuild:
    """A build schema that nobody works on, with the note of its stage if that could leave one."""

    schema: str
    note: FailureNote | None


def write_note(cursor: Cursor, schema: str, note: FailureNote) -> None:
    """Leave the note at the build schema."""
    statement = sql.SQL("comment on schema {} is %s").format(sql.Identifier(schema))
    cursor.execute(statement, (json.dumps(asdict(note)),))


def remove_note(cursor: Cursor, schema: str) -> None:
    """Take the note away: what the schema holds is about to change."""
    cursor.execute(sql.SQL("comment on schema {} is null").format(sql.Identifier(schema)))


def read_note(comment: str | None) -> FailureNote | None:
    """The note in a schema's comment; None for anything that this version did not write."""
    try:
        return FailureNote(**json.loads(comment or ""))
    except (TypeError, ValueError):
        return None


def builds_to_drop(builds: Sequence[FailedBuild], keep: int) -> list[str]:
    """Schemas of all but the `keep` builds that failed last; those without a note always go."""
    noted = [build for build in builds if build.note is not None]
    newest = sorted(noted, key=_failed_at, reverse=True)[:keep]
    return [build.schema for build in builds if build not in newest]


def resumable_build(builds: Sequence[FailedBuild], basis: str) -> FailedBuild | None:
    """The build that failed last, if it had the same basis."""
    noted = [build for build in builds if build.note is not None]
    last = max(noted, key=_failed_at, default=None)
    return last if last and last.note and last.note.basis == basis else None


def _failed_at(build: FailedBuild) -> str:
    return build.note.failed_at if build.note else ""
