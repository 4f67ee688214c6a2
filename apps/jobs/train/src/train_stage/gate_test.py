import pytest

from train_stage.gate import Contest, judge


@pytest.mark.parametrize(
    ("contest", "is_promoted"),
    [
        (Contest(2.9, 4.4, None, 0.01), True),
        (Contest(4.4, 4.4, None, 0.01), False),
        (Contest(5.0, 4.4, None, 0.01), False),
        (Contest(2.9, 4.4, 3.0, 0.01), True),
        (Contest(2.98, 4.4, 3.0, 0.01), False),
        (Contest(2.97, 4.4, 3.0, 0.01), False),
        (Contest(3.0, 4.4, 3.0, 0.0), False),
        (Contest(3.1, 4.4, 3.0, 0.01), False),
        (Contest(4.5, 4.4, 9.0, 0.01), False),
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
def test_promotes_only_what_is_clearly_better(contest: Contest, is_promoted: bool) -> None:
    assert judge(contest).is_promoted is is_promoted


def test_says_why() -> None:
    assert judge(Contest(2.9, 4.4, 3.0, 0.01)).reason == (
        "error 2.9000 is below the champion's 3.0000 less 1.0%"
    )
    assert judge(Contest(4.5, 4.4, None, 0.01)).reason == (
        "error 4.5000 is not below the baseline's 4.4000"
    )
