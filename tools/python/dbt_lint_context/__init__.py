"""What sqlfluff knows of a dbt project besides its macros: the real values of its variables."""

from pathlib import Path
from typing import Any

import yaml


def var(name: str) -> Any:
    """The variable as `dbt_project.yml` in the current folder sets it."""
    return yaml.safe_load(Path("dbt_project.yml").read_text())["vars"][name]
