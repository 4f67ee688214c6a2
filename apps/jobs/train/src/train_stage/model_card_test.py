from dataclasses import replace

import pytest

from train_stage.model_card import model_card
from train_stage_testing.sample_training import sample_report


@pytest.mark.parametrize(
    "heading",
    [
        *("Intended use", "Limits", "Data", "Where the data come from", "Models compared"),
        *("Holdout", "Intervals", "Errors by region", "What the model relies on"),
        "How to reproduce",
    ],
)
def test_has_every_part_and_none_is_empty(heading: str) -> None:
    _, _, rest = model_card(sample_report()).partition(f"\n## {heading}\n\n")
    assert rest.partition("\n## ")[0].strip()


def test_says_which_data_and_which_run() -> None:
    card, report = model_card(sample_report()), sample_report()
    assert card.startswith(f"# sample-model: {report.training.chosen_name}\n")
    assert report.table.digest in card
    assert report.table.publication in card
    assert report.identity.run_uid in card
    assert "`dbt/99999999/1/` of the artifact bucket" in card
    assert "| WHOSIS_000001 | 62 | 2 | 2026-06-01 | 2026-07-01 |" in card


def test_says_how_good_it_is_next_to_the_naive_forecast() -> None:
    card, training = model_card(sample_report()), sample_report().training
    assert f"| {training.chosen_name} | {training.holdout.mae:.3f} |" in card
    assert f"| naive | {training.baseline.mae:.3f} |" in card


def test_says_where_it_errs_most_and_where_nothing_was_tested() -> None:
    report = sample_report()
    regions = report.diagnosis.regions.assign(mae=1.0)
    regions.loc[regions["who_region_code"] == "EUR", "mae"] = 2.5
    tested = regions[regions["who_region_code"] != "SEAR"]
    card = model_card(replace(report, diagnosis=replace(report.diagnosis, regions=tested)))
    assert "The largest error is in EUR: 2.50 years" in card
    assert "No country of SEAR is held out" in card
    assert "nothing was tested there" not in model_card(report)


def test_says_how_to_get_the_same_model_again() -> None:
    card = model_card(sample_report())
    for variable in ("TRAINING_SEED=7", "HOLDOUT_SEED=1", "HOLDOUT_COUNTRY_SHARE=0.25"):
        assert variable in card
