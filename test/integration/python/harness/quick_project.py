"""The dbt project with a handful of its data tests.

Half of the time of a build goes into data tests. A test of the stage needs one of them to be red,
or green, and not all of them; those of the project itself run on the whole of it.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from harness.recorded_data import REPOSITORY

# One of each layer, each of which some test of the stage makes fail or looks for.
DATA_TESTS = (
    "not_null_stg_indicators_indicator_name",
    "accepted_values_stg_countries_who_region_code__AFR__AMR__EMR__EUR__SEAR__WPR",
    "int_life_expectancy_by_sex_life_expectancy_is_plausible",
    "unique_combination_ml_features_country_code__year",
)


def copy_quick_project(folder: Path) -> None:
    """Copy the project; by default its copy builds every model and runs a few data tests."""
    shutil.copytree(REPOSITORY / "dbt", folder, ignore=shutil.ignore_patterns("target", "logs"))
    kinds = [
        {"method": "resource_type", "value": kind, "indirect_selection": "empty"}
        for kind in ("source", "model")
    ]
    tests = [{"method": "fqn", "value": name} for name in DATA_TESTS]
    selector = {"name": "quick", "default": True, "definition": {"union": [*kinds, *tests]}}
    # YAML includes JSON.
    (folder / "selectors.yml").write_text(json.dumps({"selectors": [selector]}))
