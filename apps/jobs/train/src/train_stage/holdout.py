"""Asks registered versions about the holdout, and says which ones cannot be asked."""

from __future__ import annotations

import mlflow
from mlflow.entities.model_registry import ModelVersion

from stage_kit import StageError
from train_stage.columns import FEATURES, TARGET
from train_stage.evaluation import score
from train_stage.gate import Champion
from train_stage.mlflow_errors import translated_errors
from train_stage.registry import ModelRegistry
from train_stage.split import Split, has_seen_nothing_of


def holdout_error(version: ModelVersion, split: Split) -> float:
    """The mean absolute error of a version on the rows held out now.

    Loaded from the registry and asked here: the metrics of its own run are from the data of
    another day, and what counts is what was stored.
    """
    model = mlflow.pyfunc.load_model(f"models:/{version.name}/{version.version}")
    predicted = model.predict(split.test[list(FEATURES)])
    return score(split.test[TARGET].tolist(), list(predicted)).mae


def ask_champion(registry: ModelRegistry, split: Split) -> Champion | None:
    """The champion with its error, or with the objection to asking it; None when there is none.

    A champion whose answer cannot be had for now is no objection: `UnavailableError` is raised.
    """
    version = registry.champion()
    if version is None:
        return None
    if not has_seen_nothing_of(split, registry.parameters(version)):
        return Champion(version.version, None, "it may have learned from what is tested now")
    try:
        with translated_errors():
            missing = _missing_inputs(version, split)
            if missing:
                objection = f"it needs features that are not there: {', '.join(missing)}"
                return Champion(version.version, None, objection)
            return Champion(version.version, holdout_error(version, split))
    except FileNotFoundError as error:
        return _unloadable(version, error)
    except (StageError, OSError, MemoryError):
        raise
    except Exception as error:
        # Whatever keeps a stored model from being loaded or from answering here, such as another
        # version of its library. Raised, it would stop every run from now on.
        return _unloadable(version, error)


def _unloadable(version: ModelVersion, error: Exception) -> Champion:
    cause = f"{type(error).__name__}: {error}".splitlines()[0]
    return Champion(version.version, None, f"it cannot be loaded ({cause[:300]})")


def _missing_inputs(version: ModelVersion, split: Split) -> list[str]:
    signature = mlflow.models.get_model_info(f"models:/{version.name}/{version.version}").signature
    inputs = signature.inputs.input_names() if signature else []
    return [name for name in inputs if name not in split.test.columns]
