"""Training as a pure function: features and settings in, a judged model out."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits

from train_stage.baseline import baseline_scores, region_mean_forecast
from train_stage.candidates import candidate_models, cross_validated_error, fit, usable_features
from train_stage.columns import FEATURES, NUMERIC_FEATURES, TARGET
from train_stage.evaluation import Scores, score
from train_stage.leakage import refuse_leaking_features
from train_stage.settings import SplitSettings
from train_stage.split import Split, split_features


@dataclass(frozen=True)
class Candidate:
    """A trained model, its error over folds of learning countries, its scores on the holdout."""

    model: Pipeline
    cross_validated_mae: float
    holdout: Scores


@dataclass(frozen=True)
class Training:
    """Everything that came out of a training."""

    split: Split
    unused_features: tuple[str, ...]
    baseline_forecast: pd.Series[float]
    baseline: Scores
    candidates: dict[str, Candidate]
    chosen_name: str

    @property
    def chosen(self) -> Candidate:
        """The candidate with the smallest error over folds."""
        return self.candidates[self.chosen_name]


def train(frame: pd.DataFrame, settings: SplitSettings, seed: int) -> Training:
    """Train all candidates and choose one; the same frame, settings and seed give the same result.

    Raises `DataError` when there is too little data or a feature looks like the target.
    """
    # One thread: on data of this size several would mostly wait for each other, even more so when
    # the container may use fewer processors than the node has.
    with threadpool_limits(limits=1):
        return _train(frame, settings, seed)


def _train(frame: pd.DataFrame, settings: SplitSettings, seed: int) -> Training:
    split = split_features(frame, settings)
    features = usable_features(split.learning)
    refuse_leaking_features(split.learning, features)
    models = candidate_models(seed, features)
    candidates = {name: _evaluate(model, split) for name, model in models.items()}
    return Training(
        split=split,
        unused_features=tuple(name for name in NUMERIC_FEATURES if name not in features),
        baseline_forecast=region_mean_forecast(split.learning, split.test),
        baseline=baseline_scores(split),
        candidates=candidates,
        chosen_name=min(candidates, key=lambda name: candidates[name].cross_validated_mae),
    )


def _evaluate(model: Pipeline, split: Split) -> Candidate:
    error = cross_validated_error(model, split.learning)
    trained = fit(model, split.learning)
    predicted = trained.predict(split.test[list(FEATURES)])
    return Candidate(trained, error, score(split.test[TARGET].tolist(), predicted.tolist()))
