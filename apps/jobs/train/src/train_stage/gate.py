"""The champion's gate: who may become champion, decided on one and the same holdout."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Champion:
    """The version to beat: its mean absolute error, or the objection to asking it.

    Exactly one of `mae` and `objection` is None.
    """

    version: str
    mae: float | None
    objection: str | None = None


@dataclass(frozen=True)
class Contest:
    """Mean absolute errors on the same holdout.

    `champion` is None when there is none. `margin` is the share by which a challenger has to be
    better than the champion.
    """

    challenger_mae: float
    baseline_mae: float
    champion: Champion | None
    margin: float


@dataclass(frozen=True)
class Verdict:
    """Whether the challenger becomes champion, and why."""

    is_promoted: bool
    reason: str


def judge(contest: Contest) -> Verdict:
    """Promote a challenger that beats the baseline and, by the margin, the champion.

    A tie keeps the champion: swapping models that are equally good costs trust and wins nothing.
    """
    error = f"error {contest.challenger_mae:.4f}"
    baseline = f"the baseline's {contest.baseline_mae:.4f}"
    if contest.challenger_mae >= contest.baseline_mae:
        return Verdict(False, f"{error} is not below {baseline}")
    champion = contest.champion
    if champion is None:
        return Verdict(True, f"{error} is below {baseline} and there is no champion")
    name = f"champion version {champion.version}"
    if champion.mae is None:
        return Verdict(
            True, f"{error} is below {baseline} and {name} cannot be asked: {champion.objection}"
        )
    to_beat = f"the {champion.mae:.4f} of {name} less {contest.margin:.1%}"
    if contest.challenger_mae < champion.mae * (1 - contest.margin):
        return Verdict(True, f"{error} is below {to_beat}")
    return Verdict(False, f"{error} is not below {to_beat}")


def evidence(contest: Contest) -> dict[str, str]:
    """The numbers that a verdict rests on, by the names of the tags that keep them."""
    tags = {
        "gate.challenger_mae": f"{contest.challenger_mae:.6f}",
        "gate.baseline_mae": f"{contest.baseline_mae:.6f}",
        "gate.margin": str(contest.margin),
    }
    champion = contest.champion
    if champion is not None:
        tags["gate.champion_before"] = champion.version
        if champion.mae is not None:
            tags["gate.champion_mae"] = f"{champion.mae:.6f}"
    return tags
