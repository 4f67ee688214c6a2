"""The candidates side by side, for people: a table for MLflow, a line for the stage result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

import numpy as np
import pandas as pd

from train_stage.training import Training

_PREFIX, _SUFFIX = "validation_", "_mae"


def comparison(training: Training) -> pd.DataFrame:
    """One row for each model, best first: scores in validation, spread over folds, the choice."""
    rows = [
        {
            "model": name,
            **asdict(validation.scores),
            "mae_spread_over_folds": float(np.std(validation.fold_maes)),
            "folds": len(validation.fold_maes),
            "chosen": name == training.chosen_name,
        }
        for name, validation in training.validations.items()
    ]
    return pd.DataFrame(rows).sort_values("mae").reset_index(drop=True)


def validation_summary(metrics: Mapping[str, float]) -> str:
    """`ridge_100 2.7609, naive 4.0145`: mean absolute errors out of logged metrics, best first."""
    errors = {
        name.removeprefix(_PREFIX).removesuffix(_SUFFIX): value
        for name, value in metrics.items()
        if name.startswith(_PREFIX) and name.endswith(_SUFFIX)
    }
    return ", ".join(
        f"{name} {errors[name]:.4f}" for name in sorted(errors, key=errors.__getitem__)
    )
