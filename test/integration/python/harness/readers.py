"""Sessions that read published analytics without a pause, to notice what they should not."""

from __future__ import annotations

import threading
from collections.abc import Callable

import psycopg2

from harness.local_processes import wait_until
from harness.postgres_server import Database


class Readers:
    """Three sessions that query in a loop, each in its own way."""

    def __init__(self, database: Database) -> None:
        self.errors: list[str] = []
        self.reads = 0
        self.row_counts: set[int] = set()
        self.versions: set[float] = set()
        self._database = database
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._loop, args=(read,))
            for read in (self._read_plainly, self._read_prepared, self._read_in_a_transaction)
        ]

    def __enter__(self) -> None:
        for thread in self._threads:
            thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def wait_for_reads(self, number: int = 30) -> None:
        """Return when there have been so many reads more."""
        wanted = self.reads + number
        wait_until(lambda: self.reads >= wanted, f"{number} reads")

    def _loop(self, read: Callable[[psycopg2.extensions.cursor], None]) -> None:
        connection = self._database.connect("gho_reader")
        with connection.cursor() as cursor:
            cursor.execute(
                "prepare regions as select count(*) from analytics.life_expectancy_by_region"
            )
            while not self._stop.is_set():
                try:
                    read(cursor)
                    self.reads += 1
                except psycopg2.Error as error:
                    self.errors.append(str(error))
        connection.close()

    def _read_plainly(self, cursor: psycopg2.extensions.cursor) -> None:
        cursor.execute(
            "select count(*), sum(life_expectancy) filter (where country_code = 'NOR')"
            " from analytics.ml_features"
        )
        count, version = cursor.fetchone() or (0, 0.0)
        self.row_counts.add(count)
        self.versions.add(round(version, 6))

    def _read_prepared(self, cursor: psycopg2.extensions.cursor) -> None:
        cursor.execute("execute regions")
        if (cursor.fetchone() or (0,))[0] != 6 * 22 * 3:
            self.errors.append("regions are incomplete")

    def _read_in_a_transaction(self, cursor: psycopg2.extensions.cursor) -> None:
        cursor.execute("begin")
        cursor.execute("select count(*) from analytics.country_health_profile")
        cursor.execute("select count(*) from analytics.country_health_profile")
        cursor.execute("commit")
