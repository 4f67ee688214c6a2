"""All that a build depends on, as one digest: two builds of one basis come to the same tables."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from dbt_stage.warehouse_state import WarehouseState

_SUFFIXES = {".sql", ".yml"}
_NOT_PROJECT = {"target", "logs"}


def build_basis(project_folder: Path, warehouse: WarehouseState) -> str:
    """Hexadecimal SHA-256 over the dbt project, dbt's versions and the loads of the warehouse."""
    digest = sha256()
    for text in (
        *(f"{package} {version(package)}" for package in ("dbt-core", "dbt-postgres")),
        *_project_files(project_folder),
        *sorted(warehouse),
    ):
        # Each by its own digest, so that no two lists of texts look alike when put together.
        digest.update(sha256(text.encode()).digest())
    return digest.hexdigest()


def _project_files(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.suffix in _SUFFIXES and relative.parts[0] not in _NOT_PROJECT:
            yield f"{relative}\n{path.read_text()}"
