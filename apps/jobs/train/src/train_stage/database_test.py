import pytest

from train_stage.columns import ALL_COLUMNS, NUMERIC_FEATURES, PROFILE_COLUMNS, SOURCE_COLUMNS
from train_stage.database import FeatureTable, typed_frame

ROW = ("NOR", "EUR", 2020, 8000.0, None, 85.0, None, 94.0, 11.2, 98.6, 82.4)
PROFILE = ("NOR", 2019, 8000.0, None, 85.0, None, 94.0, 11.2, 98.6, 82.9)


def table(row: tuple[object, ...], publication: str = "published by x/1") -> FeatureTable:
    return FeatureTable(
        frame=typed_frame([row], ALL_COLUMNS),
        profile=typed_frame([PROFILE], PROFILE_COLUMNS),
        sources=typed_frame([], SOURCE_COLUMNS),
        publication=publication,
    )


def test_missing_values_stay_missing_and_numbers_are_floats() -> None:
    frame = table(ROW).frame
    assert list(frame.columns) == list(ALL_COLUMNS)
    assert {str(frame[name].dtype) for name in NUMERIC_FEATURES} == {"float64"}
    assert frame["doctors_per_10000"].isna().all()


def test_the_profile_has_what_was_measured_by_year() -> None:
    profile = table(ROW).profile
    assert list(profile.columns) == list(PROFILE_COLUMNS)
    assert profile["year"].tolist() == [2019.0]
    assert profile["bcg_coverage"].isna().all()


def test_the_digest_is_of_the_features_alone() -> None:
    first, again = table(ROW), table(ROW, "published by y/1")
    assert first.digest == again.digest
    assert first.digest != table((*ROW[:-1], 82.5)).digest
    assert len(first.digest) == 64


@pytest.mark.parametrize(
    ("publication", "dbt_run"),
    [("published by x/1", "x/1"), ("published", "unknown"), ("unknown", "unknown")],
)
def test_the_label_names_the_run_that_published(publication: str, dbt_run: str) -> None:
    assert table(ROW, publication).dbt_run == dbt_run
