import json
import random

import pytest

from stage_kit.result import (
    RESULT_BYTES,
    ModelMetric,
    RegisteredModel,
    StageResult,
    TestSummary,
    render_result,
    result_from_mapping,
)

SAMPLE = StageResult(
    outputs={"publication": "analytics"},
    tests=TestSummary(total=3, passed=1, failed=2, warned=0, failures=("a", "b")),
    model=RegisteredModel("life-expectancy", "3", True, (ModelMetric("mae", "1.9", "4.1"),)),
    reason="DataTestsFailed",
    message="2 of 3 tests failed",
)


def test_writes_the_shape_of_the_contract() -> None:
    rendered = render_result(SAMPLE)
    assert rendered.is_usable
    assert json.loads(rendered.document) == {
        "outputs": {"publication": "analytics"},
        "tests": {"total": 3, "passed": 1, "failed": 2, "warned": 0, "failures": ["a", "b"]},
        "model": {
            "name": "life-expectancy",
            "version": "3",
            "champion": True,
            "metrics": [{"name": "mae", "value": "1.9", "baseline": "4.1"}],
        },
        "reason": "DataTestsFailed",
        "message": "2 of 3 tests failed",
    }


def test_leaves_out_what_a_stage_has_nothing_to_say_about() -> None:
    assert render_result(StageResult()).document == b"{}"


def test_reads_back_what_it_wrote() -> None:
    assert result_from_mapping(json.loads(render_result(SAMPLE).document)) == SAMPLE


def drawn_result(draw: random.Random) -> StageResult:
    alphabet = 'a"\\\u0000é😀\ud800\n'

    def text(longest: int) -> str:
        return "".join(draw.choices(alphabet, k=draw.randint(0, longest)))

    failures = tuple(text(400) for _ in range(draw.randint(0, 60)))
    metrics = tuple(ModelMetric(text(30), text(30), text(30)) for _ in range(draw.randint(0, 40)))
    return StageResult(
        outputs={f"o{number}": "é" * draw.randint(0, 100) for number in range(draw.randint(0, 8))},
        tests=TestSummary(len(failures), 0, len(failures), 0, failures),
        model=RegisteredModel("m", "1", False, metrics),
        reason="DataTestsFailed",
        message=text(3000),
    )


def test_always_fits_and_never_loses_counts_or_outputs() -> None:
    for seed in range(300):
        given = drawn_result(random.Random(seed))
        rendered = render_result(given)
        written = json.loads(rendered.document)
        assert len(rendered.document) <= RESULT_BYTES, seed
        assert rendered.is_usable, seed
        assert written.get("outputs", {}) == given.outputs, seed
        assert given.tests is not None
        assert written["tests"]["failed"] == given.tests.failed, seed
        assert written["reason"] == "DataTestsFailed", seed


def test_keeps_every_failure_that_fits() -> None:
    failures = tuple(f"not_null_column_{number}" for number in range(400))
    rendered = render_result(StageResult(tests=TestSummary(400, 0, 400, 0, failures)))
    kept = json.loads(rendered.document)["tests"]["failures"]
    assert kept == list(failures[: len(kept)])
    assert RESULT_BYTES - len(rendered.document) < 30


@pytest.mark.parametrize(
    ("outputs", "problem"),
    [
        ({"load-id": "x"}, 'output name "load-id" must match'),
        ({"a": "x" * 257}, "output a has 257 characters"),
        ({f"o{number}": "" for number in range(17)}, "stage declared 17 outputs"),
        ({f"o{number}": "é" * 256 for number in range(16)}, "result needs more than 4096 bytes"),
    ],
)
def test_is_not_usable_with_outputs_that_break_the_contract(
    outputs: dict[str, str], problem: str
) -> None:
    rendered = render_result(StageResult(outputs=outputs))
    assert not rendered.is_usable
    assert problem in json.loads(rendered.document)["message"]
    assert json.loads(rendered.document)["reason"] == "InvalidResult"
