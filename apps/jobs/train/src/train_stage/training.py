"""Training as a pure function: features and settings in, a judged model out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits

from train_stage.baseline import baseline_scores, region_mean_forecast
from train_stage.candidates import candidate_models, fit, forecast_with, usable_features
from train_stage.columns import FEATURES, NUMERIC_FEATURES, TARGET
from train_stage.evaluation import Scores, score
from train_stage.leakage import refuse_leaking_features
from train_stage.settings import SplitSettings
from train_stage.split import Split, split_features
from train_stage.validation import Fold, Validation, validate, validation_folds

NAIVE = "naive"


@dataclass(frozen=True)
class Training:
    """Everything that came out of a training.

    `validations` has the naive forecast beside the candidates; `model` is the chosen candidate,
    trained on all learning rows. It alone was tested on the holdout: `predicted` has a value for
    each of its rows, as `baseline_forecast` has.
    """

    split: Split
    folds: Sequence[Fold]
    unused_features: tuple[str, ...]
    validations: Mapping[str, Validation]
    chosen_name: str
    model: Pipeline
    predicted: pd.Series[float]
    baseline_forecast: pd.Series[float]
    holdout: Scores
    baseline: Scores


def train(frame: pd.DataFrame, settings: SplitSettings, seed: int) -> Training:
    """Choose a candidate by validation and train it; the same input gives the same result.

    Raises `DataError` when there is too little data or a feature looks like the target.
    """
    # One thread: on data of this size several would mostly wait for each other, even more so when
    # the container may use fewer processors than the node has.
    with threadpool_limits(limits=1):
        return _train(split_features(frame, settings), seed)


def choose(validations: Mapping[str, Validation]) -> str:
    """The candidate with the smallest error in validation; the naive forecast is none."""
    candidates = [name for name in validations if name != NAIVE]
    return min(candidates, key=lambda name: validations[name].scores.mae)


def _train(split: Split, seed: int) -> Training:
    folds = validation_folds(split.learning, split.settings.years)
    features = usable_features(fold.learning for fold in folds)
    refuse_leaking_features(split.learning, features)
    models = candidate_models(seed, features)
    forecasts = {NAIVE: region_mean_forecast} | {
        name: forecast_with(model) for name, model in models.items()
    }
    validations = {name: validate(forecast, folds) for name, forecast in forecasts.items()}
    chosen = choose(validations)
    model = fit(models[chosen], split.learning)
    predicted = pd.Series(model.predict(split.test[list(FEATURES)]), index=split.test.index)
    return Training(
        split=split,
        folds=folds,
        unused_features=tuple(name for name in NUMERIC_FEATURES if name not in features),
        validations=validations,
        chosen_name=chosen,
        model=model,
        predicted=predicted,
        baseline_forecast=region_mean_forecast(split.learning, split.test),
        holdout=score(split.test[TARGET].tolist(), predicted.tolist()),
        baseline=baseline_scores(split),
    )
