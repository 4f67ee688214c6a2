"""MLflow itself. Imported only when the environment is complete, because MLflow reads it then."""

from __future__ import annotations

import os

import uvicorn
from mlflow.db import upgrade
from mlflow.server import constants

from mlflow_service.settings import DATABASE_URI

# Read by the application while it is imported, which is when it is first asked to run.
_APPLICATION = "mlflow.server.fastapi_app:app"


def upgrade_schema() -> None:
    """What `mlflow db upgrade` does; on an empty database it creates the tables."""
    upgrade.callback(DATABASE_URI)


def run(port: int) -> None:
    """Serve until SIGTERM, in this very process.

    `mlflow server` would start the same application in a child and stay around as its parent, with
    all of MLflow loaded twice.
    """
    os.environ |= {
        constants.BACKEND_STORE_URI_ENV_VAR: DATABASE_URI,
        constants.ARTIFACT_ROOT_ENV_VAR: "mlflow-artifacts:/",
        constants.SERVE_ARTIFACTS_ENV_VAR: "true",
        constants.ARTIFACTS_DESTINATION_ENV_VAR: os.environ["MLFLOW_ARTIFACTS_DESTINATION"],
    }
    uvicorn.run(
        _APPLICATION,
        host="0.0.0.0",  # noqa: S104 a container
        port=port,
        access_log=False,
        # Kubernetes kills after 30 seconds; a client that stays connected must not lead to that.
        timeout_graceful_shutdown=10,
    )
