"""The models that compete: linear ones that can be read, a tree ensemble that can bend."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Ridge
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler

from train_stage.columns import FEATURES, NUMERIC_FEATURES, REGION, SKEWED_FEATURES, TARGET
from train_stage.validation import Forecast

# How strongly the linear model is held back; validation finds out how much is right for the data.
_RIDGE_STRENGTHS = (1.0, 10.0, 100.0, 1000.0)


def usable_features(samples: Iterable[pd.DataFrame]) -> tuple[str, ...]:
    """The numeric features that differ between rows of every sample that is learned from.

    One that does not, such as that of an indicator which was not ingested, holds nothing to learn,
    and neither imputation nor binning can cope with a column that is missing altogether.
    """
    varying = [{name for name in NUMERIC_FEATURES if rows[name].nunique() > 1} for rows in samples]
    return tuple(name for name in NUMERIC_FEATURES if all(name in names for names in varying))


def candidate_models(seed: int, features: tuple[str, ...]) -> dict[str, Pipeline]:
    """Untrained pipelines by name, for the region and the given numeric features.

    The seed fixes all of their randomness.
    """
    linear = {
        f"ridge_{strength:.0f}": make_pipeline(_linear_preparation(features), Ridge(alpha=strength))
        for strength in _RIDGE_STRENGTHS
    }
    return linear | {
        "gradient_boosting": make_pipeline(
            _tree_preparation(features),
            HistGradientBoostingRegressor(
                # Small trees: larger ones were no better in validation and took four times as long.
                max_iter=200,
                max_leaf_nodes=8,
                learning_rate=0.05,
                min_samples_leaf=20,
                l2_regularization=1.0,
                early_stopping=False,
                random_state=seed,
            ),
        ),
    }


def fit(model: Pipeline, learning: pd.DataFrame) -> Pipeline:
    """A copy of the model, trained on the features and nothing else."""
    return clone(model).fit(learning[list(FEATURES)], learning[TARGET])


def forecast_with(model: Pipeline) -> Forecast:
    """The forecast of a model that is trained on the learning rows first."""
    return lambda learning, rows: fit(model, learning).predict(rows[list(FEATURES)])


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
