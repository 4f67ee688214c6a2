"""A throw-away MLflow: the service of the platform on a test database and the S3 gateway."""

from __future__ import annotations

import json
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.local_processes import Server, free_port, start_server, wait_until
from harness.object_store import ObjectStore
from harness.postgres_server import Database
from harness.recorded_data import REPOSITORY

_PROJECT = "apps/services/mlflow"


@dataclass(frozen=True)
class Answer:
    """An HTTP answer."""

    status: int
    body: str


@dataclass(frozen=True)
class MlflowServer:
    """The running server."""

    uri: str
    server: Server

    def ask(
        self,
        path: str,
        body: Mapping[str, Any] | None = None,
        method: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask the server; without a method GET, or POST when there is a body."""
        request = urllib.request.Request(
            self.uri + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", **(headers or {})},
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return Answer(response.status, response.read().decode())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read().decode())

    def search(self, what: str, body: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The results of a search of MLflow's REST API, such as `runs` in an experiment."""
        answer = json.loads(self.ask(f"/api/2.0/mlflow/{what}/search", body).body)
        found: list[dict[str, Any]] = answer.get(what.replace("-", "_"), [])
        return found

    def versions(self, model: str) -> list[dict[str, Any]]:
        """The versions of a model, oldest first, with their tags as a mapping."""
        query = f"/api/2.0/mlflow/model-versions/search?filter=name%3D%27{model}%27"
        found = json.loads(self.ask(query).body).get("model_versions", [])
        for version in found:
            version["tags"] = {tag["key"]: tag["value"] for tag in version.get("tags", [])}
        return sorted(found, key=lambda version: int(version["version"]))

    def champion(self, model: str) -> str | None:
        """The version behind the alias `champion`."""
        return self.alias(model, "champion")

    def alias(self, model: str, alias: str) -> str | None:
        """The version behind an alias."""
        answer = self.ask(f"/api/2.0/mlflow/registered-models/alias?name={model}&alias={alias}")
        if answer.status != 200:
            return None
        return str(json.loads(answer.body)["model_version"]["version"])


def mlflow_variables(database: Database, store: ObjectStore, port: int) -> dict[str, str]:
    """The environment of the service's container."""
    return {
        **database.variables("mlflow"),
        **store.variables(),
        "PORT": str(port),
        "MLFLOW_ARTIFACTS_DESTINATION": f"s3://mlflow/{database.name}",
        "PYTHONPATH": f"{REPOSITORY}/{_PROJECT}/src",
    }


def start_mlflow(
    database: Database, store: ObjectStore, log: Path, overrides: Mapping[str, str] | None = None
) -> MlflowServer:
    """Start the service; it may take a while until it answers."""
    port = free_port()
    venv = subprocess.run(
        [str(REPOSITORY / "tools/python/venv.sh"), _PROJECT],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout.strip()
    command = [f"{venv}/bin/python", "-m", "mlflow_service"]
    variables = {**mlflow_variables(database, store, port), **(overrides or {})}
    server = start_server(command, log, variables)
    return MlflowServer(f"http://127.0.0.1:{port}", server)


@contextmanager
def running_mlflow(
    database: Database, store: ObjectStore, log: Path, overrides: Mapping[str, str] | None = None
) -> Iterator[MlflowServer]:
    """Start the service, wait until it is healthy, stop it afterwards."""
    mlflow = start_mlflow(database, store, log, overrides)
    try:
        wait_until(lambda: is_healthy(mlflow), f"MLflow, see {log}")
        yield mlflow
    finally:
        mlflow.server.stop()


def is_healthy(mlflow: MlflowServer) -> bool:
    """Whether the health page answers; raises when the server has ended."""
    if not mlflow.server.is_running():
        raise RuntimeError(mlflow.server.log.read_text()[-2000:])
    try:
        return mlflow.ask("/health").status == 200
    except (urllib.error.URLError, ConnectionError):
        return False
