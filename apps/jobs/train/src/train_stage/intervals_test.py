import numpy as np
import pandas as pd
import pytest

from train_stage.columns import COUNTRY, TARGET
from train_stage.intervals import half_width, intervals

YEARS = 10


def residuals_of(random: np.random.Generator, countries: int) -> pd.DataFrame:
    """What validation might be off: mostly a matter of the country, a little of the year."""
    of_country = np.repeat(random.normal(0, 3, countries), YEARS)
    codes = np.repeat([f"C{number:03d}" for number in range(countries)], YEARS)
    off = np.abs(of_country + random.normal(0, 0.5, len(of_country)))
    return pd.DataFrame({COUNTRY: codes, "off": off})


@pytest.mark.parametrize("level", [0.8, 0.9])
def test_covers_unseen_countries_as_often_as_it_says(level: float) -> None:
    random = np.random.default_rng(11)
    covered = []
    for _ in range(400):
        known, unseen = residuals_of(random, 30), residuals_of(random, 20)
        covered.append((unseen["off"] <= half_width(known["off"], known[COUNTRY], level)).mean())
    assert level - 0.01 <= np.mean(covered) <= level + 1 / 31 + 0.01


def test_a_country_with_many_rows_counts_as_much_as_one_with_few() -> None:
    many = pd.DataFrame({COUNTRY: "C000", "off": [50.0] * 1000})
    few = pd.DataFrame({COUNTRY: [f"C{number:03d}" for number in range(1, 40)], "off": 1.0})
    known = pd.concat([many, few], ignore_index=True)
    assert half_width(known["off"], known[COUNTRY], 0.9) == 1.0


@pytest.mark.parametrize(
    ("countries", "level", "is_known"),
    [(9, 0.9, True), (8, 0.9, False), (19, 0.95, True), (18, 0.95, False)],
)
def test_too_few_countries_vouch_for_nothing(countries: int, level: float, is_known: bool) -> None:
    codes = pd.Series([f"C{number:03d}" for number in range(countries)])
    width = half_width(pd.Series(np.arange(countries) * 1.0), codes, level)
    assert np.isfinite(width) == is_known


def test_coverage_is_measured_on_the_holdout_and_widths_are_not() -> None:
    validated = pd.DataFrame({COUNTRY: [f"C{number:03d}" for number in range(99)], TARGET: 70.0})
    validated["predicted"] = 70.0 + np.arange(99) / 10
    holdout = pd.Series([70.0, 70.0, 70.0, 70.0])
    near, far = (intervals(validated, holdout, holdout + off) for off in (7.95, 100.0))
    assert [one.name for one in near] == ["interval_80", "interval_90", "interval_95"]
    assert [one.half_width for one in near] == pytest.approx([7.9, 8.9, 9.4])
    assert [one.half_width for one in near] == [one.half_width for one in far]
    assert [one.coverage for one in near] == [0.0, 1.0, 1.0]
    assert [one.coverage for one in far] == [0.0, 0.0, 0.0]
