import io
import json
from typing import Any

import pytest

from dbt_stage.freshness import FreshnessPolicy, act_on_freshness
from stage_kit import DataError, StageLogger


def sources(status: str) -> dict[str, Any]:
    return {
        "results": [
            {
                "unique_id": "source.gho_analytics.warehouse.load",
                "status": status,
                "max_loaded_at": "2026-06-01T00:00:00Z",
                "max_loaded_at_time_ago_in_s": 72 * 3600.0,
                "error": "permission denied",
            }
        ]
    }


def warnings(document: dict[str, Any] | None, policy: FreshnessPolicy) -> list[str]:
    """What is logged about the document under the policy."""
    stream = io.StringIO()
    act_on_freshness(document, policy, StageLogger(stream, "info", {}))
    return [json.loads(line)["said"] for line in stream.getvalue().splitlines()]


SAID = "warehouse.load was loaded 72 hours ago, at 2026-06-01T00:00:00Z"


@pytest.mark.parametrize("policy", list(FreshnessPolicy))
def test_fresh_sources_are_not_worth_a_word(policy: FreshnessPolicy) -> None:
    assert warnings(sources("pass"), policy) == []
    assert warnings(None, policy) == []


@pytest.mark.parametrize(
    ("status", "policy"),
    [
        ("warn", FreshnessPolicy.WARN),
        ("warn", FreshnessPolicy.FAIL),
        ("error", FreshnessPolicy.WARN),
    ],
)
def test_stale_sources_are_warned_of(status: str, policy: FreshnessPolicy) -> None:
    assert warnings(sources(status), policy) == [SAID]


def test_a_source_beyond_its_limit_fails_the_data_where_the_policy_says_so() -> None:
    with pytest.raises(DataError) as caught:
        warnings(sources("error"), FreshnessPolicy.FAIL)
    assert caught.value.reason == "SourceStale"
    assert caught.value.message == f"source is too old to build from: {SAID}"


def test_a_source_that_could_not_be_asked_is_not_called_stale() -> None:
    assert warnings(sources("runtime error"), FreshnessPolicy.FAIL) == []
