"""Test calls: to one's own telephone only, in its hours, once; and no customer's ledger knows of them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from campaigns.agents import Agent
from dialer.attempts import Attempt
from dialer.carrier import FateUnknown, NumberRefused, TryLater
from dialer.pacing import Bucket
from dialer.rehearsals import Rehearsal
from dialer.rehearsing.carrying_out import rehearse
from dialer.rehearsing.wishing import Enough, NoTexts, NotTheirs, OneAtATime, Wanted, wish
from tests.cast import LINES, agent, branch
from tests.dialer.play import Play

HERS = "+85261110009"


def rita(play: Play, **changes: Any) -> Agent:
    with play.scene() as session:
        branch(session)
        return agent(session, "rita", post="supervisor", phone=HERS, **changes)


def wishes(play: Play, who: Agent, **changes: Any) -> int:
    wanted = {"phone": HERS, "line": LINES[0], "words": "冬至快乐。", "language": "zh"}
    with play.scene() as session:
        return wish(session, session.get_one(Agent, who.id), Wanted(**wanted | changes), play.now)


def one(play: Play) -> Rehearsal:
    with play.scene() as session:
        return session.scalars(select(Rehearsal).order_by(Rehearsal.id.desc()).limit(1)).one()


def test_her_telephone_rings_once_and_nobodys_ledger_knows(play: Play) -> None:
    wishes(play, rita(play))
    for _ in range(3):
        play.work()
    (rung,) = play.carrier.calls
    assert (rung.to, rung.line, rung.rehearsal, rung.leg, rung.detect_machine) == (HERS, LINES[0], True, False, False)
    assert one(play).state == "placed"
    with play.scene() as session:
        assert session.scalars(select(Attempt)).all() == []


def test_a_job_that_runs_twice_rings_once(play: Play) -> None:
    wished = wishes(play, rita(play))
    for _ in range(2):
        rehearse(play.tools, wished)
    assert len(play.carrier.calls) == 1


@pytest.mark.parametrize(
    ("phone", "hours", "why"),
    [
        # nine in the evening in Hong Kong
        (HERS, 10, "ceiling_21"),
        # nine in the evening in Vancouver, where the law would permit another half hour
        ("+16042530001", 1, "ceiling_21"),
        # seven in the morning of the next day
        (HERS, 20, "outside_window"),
        # an address has the clock of the house whose line rings it
        ("sip:rita@pbx.example.com", 10, "ceiling_21"),
        # and so has a number that does not tell where it is
        ("+85290010009", 10, "ceiling_21"),
        # the carrier does not go there
        ("+8613912345678", 0, "no_voice_service"),
    ],
)
def test_it_is_refused_in_words(play: Play, phone: str, hours: int, why: str) -> None:
    who = rita(play, other_phones=[phone])
    play.clock.forward(hours=hours)
    wishes(play, who, phone=phone)
    play.work()
    assert (one(play).state, one(play).reason, play.carrier.calls) == ("refused", why, [])


@pytest.mark.parametrize("phone", ["sip:rita@pbx.example.com", "client:rita", "+85290010009"])
def test_an_address_rings_like_a_number_and_so_does_a_number_that_tells_no_zone(play: Play, phone: str) -> None:
    wishes(play, rita(play, other_phones=[phone]), phone=phone)
    play.work()
    assert [call.to for call in play.carrier.calls] == [phone]


def test_only_her_own_telephone_is_rung(play: Play) -> None:
    who = rita(play)
    with pytest.raises(NotTheirs):
        wishes(play, who, phone="+85291234567")


def test_one_at_a_time_and_ten_a_day(play: Play) -> None:
    who = rita(play)
    wishes(play, who)
    with pytest.raises(OneAtATime):
        wishes(play, who)
    with play.scene() as session:
        for _ in range(9):
            session.add(
                Rehearsal(
                    agent_id=who.id,
                    phone=HERS,
                    line=LINES[0],
                    words="",
                    language="zh",
                    state="ended",
                    wanted_at=play.now,
                )
            )
        session.get_one(Rehearsal, one(play).id).state = "ended"
    with pytest.raises(Enough):
        wishes(play, who)
    play.clock.forward(days=1)
    assert wishes(play, who)


def test_an_unknown_fate_is_never_dialled_again_and_ends_as_lost(play: Play) -> None:
    wishes(play, rita(play))
    play.carrier.loses = FateUnknown("connection_lost")
    play.work()
    assert one(play).state == "placing"
    play.carrier.loses = None
    for _ in range(4):
        play.clock.forward(minutes=2)
        play.work()
    assert (len(play.carrier.calls), one(play).state, one(play).reason) == (1, "ended", "lost")


@pytest.mark.parametrize(
    ("refusal", "why"),
    [
        (NumberRefused("21211"), "bad_number"),
        (TryLater("20429"), "carrier_busy"),
    ],
)
def test_what_the_carrier_refuses_is_over(play: Play, refusal: Exception, why: str) -> None:
    wishes(play, rita(play))
    play.carrier.refuses = refusal
    play.work()
    assert (one(play).state, one(play).reason) == ("refused", why)


def test_a_message_of_its_end_that_was_lost_is_asked_for(play: Play) -> None:
    wishes(play, rita(play))
    play.work()
    play.carrier.tells(one(play).carrier_id or "", "ended", "talked")
    play.clock.forward(minutes=2)
    play.work()
    assert (one(play).state, one(play).reason) == ("ended", "talked")


def test_a_call_that_goes_on_and_on_is_ended(play: Play) -> None:
    wishes(play, rita(play))
    play.work()
    play.clock.forward(minutes=2)
    play.work()
    assert play.carrier.stopped == [one(play).carrier_id]


def test_it_waits_for_the_pace_of_its_line_and_lapses_when_no_worker_comes(play: Play) -> None:
    who = rita(play)
    with play.scene() as session:
        session.get_one(Bucket, f"AC-test/call/{LINES[0]}").tokens = 0.0
    wishes(play, who)
    assert play.tick().rehearse == []
    play.clock.forward(seconds=1)
    assert play.tick().rehearse == [one(play).id]
    play.clock.forward(minutes=5)
    assert play.tick().rehearse == []
    assert (one(play).state, one(play).reason) == ("refused", "nobody_took_it_up")


def test_a_test_text_goes_to_numbers_only(play: Play) -> None:
    who = rita(play, other_phones=["sip:rita@pbx.example.com"])
    with pytest.raises(NoTexts):
        wishes(play, who, phone="sip:rita@pbx.example.com", channel="text")
    wishes(play, who, channel="text")
    play.work()
    (sent,) = play.carrier.texts
    assert (sent.to, sent.body, sent.rehearsal) == (HERS, "冬至快乐。", True)
    play.carrier.tells(one(play).carrier_id or "", "ended", "delivered")
    play.clock.forward(minutes=2)
    play.work()
    assert (one(play).state, one(play).reason) == ("ended", "delivered")
