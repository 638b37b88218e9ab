"""Placing a handful together: one judgement and two transactions for all, and each call still stands for itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import event, select
from structlog.testing import capture_logs

from campaigns.follow_ups import FollowUp
from dialer.attempt_life import AttemptState
from dialer.attempts import Attempt, write_attempt
from dialer.calls.place import place
from dialer.carrier import AccountBlocked, CallWanted, CarrierError, Forbidden, NumberRefused, TextWanted
from dialer.peace.suppress import suppress
from dialer.tools import AT_ONCE
from tests.cast import agent, campaign, customer, follow_up, greeting
from tests.dialer.at_once import at_once
from tests.dialer.play import Play
from tests.dialer.refusing import open_ones

A, B, C = "+85291230001", "+85291230002", "+85291230003"


@pytest.fixture
def three(play: Play) -> list[int]:
    """Three greetings are claimed."""
    with play.scene() as session:
        for number in (A, B, C):
            greeting(session, customer(session, f"客{number}", number))
    return play.tick().place


def states(play: Play) -> list[str]:
    return [attempt.state.value for attempt in sorted(play.attempts(), key=lambda one: one.id)]


def at(number: str, deed: Callable[[], object]) -> Callable[[CallWanted | TextWanted], None]:
    """Do this while the carrier is asked for that number."""

    def meanwhile(wanted: CallWanted | TextWanted) -> None:
        if wanted.to == number:
            deed()

    return meanwhile


def test_each_is_asked_for_once_and_its_own_answer_is_written_down(play: Play, three: list[int]) -> None:
    place(play.tools, *three)
    place(play.tools, *three)
    assert [wanted.to for wanted in play.carrier.calls] == [A, B, C]
    for attempt in play.attempts():
        known = next(view for view, to, _ in play.carrier.known if to == attempt.e164)
        assert (attempt.state, attempt.carrier_id) == (AttemptState.PLACED, known.carrier_id)
        assert attempt.evidence["zones"]
        assert play.case(attempt.follow_up_id).tries_made == 1


def test_three_cost_the_database_no_more_statements_than_one(play: Play, three: list[int]) -> None:
    asked: Counter[str] = Counter()
    engine = play.tools.sessions.kw["bind"]

    @event.listens_for(engine, "before_cursor_execute")
    def count(*_: object) -> None:
        asked[whose] += 1

    whose = "one"
    place(play.tools, three[0])
    whose = "two"
    place(play.tools, *three[1:])
    event.remove(engine, "before_cursor_execute", count)
    assert asked["two"] == asked["one"] > 0


def test_what_is_not_permitted_any_more_stays_at_home_alone(play: Play, three: list[int]) -> None:
    with play.scene() as session:
        second = session.get_one(Attempt, three[1])
        suppress(session, second.customer_id, "call", "asked", play.now)
    place(play.tools, *three)
    assert [wanted.to for wanted in play.carrier.calls] == [A, C]
    assert states(play) == ["placed", "released", "placed"]


def test_a_campaign_that_is_paused_stays_at_home(play: Play, three: list[int]) -> None:
    with play.scene() as session:
        paused = campaign(session, agent(session), state="paused")
        first = session.get_one(Attempt, three[0])
        session.get_one(FollowUp, first.follow_up_id).campaign_id = paused.id
    place(play.tools, *three)
    assert [wanted.to for wanted in play.carrier.calls] == [B, C]


def test_one_that_is_refused_is_one_decision(play: Play, three: list[int]) -> None:
    def refuse() -> None:
        raise NumberRefused("21211")

    play.carrier.meanwhile = at(B, refuse)
    place(play.tools, *three)
    assert states(play) == ["placed", "refused", "placed"]


@pytest.mark.parametrize("wall", [Forbidden("21215"), AccountBlocked("20005")])
def test_a_closed_country_is_asked_for_once_and_the_others_wait(
    play: Play, three: list[int], wall: CarrierError
) -> None:
    def refuse() -> None:
        raise wall

    play.carrier.meanwhile = at(B, refuse)
    place(play.tools, *three)
    assert [wanted.to for wanted in play.carrier.calls] == [A, B]
    assert open_ones(play) == [(wall.code, 1)]
    placed, met, kept = (play.case(attempt.follow_up_id) for attempt in play.attempts())
    assert (placed.tries_made, met.tries_made, kept.tries_made) == (1, 0, 0)
    assert (kept.waits_for, kept.next_try_at) == ("carrier_busy", play.now + timedelta(seconds=30))


def test_one_that_cannot_be_read_keeps_no_other_from_its_call(play: Play, three: list[int]) -> None:
    with play.scene() as session:
        second = session.get_one(Attempt, three[1])
        session.get_one(FollowUp, second.follow_up_id).hours = "nobody's"
    with pytest.raises(Exception, match="nobody's"):
        place(play.tools, *three)
    assert [wanted.to for wanted in play.carrier.calls] == [A, C]
    assert states(play) == ["placed", "claimed", "placed"]


def test_two_mistakes_are_both_told_and_the_third_call_is_made(play: Play, three: list[int]) -> None:
    def breaks(wanted: CallWanted | TextWanted) -> None:
        if wanted.to in (A, B):
            raise RuntimeError(f"a mistake at {wanted.to}")

    play.carrier.meanwhile = breaks
    with capture_logs() as told, pytest.raises(RuntimeError, match="0001"):
        place(play.tools, *three)
    assert [line["event"] for line in told if line["log_level"] == "error"] == ["place_failed"]
    assert states(play) == ["placing", "placing", "placed"]


def test_where_the_carrier_is_slow_the_judgement_of_the_rest_is_made_anew(play: Play, three: list[int]) -> None:
    play.carrier.meanwhile = at(A, lambda: play.clock.forward(seconds=AT_ONCE + 1))
    place(play.tools, *three)
    assert [wanted.to for wanted in play.carrier.calls] == [A]
    assert states(play) == ["placed", "released", "released"]
    waits = [play.case(attempt.follow_up_id) for attempt in play.attempts() if attempt.state is AttemptState.RELEASED]
    assert {(one.waits_for, one.tries_made, one.next_try_at) for one in waits} == {
        ("carrier_busy", 0, play.now + timedelta(seconds=30))
    }
    play.clock.forward(seconds=30)
    place(play.tools, *play.tick().place)
    assert sorted(wanted.to for wanted in play.carrier.calls) == [A, B, C]


@pytest.mark.parametrize(("seconds", "asked"), [(2, [A, B, C]), (3, [A])])
def test_whatever_the_carrier_takes_nothing_rings_after_its_hours(play: Play, seconds: int, asked: list[str]) -> None:
    """The last instant at which a greeting may be asked for, and the carrier takes its time with the first one."""
    with play.scene() as session:
        for number in (A, B, C):
            greeting(session, customer(session, f"客{number}", number))
    closes = play.now.replace(hour=12, minute=0)  # 20:00 in Hong Kong, the end of the hours for greetings
    play.clock.at = closes - timedelta(seconds=play.tools.ring_bound + 2)
    three = play.tick().place
    play.carrier.meanwhile = at(A, lambda: play.clock.forward(seconds=seconds))
    place(play.tools, *three)
    assert [wanted.to for wanted in play.carrier.calls] == asked


@pytest.mark.parametrize("asked", [1, 2, 3])
def test_a_power_cut_in_the_middle_dials_nobody_twice(play: Play, three: list[int], asked: int) -> None:
    class PowerCut(BaseException):
        """The worker's machine loses power."""

    def cut() -> None:
        raise PowerCut

    play.carrier.meanwhile = at((A, B, C)[asked - 1], cut)
    with pytest.raises(PowerCut):
        place(play.tools, *three)
    assert states(play) == ["placing"] * 3
    play.carrier.meanwhile = lambda _: None
    for _ in range(10):
        place(play.tools, *three)
        play.clock.forward(seconds=41)
        play.work()
    reached = [to for _, to, _ in play.carrier.known]
    assert reached[: asked - 1] == [A, B, C][: asked - 1]
    assert max(Counter(reached).values(), default=1) == 1
    assert states(play)[:3] == ["placed"] * (asked - 1) + ["lost"] * (4 - asked)


def test_a_third_text_to_one_person_is_judged_when_two_count(play: Play) -> None:
    """Two a day may go out; all three were claimed while none had been sent."""
    with play.scene() as session:
        whose = customer(session, "客", A)
        for step in ("one", "two", "three"):
            row = {"channel": "text", "e164": A, "line": "+85221234567", "mode": "agent", "body": "…"}
            matter = follow_up(session, whose, step=step, opens_at=play.now)
            write_attempt(session, matter, **row, state=AttemptState.CLAIMED)
        three = session.scalars(select(Attempt.id).order_by(Attempt.id)).all()
    place(play.tools, *three)
    assert len(play.carrier.texts) == 2
    assert [one.code for one in play.refusals()] == ["house_texts_24h"]


def test_two_workers_with_the_same_handful_ring_everybody_once(plays: Iterator[Play]) -> None:
    for play in plays:
        with play.scene() as session:
            for number in (A, B, C):
                greeting(session, customer(session, f"客{number}", number))
        three = play.tick().place
        at_once(partial(place, play.tools, *three), partial(place, play.tools, *reversed(three)))
        assert sorted(wanted.to for wanted in play.carrier.calls) == [A, B, C]
        assert states(play) == ["placed"] * 3
