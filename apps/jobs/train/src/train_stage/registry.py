"""The model registry: one version per pipeline run, one champion, and who challenges it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mlflow.entities.model_registry import ModelVersion
from mlflow.exceptions import RestException
from mlflow.tracking import MlflowClient

from train_stage.gate import Verdict
from train_stage.tracking import RUN_UID_TAG, FinishedTraining

REASON_TAG = "gate.reason"
_CHAMPION = "champion"
_CHALLENGER = "challenger"
_PROMOTED_TAG = "gate.promoted"


class ModelRegistry:
    """The versions of one model. Every step can be repeated without doing its work twice.

    `require_turn` raises when another trainer may be at work; it is asked before an alias moves.
    """

    def __init__(self, client: MlflowClient, name: str, require_turn: Callable[[], None]) -> None:
        self._client = client
        self._name = name
        self._require_turn = require_turn

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
            tags={RUN_UID_TAG: run_uid, **training.data_tags},
            description=_description(training),
        )

    def champion(self) -> ModelVersion | None:
        """The version that the alias points to, or None when there is none."""
        return self._behind(_CHAMPION)

    def parameters(self, version: ModelVersion) -> dict[str, str]:
        """What the training of the version logged; nothing when its MLflow run is gone."""
        try:
            return dict(self._client.get_run(version.run_id).data.params)
        except RestException as error:
            if error.error_code == "RESOURCE_DOES_NOT_EXIST":
                return {}
            raise

    def is_champion(self, version: ModelVersion) -> bool:
        """Whether the alias points to the version."""
        return _is(version, self.champion())

    def challenge(self, version: ModelVersion) -> None:
        """Point the alias `challenger` to the version, which is about to be judged."""
        self._require_turn()
        self._client.set_registered_model_alias(self._name, _CHALLENGER, version.version)

    def promote(self, version: ModelVersion) -> None:
        """Point the alias `champion` to the version, which challenges nobody from now on."""
        self._require_turn()
        self._client.set_registered_model_alias(self._name, _CHAMPION, version.version)
        if _is(version, self._behind(_CHALLENGER)):
            self._client.delete_registered_model_alias(self._name, _CHALLENGER)

    def recorded_verdict(self, version: ModelVersion) -> Verdict | None:
        """The verdict on the version, or None when it has not been judged to the end."""
        if _PROMOTED_TAG not in version.tags:
            return None
        return Verdict(version.tags[_PROMOTED_TAG] == "true", version.tags.get(REASON_TAG, ""))

    def explain(self, version: ModelVersion, tags: Mapping[str, str]) -> None:
        """Keep at the version what its verdict rests on, before it has effects."""
        for key, value in tags.items():
            self._client.set_model_version_tag(self._name, version.version, key, value)

    def close(self, version: ModelVersion, verdict: Verdict) -> None:
        """Record that the version has been judged for good."""
        promoted = "true" if verdict.is_promoted else "false"
        self.explain(version, {_PROMOTED_TAG: promoted})

    def _behind(self, alias: str) -> ModelVersion | None:
        try:
            return self._client.get_model_version_by_alias(self._name, alias)
        except RestException as error:
            if error.error_code in ("RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"):
                return None
            raise


def _description(training: FinishedTraining) -> str:
    mae, baseline = (training.metrics[name] for name in ("mae", "baseline_mae"))
    return (
        f"{training.chosen_name}: mean absolute error {mae:.2f} years on the holdout,"
        f" {baseline:.2f} for the naive forecast. See model-card.md of its MLflow run."
    )


def _is(version: ModelVersion, other: ModelVersion | None) -> bool:
    return other is not None and other.version == version.version
