"""The model registry: one version per pipeline run, and one champion."""

from __future__ import annotations

from mlflow.entities.model_registry import ModelVersion
from mlflow.exceptions import RestException
from mlflow.tracking import MlflowClient

from train_stage.gate import Verdict
from train_stage.tracking import RUN_UID_TAG, FinishedTraining

_CHAMPION = "champion"
_PROMOTED_TAG = "gate.promoted"


class ModelRegistry:
    """The versions of one model. Every step can be repeated without doing its work twice."""

    def __init__(self, client: MlflowClient, name: str) -> None:
        self._client = client
        self._name = name

    def find(self, run_uid: str) -> ModelVersion | None:
        """The version that a pipeline run registered, or None."""
        found = self._client.search_model_versions(
            f"name = '{self._name}' and tags.`{RUN_UID_TAG}` = '{run_uid}'"
        )
        return min(found, key=lambda version: int(version.version), default=None)

    def register(self, training: FinishedTraining, run_uid: str) -> ModelVersion:
        """Make the training's model the next version."""
        try:
            self._client.create_registered_model(self._name)
        except RestException as error:
            if error.error_code != "RESOURCE_ALREADY_EXISTS":
                raise
        return self._client.create_model_version(
            self._name,
            source=training.model_uri,
            run_id=training.mlflow_run_id,
            model_id=training.model_uri.rsplit("/", maxsplit=1)[-1],
            tags={RUN_UID_TAG: run_uid},
        )

    def champion(self) -> ModelVersion | None:
        """The version that the alias points to, or None when there is none."""
        try:
            return self._client.get_model_version_by_alias(self._name, _CHAMPION)
        except RestException as error:
            if error.error_code in ("RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"):
                return None
            raise

    def parameters(self, version: ModelVersion) -> dict[str, str]:
        """What the training of the version logged; nothing when its MLflow run is gone."""
        try:
            return dict(self._client.get_run(version.run_id).data.params)
        except RestException as error:
            if error.error_code == "RESOURCE_DOES_NOT_EXIST":
                return {}
            raise

    def promote(self, version: ModelVersion) -> None:
        """Point the alias to the version."""
        self._client.set_registered_model_alias(self._name, _CHAMPION, version.version)

    def recorded_verdict(self, version: ModelVersion) -> Verdict | None:
        """The verdict on the version, or None when it has not been judged to the end."""
        if _PROMOTED_TAG not in version.tags:
            return None
        return Verdict(version.tags[_PROMOTED_TAG] == "true", version.tags.get("gate.reason", ""))

    def record(self, version: ModelVersion, verdict: Verdict, before: ModelVersion | None) -> None:
        """Record the verdict on the version, and who was champion before."""
        tags = {"gate.reason": verdict.reason}
        if before is not None:
            tags["gate.champion_before"] = before.version
        # Last, because it says that the version has been judged for good.
        tags[_PROMOTED_TAG] = "true" if verdict.is_promoted else "false"
        for key, value in tags.items():
            self._client.set_model_version_tag(self._name, version.version, key, value)
