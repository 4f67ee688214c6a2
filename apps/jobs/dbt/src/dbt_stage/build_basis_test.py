from pathlib import Path

import pytest

from dbt_stage.build_basis import build_basis


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "models").mkdir()
    (tmp_path / "models/a.sql").write_text("select 1")
    (tmp_path / "dbt_project.yml").write_text("name: x")
    return tmp_path


def test_the_same_project_and_loads_have_one_basis(project: Path) -> None:
    before = build_basis(project, frozenset({"a/1", "b/1"}))
    (project / "target").mkdir()
    (project / "target/compiled.sql").write_text("select 1")
    (project / "README.md").write_text("words")
    assert build_basis(project, frozenset({"b/1", "a/1"})) == before


def test_a_load_a_model_or_its_place_makes_another(project: Path) -> None:
    bases = [build_basis(project, frozenset()), build_basis(project, frozenset({"a/1"}))]
    (project / "models/a.sql").write_text("select 2")
    bases.append(build_basis(project, frozenset()))
    (project / "models/a.sql").rename(project / "models/b.sql")
    bases.append(build_basis(project, frozenset()))
    assert len(set(bases)) == len(bases)
