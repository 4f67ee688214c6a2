"""The result a stage leaves in its termination log: JSON of at most 4096 bytes.

Kubernetes cuts a longer termination message without asking, which would leave the operator with
half a JSON document; so it is shortened here, least important parts first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

RESULT_BYTES = 4096
_OUTPUTS = 16
_OUTPUT_CHARACTERS = 256
_MESSAGE_CHARACTERS = 512
_FAILURE_CHARACTERS = 160
_OUTPUT_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{0,62}")


@dataclass(frozen=True)
class TestSummary:
    """Counts of data tests. `failures` names the red ones, as many as fit."""

    __test__ = False  # keeps pytest from collecting a class whose name starts with Test

    total: int
    passed: int
    failed: int
    warned: int
    failures: tuple[str, ...] = ()


@dataclass(frozen=True)
class ModelMetric:
    """A metric beside the naive baseline's; decimal strings, because status holds no floats."""

    name: str
    value: str
    baseline: str


@dataclass(frozen=True)
class RegisteredModel:
    """The model version a training stage registered, and whether it is the champion now."""

    name: str
    version: str
    champion: bool
    metrics: tuple[ModelMetric, ...] = ()


@dataclass(frozen=True)
class StageResult:
    """What a stage tells the operator. Absent parts are left out of the JSON."""

    outputs: Mapping[str, str] = field(default_factory=dict)
    tests: TestSummary | None = None
    model: RegisteredModel | None = None
    reason: str | None = None
    message: str | None = None

    def to_mapping(self) -> dict[str, Any]:
        """The JSON shape of the contract, without absent parts."""
        return {key: value for key, value in asdict(self).items() if value not in (None, {})}


def result_from_mapping(mapping: Mapping[str, Any]) -> StageResult:
    """The inverse of `to_mapping`; for results that were stored and are reported again."""
    tests = mapping.get("tests")
    model = mapping.get("model")
    return StageResult(
        outputs=dict(mapping.get("outputs", {})),
        tests=TestSummary(**{**tests, "failures": tuple(tests["failures"])}) if tests else None,
        model=_model_from_mapping(model) if model else None,
        reason=mapping.get("reason"),
        message=mapping.get("message"),
    )


@dataclass(frozen=True)
class RenderedResult:
    """The bytes to write. Unusable when the outputs themselves break the contract."""

    document: bytes
    is_usable: bool


def render_result(result: StageResult) -> RenderedResult:
    """UTF-8 JSON of at most 4096 bytes; always valid JSON, details are dropped where needed.

    Outputs and counts are never dropped: a stage that silently lost an output would break the next.
    """
    problem = _output_problem(result.outputs)
    if problem is not None:
        return _unusable(result, problem)
    shortened = _bound_fields(result)
    for shorten in _SHORTENINGS:
        while len(_encode(shortened)) > RESULT_BYTES:
            shorter = shorten(shortened)
            if shorter == shortened:
                break
            shortened = shorter
    document = _encode(shortened)
    if len(document) > RESULT_BYTES:
        return _unusable(result, f"result needs more than {RESULT_BYTES} bytes without details")
    return RenderedResult(document, is_usable=True)


def _output_problem(outputs: Mapping[str, str]) -> str | None:
    if len(outputs) > _OUTPUTS:
        return f"stage declared {len(outputs)} outputs, at most {_OUTPUTS} are allowed"
    for name, value in outputs.items():
        if not _OUTPUT_NAME.fullmatch(name):
            return f'output name "{_cut(name, 80)}" must match {_OUTPUT_NAME.pattern}'
        if len(value) > _OUTPUT_CHARACTERS:
            length = len(value)
            return (
                f"output {name} has {length} characters, at most {_OUTPUT_CHARACTERS} are allowed"
            )
    return None


def _unusable(result: StageResult, problem: str) -> RenderedResult:
    reason = _cut(result.reason or "InvalidResult", 63)
    message = _cut(result.message or problem, _FAILURE_CHARACTERS)
    return RenderedResult(_encode(StageResult(reason=reason, message=message)), is_usable=False)


def _model_from_mapping(model: Mapping[str, Any]) -> RegisteredModel:
    metrics = tuple(ModelMetric(**metric) for metric in model["metrics"])
    return RegisteredModel(**{**model, "metrics": metrics})


def _encode(result: StageResult) -> bytes:
    document = json.dumps(result.to_mapping(), ensure_ascii=False, separators=(",", ":"))
    return document.encode("utf-8", errors="replace")


def _cut(text: str, characters: int) -> str:
    return text if len(text) <= characters else text[: characters - 1] + "…"


def _bound_fields(result: StageResult) -> StageResult:
    bounded = result
    if result.reason is not None:
        bounded = replace(bounded, reason=_cut(result.reason, 63))
    if result.message is not None:
        bounded = replace(bounded, message=_cut(result.message, _MESSAGE_CHARACTERS))
    if result.tests is not None:
        failures = tuple(_cut(name, _FAILURE_CHARACTERS) for name in result.tests.failures)
        bounded = replace(bounded, tests=replace(result.tests, failures=failures))
    return bounded


def _drop_last_failure(result: StageResult) -> StageResult:
    if result.tests is None:
        return result
    return replace(result, tests=replace(result.tests, failures=result.tests.failures[:-1]))


def _drop_last_metric(result: StageResult) -> StageResult:
    if result.model is None:
        return result
    return replace(result, model=replace(result.model, metrics=result.model.metrics[:-1]))


def _halve_message(result: StageResult) -> StageResult:
    if not result.message:
        return result
    return replace(result, message=_cut(result.message, max(1, len(result.message) // 2)))


# Order matters: the names of failed tests are also in the stored artifacts.
_SHORTENINGS: tuple[Callable[[StageResult], StageResult], ...] = (
    _drop_last_failure,
    _drop_last_metric,
    _halve_message,
)
