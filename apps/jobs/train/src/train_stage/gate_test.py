import pytest

from train_stage.gate import Champion, Contest, evidence, judge


def contest(challenger: float, champion: float | None, margin: float = 0.01) -> Contest:
    """Against a baseline of 4.4."""
    return Contest(challenger, 4.4, None if champion is None else Champion("3", champion), margin)


@pytest.mark.parametrize(
    ("given", "is_promoted"),
    [
        (contest(2.9, None), True),
        (contest(4.4, None), False),
        (contest(5.0, None), False),
        (contest(2.9, 3.0), True),
        (contest(2.98, 3.0), False),
        (contest(2.97, 3.0), False),
        (contest(3.0, 3.0, margin=0.0), False),
        (contest(3.1, 3.0), False),
        (contest(4.5, 9.0), False),
    ],
    ids=[
        "the first that beats the baseline",
        "as good as the baseline",
        "worse than the baseline",
        "better than the champion by more than the margin",
        "better than the champion by less than the margin",
        "better than the champion by exactly the margin",
        "a tie without margin",
        "worse than the champion",
        "better than a champion that is itself worse than the baseline",
    ],
)
def test_promotes_only_what_is_clearly_better(given: Contest, is_promoted: bool) -> None:
    assert judge(given).is_promoted is is_promoted


@pytest.mark.parametrize(("challenger", "is_promoted"), [(2.9, True), (4.5, False)])
def test_a_champion_that_cannot_be_asked_leaves_the_baseline_to_beat(
    challenger: float, is_promoted: bool
) -> None:
    silent = Champion("3", None, "its files are gone")
    assert judge(Contest(challenger, 4.4, silent, 0.01)).is_promoted is is_promoted


def test_says_why() -> None:
    silent = Champion("3", None, "its files are gone")
    assert [
        judge(given).reason
        for given in (
            contest(2.9, 3.0),
            contest(3.0, 3.0),
            contest(4.5, None),
            contest(2.9, None),
            Contest(2.9, 4.4, silent, 0.01),
        )
    ] == [
        "error 2.9000 is below the 3.0000 of champion version 3 less 1.0%",
        "error 3.0000 is not below the 3.0000 of champion version 3 less 1.0%",
        "error 4.5000 is not below the baseline's 4.4000",
        "error 2.9000 is below the baseline's 4.4000 and there is no champion",
        "error 2.9000 is below the baseline's 4.4000 and champion version 3 cannot be asked:"
        " its files are gone",
    ]


def test_keeps_the_numbers() -> None:
    assert evidence(contest(2.9, 3.0)) == {
        "gate.challenger_mae": "2.900000",
        "gate.baseline_mae": "4.400000",
        "gate.margin": "0.01",
        "gate.champion_before": "3",
        "gate.champion_mae": "3.000000",
    }
    assert "gate.champion_before" not in evidence(contest(2.9, None))
    silent = evidence(Contest(2.9, 4.4, Champion("3", None, "its files are gone"), 0.01))
    assert silent["gate.champion_before"] == "3"
    assert "gate.champion_mae" not in silent
