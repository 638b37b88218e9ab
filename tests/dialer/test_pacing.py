"""Pacing: never more calls a second than we allow ourselves, whoever asks and whatever their clocks say."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from dialer.pacing import draw_up_to, refill
from tests.cast import TUESDAY_11
from tests.dialer.play import Play

RATES = st.floats(0.1, 20)


@given(st.lists(st.floats(0, 5), max_size=40), RATES)
def test_what_is_drawn_never_exceeds_rate_times_time_and_one_burst(steps: list[float], rate: float) -> None:
    tokens, drawn = 1.0, 0
    for seconds in steps:
        tokens = refill(tokens, seconds, rate)
        drawn += int(tokens)
        tokens -= int(tokens)
    assert drawn <= sum(steps) * rate + max(1.0, rate) + 1e-6


@given(st.floats(0, 100), st.floats(-100, 100), RATES)
def test_a_bucket_holds_a_seconds_worth_and_at_least_one(tokens: float, seconds: float, rate: float) -> None:
    assert refill(tokens, seconds, rate) <= max(1.0, rate)


def test_a_slow_account_gets_its_call_in_the_end() -> None:
    assert refill(0.0, 9.9, 0.1) < 1 <= refill(0.0, 10.1, 0.1)


def test_a_new_account_begins_with_one_call(play: Play) -> None:
    with play.scene() as session:
        assert draw_up_to(session, "AC-new", 5.0, play.now).tokens == 1.0


def test_two_hosts_whose_clocks_differ_share_one_second_once(play: Play) -> None:
    """One host is five seconds ahead; asked in turns, they get what one clock would give."""
    drawn = 0
    for tenth in range(100):
        for ahead in (0, 5):
            with play.scene() as session:
                now = TUESDAY_11 + timedelta(seconds=tenth / 10 + ahead)
                bucket = draw_up_to(session, "AC-two-hosts", 1.0, now)
                drawn += int(bucket.tokens)
                bucket.tokens -= int(bucket.tokens)
    assert drawn <= 1 + 15
