"""The evidence of one call: who, what for, every instant, what it stood on, what the carrier said; nothing in full."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from dialer.agents.transfers import Transfer
from dialer.attempt_life import Result
from dialer.attempts import Attempt
from dialer.explain import CallEvidence, Voice, call_evidence
from dialer.explaining.call_rows import SHOWN
from tests.browser.why import busy_call
from tests.cast import MEI, agent, campaign, customer, follow_up, greeting, ready
from tests.dialer.family import mother_and_son
from tests.dialer.play import Play

ENGLISH = Voice("en", "UTC", lambda code: code)
CHINESE = Voice("zh", "UTC", lambda code: code)


def evidence(play: Play, attempt_id: int, voice: Voice = ENGLISH) -> CallEvidence:
    with play.tools.sessions() as session:
        found = call_evidence(session, attempt_id, voice)
    assert found is not None
    return found


def test_it_says_in_one_sentence_who_was_called_by_whom_and_how_it_ended(play: Play) -> None:
    found = evidence(play, busy_call(play))
    assert found.sentence == (
        "周淑芬 was called on +852 •••• •567 by 林永美 at 15:00 on Tuesday 2026-11-24: talked with an agent."
    )
    assert (found.parties.number, found.parties.house, found.parties.agent) == ("C-20417", "Harbour Clinic", "林永美")


def test_every_instant_of_its_life_is_told_in_order(play: Play) -> None:
    life = evidence(play, busy_call(play)).life
    assert [line.what for line in life] == [
        "claimed by a worker",
        "is being asked of the carrier",
        "placed",
        "rings",
        "answered",
        "the carrier was told to join the voices",
        "the voices met",
        "ended",
    ]
    instants = [line.at for line in life if line.at]
    assert len(instants) == len(life)
    assert instants == sorted(instants)


def test_what_it_stood_on_is_all_there(play: Play) -> None:
    said = {(one.about, one.said) for one in evidence(play, busy_call(play)).grounds}
    for about, part in (
        ("clock", "2026-11-24 15:00:00 in Asia/Hong_Kong"),
        ("clock", "zone on file"),
        ("hours", "clinic hours"),
        ("law", "law row HK (Benchmark Code of Practice"),
        ("law", "confidence"),
        ("ring", "it may ring for 45 s"),
        ("caps", "our calls: 1 of 3 in 24 hours"),
        ("consent", "consent to care: not asked"),
        ("edition", "hours "),
        ("edition", "zone database "),
    ):
        assert any(known == about and part in words for known, words in said), (about, part)


def test_what_it_was_about_carries_its_own_outcome(play: Play) -> None:
    lead, other = evidence(play, busy_call(play)).matters
    assert lead.purpose == "care"
    assert "Outcome: a concern; logged by 林永美" in lead.outcome
    assert other.purpose == "survey"
    assert "all is well" in other.outcome


def test_long_lists_show_their_youngest_and_say_how_many_are_left_out(play: Play) -> None:
    found = evidence(play, busy_call(play))
    assert (len(found.refusals.shown), found.refusals.more) == (SHOWN, 22)
    assert (len(found.events.shown), found.events.more) == (SHOWN, 17)
    assert found.events.shown[-1].what == "ended; talked with an agent"
    assert found.refusals.shown[-1].at == max(line.at for line in found.refusals.shown if line.at)


def test_the_texts_of_the_same_follow_up_stand_beside_it(play: Play) -> None:
    (text,) = evidence(play, busy_call(play)).texts
    assert (text.what, text.why) == ("Text 1 delivered", "+852 •••• •567")


def test_a_refusal_that_came_later_is_no_ground_of_an_earlier_call(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session), play.now, closes_at=play.now + timedelta(days=2))
    call = play.rings_next()
    play.tell(call, "ended", Result.BUSY)
    play.clock.at = play.case().next_try_at
    with play.scene() as session:
        session.merge(play.customer()).zone = "Nowhere/Nothing"
    play.work()
    assert play.refusals()
    assert evidence(play, call.id).refusals.shown == ()


def test_a_call_that_is_still_on_its_way_is_told_so(play: Play) -> None:
    call = play.rings()
    assert evidence(play, call.id).sentence.endswith("on Tuesday 2026-11-24: placed.")
    assert evidence(play, call.id).matters[0].outcome == ""


def test_a_greeting_has_no_agent(play: Play) -> None:
    with play.scene() as session:
        of = campaign(session, ready(session, play.now))
        greeting(session, customer(session), of, closes_at=play.now + timedelta(days=1))
    found = evidence(play, play.rings_next().id)
    assert (found.parties.agent, found.mode) == ("", "greeting")
    assert found.sentence.startswith("陈美玲 was called on +852 •••• •567 at 11:00")


def test_a_text_has_evidence_of_its_own(play: Play) -> None:
    play.tell(play.rings(), "ended", Result.NO_ANSWER)
    play.work()
    found = evidence(play, play.texts()[0].id)
    assert found.name == "Text 1"
    assert found.sentence.startswith("陈美玲 was texted on +852 •••• •567 at 11:00")
    assert found.texts == (), "it does not stand beside itself"


def test_a_row_from_before_these_grounds_were_kept_is_told_all_the_same(play: Play) -> None:
    call = play.rings()
    with play.scene() as session:
        session.get_one(Attempt, call.id).evidence = {}
    assert evidence(play, call.id).grounds == ()


def test_two_people_on_one_telephone_are_two_matters(play: Play) -> None:
    hers, his = mother_and_son(play)
    found = evidence(play, play.rings_next().id)
    assert [one.follow_up_id for one in found.matters] == [hers, his]
    assert len({one.customer_id for one in found.matters}) == 2


@pytest.mark.parametrize(
    ("reason", "voice", "says"),
    [
        ("", ENGLISH, "Wing handed the customer on to Fai"),
        ("", CHINESE, "Wing将客户转接给Fai"),
        ("line_dropped", ENGLISH, "the line of Wing dropped, and Fai took over"),
    ],
)
def test_who_talked_after_whom_stands_in_its_life(play: Play, reason: str, voice: Voice, says: str) -> None:
    call = play.rings()
    play.picks_up(call)
    with play.scene() as session:
        fai = agent(session, "fai").id
        row = {"from_agent_id": call.agent_id, "to_agent_id": fai, "wanted_at": play.now, "deadline_at": play.now}
        session.add(Transfer(attempt_id=call.id, state="done", reason=reason, ended_at=play.now, note="秘密", **row))
    found = evidence(play, call.id, voice)
    assert says in [line.what for line in found.life]
    assert "秘密" not in repr(found)


def test_no_number_is_shown_in_full(play: Play) -> None:
    call = busy_call(play)
    for voice in (ENGLISH, CHINESE):
        said = re.sub(r"[ -]", "", repr(evidence(play, call, voice)))
        assert not any(number[5:] in said for number in (MEI, play.agent().phone, play.attempt(call).line))


def test_what_is_not_there_is_none(play: Play) -> None:
    with play.tools.sessions() as session:
        assert call_evidence(session, 12345, ENGLISH) is None
