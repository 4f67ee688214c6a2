"""Everything that is built is described: read from the artifacts that dbt itself leaves."""

from __future__ import annotations

import json
from typing import Any

import pytest

from harness.object_store import ObjectStore, artifact_bucket
from harness.published_analytics import MARTS, Publication

pytestmark = pytest.mark.integration


@pytest.fixture
def manifest(publication: Publication, object_store: ObjectStore) -> dict[str, Any]:
    return artifact(publication, object_store, "manifest")


@pytest.fixture
def catalog(publication: Publication, object_store: ObjectStore) -> dict[str, Any]:
    return artifact(publication, object_store, "catalog")


def artifact(publication: Publication, object_store: ObjectStore, output: str) -> dict[str, Any]:
    bucket, key = artifact_bucket(publication.template), publication.result["outputs"][output]
    document: dict[str, Any] = json.loads(object_store.read(bucket, key))
    return document


def nodes(manifest: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    return {uid: node for uid, node in manifest["nodes"].items() if node["resource_type"] == kind}


def test_every_model_and_every_column_that_was_built_has_a_description(
    manifest: dict[str, Any], catalog: dict[str, Any]
) -> None:
    models = nodes(manifest, "model")
    assert {model["name"] for model in models.values()} >= {*MARTS, "stg_observations"}
    built = {uid: set(catalog["nodes"][uid]["columns"]) for uid in models}
    missing = [
        f"{model['name']}.{column}" if column else model["name"]
        for uid, model in models.items()
        for column in ["", *sorted(built[uid])]
        if not (model if not column else model["columns"].get(column, {})).get("description")
    ]
    assert missing == []
    described = {uid: set(model["columns"]) for uid, model in models.items()}
    assert described == built, "no column is described that is not there"


def test_every_source_macro_test_and_exposure_has_a_description(manifest: dict[str, Any]) -> None:
    project = manifest["metadata"]["project_name"]
    described = [
        *manifest["sources"].values(),
        *manifest["exposures"].values(),
        *(test for test in nodes(manifest, "test").values() if test.get("test_metadata") is None),
        *(
            macro
            for macro in manifest["macros"].values()
            # A generic test is a macro, too; dbt takes its description from nowhere.
            if macro["package_name"] == project and not macro["name"].startswith("test_")
        ),
    ]
    assert len(described) > 10
    assert [node["name"] for node in described if not node["description"]] == []


def test_every_mart_has_a_contract_a_key_and_somebody_who_needs_it(
    manifest: dict[str, Any],
) -> None:
    marts = {uid: n for uid, n in nodes(manifest, "model").items() if n["access"] == "public"}
    assert {mart["name"] for mart in marts.values()} == set(MARTS)
    needed = {
        uid
        for exposure in manifest["exposures"].values()
        for uid in exposure["depends_on"]["nodes"]
    }
    keyed = {
        test["attached_node"]
        for test in nodes(manifest, "test").values()
        if (test.get("test_metadata") or {}).get("name") == "unique_combination"
    }
    for uid, mart in marts.items():
        assert mart["contract"]["enforced"], uid
        assert uid in needed, uid
        assert uid in keyed, uid


def test_every_model_has_a_data_test_and_every_step_of_reasoning_a_unit_test(
    manifest: dict[str, Any],
) -> None:
    models = nodes(manifest, "model")
    # A singular test, of a file of its own, is attached to nothing.
    tested = {test.get("attached_node") for test in nodes(manifest, "test").values()}
    assert set(models) - tested == set()
    unit_tested = {test["model"] for test in manifest["unit_tests"].values()}
    reasoning = {m["name"] for m in models.values() if not m["path"].startswith("staging/")}
    assert reasoning - unit_tested == set()
