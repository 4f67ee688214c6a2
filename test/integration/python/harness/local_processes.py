"""Starting, awaiting and stopping servers of the test machine."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# A bound, not an expectation: other suites share the machine. Only a test that fails waits so long.
PATIENCE_SECONDS = 300


# Linux takes the ports from 32768 on for connections, and for servers that leave the choice to it:
# one of them might take a port between its choice here and its use. The NodePorts of Kubernetes
# begin at 30000.
_PORTS = range(20_000, 30_000)


def free_port() -> int:
    """A TCP port that was free a moment ago."""
    while True:
        port = secrets.choice(_PORTS)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Return when the condition holds; raise when it still does not after minutes."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {PATIENCE_SECONDS} s for {what}")
        time.sleep(0.05)


@dataclass
class Server:
    """A running server process with its log file."""

    process: subprocess.Popen[bytes]
    log: Path

    def is_running(self) -> bool:
        """Whether the process has not ended."""
        return self.process.poll() is None

    def stop(self) -> None:
        """End the process and everything it started."""
        if self.is_running():
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()


def start_server(command: Sequence[str], log: Path, variables: Mapping[str, str]) -> Server:
    """Start a server in a process group of its own."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **variables},
            start_new_session=True,
        )
    return Server(process, log)
