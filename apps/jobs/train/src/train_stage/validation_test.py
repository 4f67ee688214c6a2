import numpy as np
import pandas as pd
import pytest

from stage_kit import DataError
from train_stage.columns import COUNTRY, TARGET, YEAR
from train_stage.validation import validate, validation_folds
from train_stage_testing.sample_features import sample_frame


def learning(last_year: int = 2016) -> pd.DataFrame:
    return sample_frame().query(f"year <= {last_year}")


def test_no_country_and_no_year_is_on_both_sides_of_a_fold() -> None:
    folds = validation_folds(learning(), 5)
    assert len(folds) == 10
    for fold in folds:
        assert not set(fold.learning[COUNTRY]) & set(fold.test[COUNTRY])
        assert fold.learning[YEAR].max() < fold.test[YEAR].min()


def test_every_country_is_validated_once_in_each_window() -> None:
    folds = validation_folds(learning(), 5)
    tested = pd.concat([fold.test for fold in folds])
    assert not tested.duplicated([COUNTRY, YEAR]).any()
    assert sorted(tested[YEAR].unique()) == list(range(2007, 2017))
    assert set(tested[COUNTRY]) == set(learning()[COUNTRY])
    assert len(tested) == 120 * 10


@pytest.mark.parametrize(
    ("last_year", "years", "windows"),
    [
        (2016, 5, [(2011, 2016), (2006, 2011)]),
        (2013, 5, [(2008, 2013)]),
        (2007, 5, [(2003, 2007)]),
        (2001, 5, [(2000, 2001)]),
    ],
    ids=["two windows", "too few years for a second", "half of the years", "two years"],
)
def test_windows_leave_at_least_as_many_years_to_learn_from(
    last_year: int, years: int, windows: list[tuple[int, int]]
) -> None:
    folds = validation_folds(learning(last_year), years)
    found = {(int(fold.learning[YEAR].max()), int(fold.test[YEAR].max())) for fold in folds}
    assert found == set(windows)


def test_a_single_year_cannot_be_validated() -> None:
    with pytest.raises(DataError, match="1 years to learn from, at least 2 are needed"):
        validation_folds(learning(2000), 5)


def test_forecasts_see_the_learning_rows_of_their_own_fold_alone() -> None:
    folds = validation_folds(learning(), 5)
    validation = validate(lambda known, rows: np.full(len(rows), len(known)), folds)
    expected = [len(fold.learning) for fold in folds for _ in range(len(fold.test))]
    assert validation.rows["predicted"].tolist() == expected


def test_errors_are_those_of_the_rows_and_of_each_fold() -> None:
    folds = validation_folds(learning(), 5)
    off = validate(lambda _, rows: rows[TARGET] + 2, folds)
    assert off.scores.mae == pytest.approx(2)
    assert off.fold_maes == pytest.approx([2.0] * 10)
