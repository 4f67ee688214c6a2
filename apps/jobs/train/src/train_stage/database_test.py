from train_stage.columns import ALL_COLUMNS, NUMERIC_FEATURES, PROFILE_COLUMNS
from train_stage.database import feature_table

ROW = ("NOR", "EUR", 2020, 8000.0, None, 85.0, None, 94.0, 11.2, 98.6, 82.4)
PROFILE = ("NOR", 2019, 8000.0, None, 85.0, None, 94.0, 11.2, 98.6, 82.9)


def test_missing_values_stay_missing_and_numbers_are_floats() -> None:
    frame = feature_table([ROW], [PROFILE], "published by x/1").frame
    assert list(frame.columns) == list(ALL_COLUMNS)
    assert {str(frame[name].dtype) for name in NUMERIC_FEATURES} == {"float64"}
    assert frame["doctors_per_10000"].isna().all()


def test_the_profile_has_what_was_measured_by_year() -> None:
    profile = feature_table([ROW], [PROFILE], "published by x/1").profile
    assert list(profile.columns) == list(PROFILE_COLUMNS)
    assert profile["year"].tolist() == [2019.0]
    assert profile["bcg_coverage"].isna().all()


def test_the_digest_is_of_the_values_alone() -> None:
    first, again = (
        feature_table([ROW], [PROFILE], "published by x/1"),
        feature_table([ROW], [], "by y/1"),
    )
    other = feature_table([(*ROW[:-1], 82.5)], [PROFILE], "published by x/1")
    assert first.digest == again.digest
    assert first.digest != other.digest
    assert len(first.digest) == 64
