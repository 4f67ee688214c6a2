import numpy as np
import pandas as pd
import pytest

from stage_kit import DataError
from train_stage.columns import ALL_COLUMNS, PROFILE_COLUMNS
from train_stage.point_in_time import refuse_future_knowledge

MEASURED = {2014: 80.0, 2016: 84.0, 2017: 84.0, 2018: 86.0}
TARGETS = {2015: 70.0, 2016: 70.5, 2017: 71.0, 2018: 71.5}


def profile() -> pd.DataFrame:
    rows = [
        {"country_code": "NOR", "year": float(year)}
        | {"uhc_service_coverage": MEASURED.get(year), "life_expectancy": TARGETS.get(year)}
        for year in range(2014, 2019)
    ]
    return pd.DataFrame(rows).reindex(columns=list(PROFILE_COLUMNS))


def features(**coverage: float) -> pd.DataFrame:
    """Rows by year as `y2015=80.0`."""
    rows = [
        {"country_code": "NOR", "who_region_code": "EUR", "year": float(name[1:])}
        | {"uhc_service_coverage": value, "life_expectancy": TARGETS[int(name[1:])]}
        for name, value in coverage.items()
    ]
    return pd.DataFrame(rows).reindex(columns=list(ALL_COLUMNS))


def test_the_newest_value_from_before_passes_and_so_does_none() -> None:
    refuse_future_knowledge(features(y2015=80.0, y2016=80.0, y2017=84.0, y2018=np.nan), profile())


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"y2016": 84.0}, "uhc_service_coverage of NOR 2016 is 84, newest before is 80"),
        ({"y2017": 86.0}, "uhc_service_coverage of NOR 2017 is 86, newest before is 84"),
        ({"y2017": 80.0}, "uhc_service_coverage of NOR 2017 is 80, newest before is 84"),
    ],
    ids=["of the year itself", "of a later year", "not the newest"],
)
def test_a_feature_that_was_not_the_newest_known_is_refused_and_its_row_named(
    row: dict[str, float], message: str
) -> None:
    with pytest.raises(DataError) as caught:
        refuse_future_knowledge(features(**row), profile())
    assert caught.value.reason == "PointInTimeViolated"
    assert message in str(caught.value)


def test_a_feature_of_which_nothing_was_known_is_refused() -> None:
    with pytest.raises(DataError, match="of NOR 2015 is 80, newest before is nan"):
        refuse_future_knowledge(features(y2015=80.0), profile().query("year > 2014"))


def test_a_value_of_another_country_is_none_of_this_one() -> None:
    other = profile().assign(country_code="SWE")
    with pytest.raises(DataError, match="uhc_service_coverage of NOR 2015 is 80"):
        refuse_future_knowledge(features(y2015=80.0), other)


def test_a_target_of_a_later_year_is_refused() -> None:
    shifted = features(y2015=80.0).assign(life_expectancy=TARGETS[2016])
    with pytest.raises(DataError, match=r"life_expectancy of NOR 2015 is 70\.5, measured is 70"):
        refuse_future_knowledge(shifted, profile())


def test_many_rows_are_counted_and_some_are_named() -> None:
    coverage = {f"y{year}": 1.0 for year in TARGETS}
    wrong = features(**coverage).assign(life_expectancy=9.0)
    with pytest.raises(DataError, match=r"8 values are not .* 2015 .* 2018 .* and 4 more") as error:
        refuse_future_knowledge(wrong, profile())
    assert len(str(error.value)) < 512
