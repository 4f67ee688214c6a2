import socket
import time
from collections.abc import Iterator
from functools import partial

import psycopg2
import pytest
from psycopg2.extensions import set_wait_callback

from dbt_stage.waiting import wait_for_server


@pytest.fixture
def silent_port() -> Iterator[int]:
    """The port of a server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def _short_patience() -> Iterator[None]:
    set_wait_callback(partial(wait_for_server, connect_seconds=0.2))
    yield
    set_wait_callback(None)


@pytest.mark.usefixtures("_short_patience")
def test_a_server_that_never_lets_us_in_is_given_up(silent_port: int) -> None:
    started = time.monotonic()
    with pytest.raises(psycopg2.OperationalError, match=r"said nothing for 0\.2 s"):
        psycopg2.connect(host="127.0.0.1", port=silent_port, user="x", dbname="x")
    assert time.monotonic() - started < 5
