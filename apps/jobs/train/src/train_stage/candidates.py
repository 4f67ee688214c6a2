"""The models that compete: a linear one that can be read, a tree ensemble that can bend."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Ridge
from sklearn.model_selection import GroupKFold, cross_val_score
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler

from train_stage.columns import (
    COUNTRY,
    FEATURES,
    NUMERIC_FEATURES,
    REGION,
    SKEWED_FEATURES,
    TARGET,
)

_FOLDS = 5


def usable_features(learning: pd.DataFrame) -> tuple[str, ...]:
    """The numeric features that differ between learning rows.

    One that does not, such as that of an indicator which was not ingested, holds nothing to learn,
    and neither imputation nor binning can cope with a column that is missing altogether.
    """
    return tuple(name for name in NUMERIC_FEATURES if learning[name].nunique() > 1)


def candidate_models(seed: int, features: tuple[str, ...]) -> dict[str, Pipeline]:
    """Untrained pipelines by name, for the region and the given numeric features.

    The seed fixes all of their randomness.
    """
    return {
        "ridge": make_pipeline(_linear_preparation(features), Ridge(alpha=1.0)),
        "gradient_boosting": make_pipeline(
            _tree_preparation(features),
            HistGradientBoostingRegressor(
                max_iter=300,
                learning_rate=0.05,
                min_samples_leaf=20,
                l2_regularization=1.0,
                early_stopping=False,
                random_state=seed,
            ),
        ),
    }


def cross_validated_error(model: Pipeline, learning: pd.DataFrame) -> float:
    """Mean absolute error over folds of whole countries.

    The choice between candidates is made by this number: choosing by the holdout would make the
    holdout part of the training.
    """
    errors = cross_val_score(
        model,
        learning[list(FEATURES)],
        learning[TARGET],
        groups=learning[COUNTRY],
        cv=GroupKFold(_FOLDS),
        scoring="neg_mean_absolute_error",
    )
    return float(-np.mean(errors))


def fit(model: Pipeline, learning: pd.DataFrame) -> Pipeline:
    """Train on the features and nothing else."""
    return model.fit(learning[list(FEATURES)], learning[TARGET])


def _linear_preparation(features: tuple[str, ...]) -> ColumnTransformer:
    skewed = [name for name in features if name in SKEWED_FEATURES]
    even = [name for name in features if name not in SKEWED_FEATURES]
    return ColumnTransformer(
        [
            ("skewed", make_pipeline(FunctionTransformer(np.log1p), *_fill()), skewed),
            ("even", make_pipeline(*_fill()), even),
            ("region", _one_hot(), [REGION]),
        ]
    )


def _tree_preparation(features: tuple[str, ...]) -> ColumnTransformer:
    # Trees know what to do with a missing value, so that it stays missing.
    return ColumnTransformer(
        [("numeric", "passthrough", list(features)), ("region", _one_hot(), [REGION])]
    )


def _fill() -> tuple[SimpleImputer, StandardScaler]:
    return SimpleImputer(strategy="median", add_indicator=True), StandardScaler()


def _one_hot() -> OneHotEncoder:
    return OneHotEncoder(handle_unknown="ignore", sparse_output=False)
