"""Inbound texts: a stop word is obeyed at once, for everybody who has this number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import Result
from dialer.inbound.texts import START, STOP, InboundText, meaning_of, receive
from tests.cast import MEI, customer, follow_up, ready
from tests.dialer.play import Play

LINE = "+85221234567"


def writes(play: Play, body: str, declared: str = "", sid: str = "SM1", number: str = MEI) -> str:
    with play.scene() as session:
        return receive(session, sid, number, LINE, body, declared, play.now)


@pytest.mark.parametrize(
    ("body", "declared", "meaning"),
    [
        # as the text told them to
        ("TD", "", "stop"),
        # full-width, as a Chinese keyboard writes it
        ("ＴＤ", "", "stop"),
        ("退订", "", "stop"),
        ("退訂。", "", "stop"),
        # in any case, with a full stop and white space about it
        (" stop. ", "", "stop"),
        ("Stop!", "", "stop"),
        ("UNSUBSCRIBE", "", "stop"),
        # the carrier has already taken it for one
        ("please no more of this", "STOP", "stop"),
        # what the carrier took it for goes first
        ("STOP", "HELP", "message"),
        ("START", "", "start"),
        ("unstop", "", "start"),
        # words for a person to read
        ("I cannot stop today, call me tomorrow", "", "message"),
        ("请明天下午再打", "", "message"),
        ("", "", "message"),
    ],
)
def test_what_a_text_means(body: str, declared: str, meaning: str) -> None:
    assert meaning_of(body, declared) == meaning


@given(st.sampled_from(sorted(STOP | START)), st.sampled_from(["", " ", "　", ".", "。", "！"]), st.booleans())
def test_every_word_is_known_however_it_is_written(word: str, around: str, small: bool) -> None:
    written = around + (word.lower() if small else word) + around
    assert meaning_of(written) == ("stop" if word in STOP else "start")


def test_a_stop_word_ends_calls_and_texts_from_now_on(play: Play) -> None:
    case = play.opens()
    assert writes(play, "ＴＤ") == "stop"
    assert (play.case(case.id).state, play.case().reason) == (FollowUpState.WITHDRAWN, "opt_out")
    with play.scene() as session:
        follow_up(session, session.merge(play.customer()), step="day-3")
    play.work()
    assert play.carrier.calls == []


def test_a_stop_word_between_missed_call_and_text_stops_the_text(play: Play) -> None:
    play.tell(play.rings(), "ended", Result.NO_ANSWER)
    writes(play, "STOP")
    play.work()
    assert play.carrier.texts == []


def test_it_holds_for_everybody_who_has_this_number(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        for name in ("陈美玲", "陈大文"):
            follow_up(session, customer(session, name, MEI))
    writes(play, "退订")
    play.work()
    assert play.carrier.calls == []


def test_start_brings_them_back(play: Play) -> None:
    play.opens()
    writes(play, "STOP", sid="SM1")
    assert writes(play, "START", sid="SM2") == "start"
    with play.scene() as session:
        follow_up(session, session.merge(play.customer()), step="day-3")
    play.work()
    assert len(play.carrier.calls) == 1


def test_start_does_not_lift_what_they_told_the_agent(play: Play) -> None:
    play.opens()
    play.leaves_in_peace("all", "refused")
    writes(play, "START")
    with play.scene() as session:
        follow_up(session, session.merge(play.customer()), step="day-3")
    play.work()
    assert play.carrier.calls == []


def test_an_old_stop_delivered_again_does_not_undo_a_start(play: Play) -> None:
    play.opens()
    for sid, body in (("SM1", "STOP"), ("SM2", "START"), ("SM1", "STOP")):
        writes(play, body, sid=sid)
    with play.scene() as session:
        follow_up(session, session.merge(play.customer()), step="day-3")
    play.work()
    assert len(play.carrier.calls) == 1


def test_other_words_are_kept_for_the_agent(play: Play) -> None:
    play.opens()
    assert writes(play, "请明天下午再打") == "message"
    with play.scene() as session:
        kept = session.scalars(select(InboundText)).one()
        assert (kept.body, kept.customer_id, kept.meaning) == ("请明天下午再打", play.customer().id, "message")
    assert play.case().state is FollowUpState.PLANNED


def test_a_stranger_is_kept_too(play: Play) -> None:
    assert writes(play, "STOP", number="+85290000000") == "stop"
    with play.scene() as session:
        assert session.scalars(select(InboundText.customer_id)).one() is None


def test_a_strangers_stop_holds_for_whoever_is_imported_with_the_number_tomorrow(play: Play) -> None:
    assert writes(play, "STOP") == "stop"
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session))
    play.work()
    assert play.carrier.calls == []
    assert (play.case().state, play.case().reason) == (FollowUpState.WITHDRAWN, "suppressed")


def test_a_strangers_start_lifts_it_again(play: Play) -> None:
    writes(play, "STOP")
    writes(play, "START", sid="SM2")
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session))
    play.work()
    assert len(play.carrier.calls) == 1
