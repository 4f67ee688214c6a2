"""The champion's gate: who may become champion, decided on one and the same holdout."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Contest:
    """Mean absolute errors on the same holdout.

    `champion_mae` is None when there is no champion, or none that can still be asked.
    `margin` is the share by which a challenger has to be better than the champion.
    """

    challenger_mae: float
    baseline_mae: float
    champion_mae: float | None
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
    if contest.challenger_mae >= contest.baseline_mae:
        return Verdict(False, f"{error} is not below the baseline's {contest.baseline_mae:.4f}")
    if contest.champion_mae is None:
        return Verdict(True, f"{error} is below the baseline's and there is no champion to ask")
    champion = f"the champion's {contest.champion_mae:.4f} less {contest.margin:.1%}"
    if contest.challenger_mae < contest.champion_mae * (1 - contest.margin):
        return Verdict(True, f"{error} is below {champion}")
    return Verdict(False, f"{error} is not below {champion}")
