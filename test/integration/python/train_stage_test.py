"""The train stage against published features and a real MLflow on PostgreSQL and S3."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from conftest import train_program
from harness.local_processes import free_port
from harness.mlflow_server import MlflowServer
from harness.object_store import ObjectStore
from harness.planted_features import MEASURES, set_measures, set_target
from harness.postgres_server import Database, PostgresServer
from harness.published_analytics import PUBLISHER, Publication
from harness.recorded_data import DEMO_INDICATORS
from harness.stage_container import Attempt, StageEnd, StageProgram
from harness.warehouse_loader import LOAD_ID, raw_object

pytestmark = pytest.mark.integration

StageOf = Callable[[Database], StageProgram]

FIRST = "11111111-0000-4000-8000-000000000001"
SECOND = "22222222-0000-4000-8000-000000000002"
THIRD = "33333333-0000-4000-8000-000000000003"


@dataclass(frozen=True)
class Trained:
    """The first attempt of the first run: its model's name, how it ended, how to run another."""

    name: str
    end: StageEnd
    stage: StageProgram


@pytest.fixture(scope="module")
def trained(
    postgres: PostgresServer,
    publication: Publication,
    mlflow: MlflowServer,
    suffixes: Iterator[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Trained:
    """A finished training. Tests may repeat its attempt, which leaves the model as it is."""
    database = postgres.copy_database(publication.template, f"trained_{next(suffixes)}")
    stage = train_program(database, mlflow, tmp_path_factory.mktemp("trained"))
    end = stage.run(Attempt(FIRST))
    assert end.exit_code == 0, end
    return Trained(database.name, end, stage)


def mlflow_run(mlflow: MlflowServer, end: StageEnd) -> dict[str, dict[str, str]]:
    """Metrics, parameters and tags of the MLflow run that a stage reported."""
    answer = mlflow.ask(f"/api/2.0/mlflow/runs/get?run_id={end.result['outputs']['mlflowRunId']}")
    data = json.loads(answer.body)["run"]["data"]
    return {
        kind: {entry["key"]: entry["value"] for entry in data[kind]}
        for kind in ("metrics", "params", "tags")
    }


@dataclass(frozen=True)
class Input:
    """A data set that an MLflow run used."""

    name: str
    digest: str
    uri: str | None
    tags: dict[str, str]


def mlflow_inputs(mlflow: MlflowServer, run_id: str) -> list[Input]:
    """The data sets of an MLflow run, those of the raw zone last."""
    answer = mlflow.ask(f"/api/2.0/mlflow/runs/get?run_id={run_id}")
    inputs = [
        Input(
            name=entry["dataset"]["name"],
            digest=entry["dataset"]["digest"],
            uri=json.loads(entry["dataset"]["source"]).get("uri"),
            tags={tag["key"]: tag["value"] for tag in entry["tags"]},
        )
        for entry in json.loads(answer.body)["run"]["inputs"]["dataset_inputs"]
    ]
    return sorted(inputs, key=lambda one: one.name)


def artifacts(store: ObjectStore, end: StageEnd) -> dict[str, bytes]:
    """The artifacts of the MLflow run that a stage reported, by their path in it."""
    folder = f"/{end.result['outputs']['mlflowRunId']}/artifacts/"
    keys = [key for key in store.keys("mlflow") if folder in key]
    return {key.partition(folder)[2]: store.read("mlflow", key) for key in keys}


def finished_runs(mlflow: MlflowServer, experiment: str) -> int:
    answer = mlflow.ask(f"/api/2.0/mlflow/experiments/get-by-name?experiment_name={experiment}")
    experiment_id = json.loads(answer.body)["experiment"]["experiment_id"]
    query = {"experiment_ids": [experiment_id], "filter": "attributes.status = 'FINISHED'"}
    return len(mlflow.search("runs", query))


def test_registers_a_champion_that_beats_the_baseline(
    trained: Trained, mlflow: MlflowServer
) -> None:
    model = trained.end.result["model"]
    assert (model["name"], model["version"], model["champion"]) == (trained.name, "1", True)
    errors = {metric["name"]: metric for metric in model["metrics"]}
    assert set(errors) == {"mae", "rmse", "r2"}
    for name in ("mae", "rmse"):
        assert float(errors[name]["value"]) < 0.8 * float(errors[name]["baseline"])
    assert trained.end.result["outputs"]["modelVersion"] == "1"
    assert mlflow.champion(trained.name) == "1"
    assert mlflow.alias(trained.name, "challenger") is None


def test_logs_what_is_needed_to_understand_the_run(trained: Trained, mlflow: MlflowServer) -> None:
    run = mlflow_run(mlflow, trained.end)
    for model in ("", "baseline_", "validation_naive_", "validation_gradient_boosting_"):
        assert {f"{model}{name}" for name in ("mae", "rmse", "r2")} <= set(run["metrics"])
    assert run["params"]["split.last_learning_year"] == "2016"
    assert run["tags"]["pipeline.run_uid"] == FIRST
    assert run["tags"]["data.publication"].startswith("published by 99999999-")
    assert run["tags"]["data.dbt_run"] == f"{PUBLISHER.run_uid}/1"
    assert len(run["tags"]["data.digest"]) == 64
    assert "uhc_service_coverage" in run["params"]["features"]


def test_data_sets_lead_from_the_model_to_the_bytes(
    trained: Trained, mlflow: MlflowServer, object_store: ObjectStore
) -> None:
    version, run = mlflow.versions(trained.name)[0], mlflow_run(mlflow, trained.end)
    for tag in ("data.digest", "data.publication", "data.dbt_run"):
        assert version["tags"][tag] == run["tags"][tag]
    features, *raw = mlflow_inputs(mlflow, version["run_id"])
    assert (features.name, features.tags["mlflow.data.context"]) == (
        "analytics.ml_features",
        "training",
    )
    assert features.tags["publication"] == run["tags"]["data.publication"]
    assert features.tags["sha256"] == run["tags"]["data.digest"]
    expected = {}
    for code in DEMO_INDICATORS:
        key, content = raw_object(code)
        expected[f"s3://raw/{key}"] = (code, hashlib.sha256(content).hexdigest())
    assert {one.uri: (one.tags["indicator"], one.tags["sha256"]) for one in raw} == expected
    assert {one.tags["mlflow.data.context"] for one in raw} == {"raw"}
    assert {one.tags["sha256"].startswith(one.digest) for one in raw} == {True}
    table = artifacts(object_store, trained.end)["data/sources.csv"].decode()
    rows = list(csv.DictReader(io.StringIO(table)))
    assert {row["source_sha256"] for row in rows} == {digest for _, digest in expected.values()}
    assert {(row["run_name"], row["load_id"]) for row in rows} == {("demo", LOAD_ID)}


def test_leaves_a_card_tables_and_pictures(
    trained: Trained, mlflow: MlflowServer, object_store: ObjectStore
) -> None:
    files = artifacts(object_store, trained.end)
    assert set(files) == {
        *("model-card.md", "data/sources.csv"),
        *("holdout/predictions.csv", "holdout/errors-by-region.csv"),
        *("holdout/importance.csv", "holdout/intervals.csv"),
        *("validation/comparison.json", "validation/learning-curve.csv"),
        *("plots/predicted-and-actual.png", "plots/residuals.png", "plots/errors-by-model.png"),
        *("plots/importance.png", "plots/learning-curve.png"),
    }
    card, run = files["model-card.md"].decode(), mlflow_run(mlflow, trained.end)
    assert f"# {trained.name}: {trained.end.result['outputs']['chosenModel']}" in card
    for fact in (run["tags"]["data.digest"], run["tags"]["data.publication"], FIRST):
        assert fact in card
    assert all(files[name].startswith(b"\x89PNG") for name in files if name.endswith(".png"))


def test_intervals_cover_about_what_they_say(
    trained: Trained, mlflow: MlflowServer, object_store: ObjectStore
) -> None:
    metrics = mlflow_run(mlflow, trained.end)["metrics"]
    rows = list(
        csv.DictReader(
            io.StringIO(artifacts(object_store, trained.end)["holdout/predictions.csv"].decode())
        )
    )
    for level in (80, 90, 95):
        covered = [
            float(row[f"interval_{level}_low"])
            <= float(row["life_expectancy"])
            <= float(row[f"interval_{level}_high"])
            for row in rows
        ]
        coverage = float(metrics[f"interval_{level}_coverage"])
        assert coverage == pytest.approx(sum(covered) / len(covered))
        # 45 countries are held out: one more or less is 0.02.
        assert coverage == pytest.approx(level / 100, abs=0.1)


def test_compares_models_in_validation_and_tests_the_chosen_one_alone(
    trained: Trained, mlflow: MlflowServer, object_store: ObjectStore
) -> None:
    metrics = mlflow_run(mlflow, trained.end)["metrics"]
    errors = {
        name.removeprefix("validation_").removesuffix("_mae"): float(value)
        for name, value in metrics.items()
        if name.startswith("validation_") and name.endswith("_mae")
    }
    assert {"naive", "ridge_1", "ridge_100", "gradient_boosting"} <= set(errors)
    outputs = trained.end.result["outputs"]
    chosen = outputs["chosenModel"]
    assert errors[chosen] == min(errors.values()) < 0.8 * errors["naive"]
    assert outputs["validationMae"].startswith(f"{chosen} {errors[chosen]:.4f}, ")
    tested = {name for name in metrics if name.endswith("mae") and "validation" not in name}
    assert tested == {"mae", "baseline_mae"}
    table = json.loads(artifacts(object_store, trained.end)["validation/comparison.json"])
    assert {"model", "mae", "rmse", "r2", "chosen"} <= set(table["columns"])
    assert len(table["data"]) == len(errors)


def test_stores_a_model_that_says_what_it_takes_and_executes_nothing(
    trained: Trained, mlflow: MlflowServer, object_store: ObjectStore
) -> None:
    (version,) = mlflow.versions(trained.name)
    folder = version["source"].removeprefix("models:/") + "/artifacts/"
    keys = [key for key in object_store.keys("mlflow") if folder in key]
    files = {key.rpartition(folder)[2]: key for key in keys}
    assert {"MLmodel", "model.skops", "input_example.json", "requirements.txt"} <= set(files)
    assert not [name for name in files if name.endswith(".pkl")]
    description = object_store.read("mlflow", files["MLmodel"]).decode()
    signature = description[description.index("signature:") :]
    for name in ("who_region_code", "year", "uhc_service_coverage", "doctors_per_10000"):
        assert f'"{name}"' in signature
    assert '"life_expectancy"' not in signature
    assert '"country_code"' not in signature


def test_same_data_and_seed_give_the_same_metrics_and_no_new_champion(
    published: Database, train_stage: StageOf, mlflow: MlflowServer
) -> None:
    stage = train_stage(published)
    first = stage.run(Attempt(FIRST), PYTHONHASHSEED="1", OMP_NUM_THREADS="1")
    second = stage.run(Attempt(SECOND), PYTHONHASHSEED="2", OMP_NUM_THREADS="2")
    runs = [mlflow_run(mlflow, end) for end in (first, second)]
    assert runs[0]["metrics"] == runs[1]["metrics"]
    assert runs[0]["tags"]["data.digest"] == runs[1]["tags"]["data.digest"]
    assert first.result["model"]["metrics"] == second.result["model"]["metrics"]
    assert [end.result["model"]["champion"] for end in (first, second)] == [True, False]
    assert mlflow.champion(published.name) == "1"
    tags = mlflow.versions(published.name)[1]["tags"]
    assert tags["gate.champion_before"] == "1"
    assert tags["gate.challenger_mae"] == tags["gate.champion_mae"]
    assert "of champion version 1 less 1.0%" in tags["gate.reason"]
    assert tags["gate.promoted"] == "false"


def test_a_better_model_takes_the_champions_place(
    published: Database, train_stage: StageOf, mlflow: MlflowServer
) -> None:
    published.query("create table kept as table analytics.ml_features")
    published.query(
        "update analytics.ml_features set uhc_service_coverage = null, safe_water_percent = null,"
        " health_spending_per_capita_usd = null, doctors_per_10000 = null"
    )
    stage = train_stage(published)
    # A seed whose holdout tells the two apart; on some the poor one is just as good by luck.
    poor = stage.run(Attempt(FIRST), HOLDOUT_SEED="4")
    assert poor.exit_code == 0, poor
    assert poor.result["model"]["champion"] is True
    published.query("truncate analytics.ml_features")
    published.query("insert into analytics.ml_features table kept")
    good = stage.run(Attempt(SECOND), HOLDOUT_SEED="4")
    assert good.result["model"]["champion"] is True, mlflow.versions(published.name)[1]["tags"]
    assert mlflow.champion(published.name) == "2"
    # The loser is judged on the data of today, not by the metrics of its own day.
    tags = mlflow.versions(published.name)[1]["tags"]
    assert "of champion version 1 less 1.0%" in tags["gate.reason"]
    assert float(tags["gate.challenger_mae"]) < 0.99 * float(tags["gate.champion_mae"])


def test_a_model_that_does_not_beat_the_baseline_is_no_champion(
    published: Database, train_stage: StageOf, mlflow: MlflowServer
) -> None:
    set_measures(published, dict.fromkeys(MEASURES, "random() * 100"))
    set_target(published, "70 + 5 * (ascii(who_region_code) % 3) + random() / 1e6")
    end = train_stage(published).run(Attempt(FIRST))
    assert end.exit_code == 0, end
    assert end.result["model"]["champion"] is False
    assert mlflow.champion(published.name) is None


def test_a_repeated_attempt_registers_nothing_and_reports_the_same(
    trained: Trained, mlflow: MlflowServer
) -> None:
    repeat = trained.stage.run(Attempt(FIRST, 2))
    assert (repeat.exit_code, repeat.result) == (0, trained.end.result)
    assert len(mlflow.versions(trained.name)) == 1
    assert finished_runs(mlflow, trained.name) == 1


def test_a_crash_after_training_is_taken_up_where_it_happened(
    published: Database, train_stage: StageOf, mlflow: MlflowServer
) -> None:
    stage = train_stage(published)
    holder = published.connect()
    with holder.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_lock(hashtextextended(%s, 0))",
            (f"gho-platform/model-registry/{published.name}",),
        )
    crashed = stage.start(Attempt(FIRST))
    crashed.wait_for_log("Trained model")
    crashed.kill()
    crashed.end()
    holder.close()
    assert mlflow.versions(published.name) == []
    repeat = stage.run(Attempt(FIRST, 2))
    assert repeat.exit_code == 0, repeat
    assert any("Found training of an earlier attempt" in line for line in repeat.log)
    assert finished_runs(mlflow, published.name) == 1
    assert len(mlflow.versions(published.name)) == 1
    assert mlflow.champion(published.name) == "1"


def test_a_crash_between_promotion_and_its_record_is_healed(
    trained: Trained, mlflow: MlflowServer
) -> None:
    tag = {"name": trained.name, "version": "1", "key": "gate.promoted"}
    assert mlflow.ask("/api/2.0/mlflow/model-versions/delete-tag", tag, "DELETE").status == 200
    repeat = trained.stage.run(Attempt(FIRST, 3))
    assert repeat.result == trained.end.result
    assert mlflow.versions(trained.name)[0]["tags"]["gate.promoted"] == "true"


def test_two_attempts_at_once_register_once(
    published: Database, train_stage: StageOf, mlflow: MlflowServer
) -> None:
    stage = train_stage(published)
    running = [stage.start(Attempt(FIRST, number)) for number in (1, 2)]
    ends = [attempt.end() for attempt in running]
    assert [end.exit_code for end in ends] == [0, 0], ends
    assert [end.result["outputs"]["modelVersion"] for end in ends] == ["1", "1"]
    assert len(mlflow.versions(published.name)) == 1


def test_too_little_data_is_refused(published: Database, train_stage: StageOf) -> None:
    published.query("delete from analytics.ml_features where country_code > 'C'")
    end = train_stage(published).run(Attempt(FIRST))
    assert (end.exit_code, end.result["reason"]) == (65, "TooLittleData")
    assert "countries to learn from, at least 30 are needed" in end.result["message"]


def test_a_column_added_to_the_mart_does_not_reach_the_model(
    published: Database, train_stage: StageOf, mlflow: MlflowServer
) -> None:
    published.query("alter table analytics.ml_features add healthy_life_expectancy float8")
    published.query("update analytics.ml_features set healthy_life_expectancy = life_expectancy")
    end = train_stage(published).run(Attempt(FIRST))
    assert end.exit_code == 0, end
    assert "healthy_life_expectancy" not in mlflow_run(mlflow, end)["params"]["features"]


def test_unpublished_analytics_are_a_wrong_configuration(
    database: Database, train_stage: StageOf
) -> None:
    end = train_stage(database).run(Attempt(FIRST))
    assert (end.exit_code, end.result["reason"]) == (78, "InvalidConfiguration")
    assert 'relation "analytics.ml_features" does not exist' in end.result["message"]


@pytest.mark.parametrize("what", ["PGPORT", "MLFLOW_TRACKING_URI"])
def test_a_server_that_does_not_answer_is_worth_a_retry(
    published: Database, train_stage: StageOf, what: str
) -> None:
    port = str(free_port())
    address = port if what == "PGPORT" else f"http://127.0.0.1:{port}"
    end = train_stage(published).run(Attempt(FIRST), **{what: address})
    assert end.exit_code == 75, end
    assert end.result["reason"] in ("DatabaseUnavailable", "MlflowUnavailable")


def test_missing_settings_are_all_named(published: Database, train_stage: StageOf) -> None:
    end = train_stage(published).run(
        Attempt(FIRST), MLFLOW_TRACKING_URI="", HOLDOUT_COUNTRY_SHARE="2"
    )
    assert end.exit_code == 78
    assert end.result["message"] == (
        "configuration is invalid: MLFLOW_TRACKING_URI is missing; "
        'HOLDOUT_COUNTRY_SHARE is "2", allowed is a number from 0 to below 1'
    )
