from train_stage.lineage import raw_objects, sources_by_indicator
from train_stage_testing.sample_sources import sample_sources


def test_an_object_that_two_loads_read_is_one_source() -> None:
    rows = raw_objects(sample_sources())
    found = rows[["source_object", "figures"]].itertuples(index=False, name=None)
    assert sorted(found) == [
        ("raw/july/WHOSIS_000001/data-3", 12),
        ("raw/june/HWF_0001/data-1", 30),
        ("raw/june/WHOSIS_000001/data-2", 50),
    ]


def test_indicators_are_summed_up_over_their_days() -> None:
    rows = sources_by_indicator(sample_sources()).astype({"oldest": str, "newest": str})
    assert list(rows.itertuples(index=False, name=None)) == [
        ("HWF_0001", 30, 1, "2026-06-01", "2026-06-01"),
        ("WHOSIS_000001", 62, 2, "2026-06-01", "2026-07-01"),
    ]
