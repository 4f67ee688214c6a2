from dbt_stage.resumption import merged_results


def test_each_node_counts_as_it_came_out_last() -> None:
    earlier = {
        "args": {"which": "build"},
        "results": [
            {"unique_id": "model.p.a", "status": "success"},
            {"unique_id": "model.p.b", "status": "error"},
            {"unique_id": "test.p.c.1", "status": "skipped"},
        ],
    }
    later = {
        "args": {"which": "retry"},
        "results": [
            {"unique_id": "model.p.b", "status": "success"},
            {"unique_id": "test.p.c.1", "status": "pass"},
        ],
    }
    merged = merged_results(earlier, later)
    assert {result["unique_id"]: result["status"] for result in merged["results"]} == {
        "model.p.a": "success",
        "model.p.b": "success",
        "test.p.c.1": "pass",
    }
    assert merged["args"] == {"which": "build"}
