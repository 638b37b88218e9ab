"""Calls to customers: the TwiML they hear, and what Twilio's reports make of the ledger."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import select

from campaigns.lifecycle import FollowUpState
from campaigns.suppressions import Suppression
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt, CarrierEvent
from tests.cast import TUESDAY_11, customer, follow_up, greeting, ready
from tests.dialer.play import Play
from tests.webhooks.twilio import PUBLIC, Twilio


def form(call: Attempt, status: str, sequence: int = 0, **more: str) -> dict[str, str]:
    """A status callback, as Twilio fills it in."""
    return {
        "CallSid": call.carrier_id or "CA-early",
        "AccountSid": "AC1",
        "From": call.line,
        "To": call.e164,
        "CallStatus": status,
        "Direction": "outbound-api",
        "ApiVersion": "2010-04-01",
        "Timestamp": "Tue, 24 Nov 2026 03:00:07 +0000",
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(sequence),
    } | more


def at(call: Attempt, leaf: str) -> str:
    return f"/twilio/call/{call.token}/{leaf}"


def heard_greeting(play: Play) -> Attempt:
    with play.scene() as session:
        greeting(session, customer(session))
    return play.rings_next()


def test_who_answers_is_put_into_the_agents_conference(play: Play, twilio: Twilio) -> None:
    call = play.rings()
    said = twilio.hears(at(call, "answer"), form(call, "in-progress"))
    assert [e.tag for e in said] == ["Dial", "Hangup"]
    (conference,) = said[0]
    assert conference.text == f"agent-{play.agent().id}"
    # No music and no beep: the customer hears a person within two seconds. The agent's leaving ends the conference,
    # the customer's does not.
    assert conference.attrib == {"beep": "false", "startConferenceOnEnter": "true", "waitUrl": ""}
    assert (play.attempt().state, play.case().state) == (AttemptState.ANSWERED, FollowUpState.TALKED)


def test_who_answers_a_greeting_hears_it_and_may_press_nine(play: Play, twilio: Twilio) -> None:
    call = heard_greeting(play)
    said = twilio.hears(at(call, "answer"), form(call, "in-progress"))
    assert [e.tag for e in said] == ["Gather", "Hangup"]
    gather, (words,) = said[0], said[0]
    assert gather.attrib == {"numDigits": "1", "timeout": "4", "action": f"{PUBLIC}{at(call, 'key')}"}
    assert (words.tag, words.attrib, (words.text or "")[:3]) == ("Say", {"language": "zh-CN"}, "陈女士")


def test_nine_leaves_them_in_peace(play: Play, twilio: Twilio) -> None:
    call = heard_greeting(play)
    twilio.posts(at(call, "answer"), form(call, "in-progress"))
    said = twilio.hears(at(call, "key"), form(call, "in-progress", Digits="9"))
    assert [e.tag for e in said] == ["Hangup"]
    with play.scene() as session:
        kept = session.scalars(select(Suppression)).one()
        assert (kept.channel, kept.reason) == ("all", "opt_out")


@pytest.mark.parametrize("digits", ["1", "", "99"])
def test_another_key_means_nothing(play: Play, twilio: Twilio, digits: str) -> None:
    call = heard_greeting(play)
    twilio.posts(at(call, "key"), form(call, "in-progress", Digits=digits))
    with play.scene() as session:
        assert session.scalars(select(Suppression)).all() == []


@pytest.mark.parametrize("leaf", ["answer", "over", "key"])
def test_a_call_that_nobody_here_knows_is_hung_up(twilio: Twilio, leaf: str) -> None:
    said = twilio.hears(f"/twilio/call/nobody-knows-it/{leaf}", {"CallSid": "CA1", "Digits": "9"})
    assert [e.tag for e in said] == ["Hangup"]


@pytest.mark.parametrize("leaf", ["status", "machine"])
def test_a_report_of_a_call_that_nobody_here_knows_is_not_asked_for_again(
    play: Play, twilio: Twilio, leaf: str
) -> None:
    sent = {"CallSid": "CA1", "CallStatus": "ringing", "AnsweredBy": "machine_start"}
    assert twilio.posts(f"/twilio/call/nobody-knows-it/{leaf}", sent).status_code == 204
    with play.scene() as session:
        assert session.scalars(select(CarrierEvent)).all() == []


@pytest.mark.parametrize(
    ("status", "sip", "result", "waits", "texts"),
    [
        # each end of a call that nobody answered, and what follows
        ("busy", "486", "busy", "after_busy", 1),
        ("no-answer", "487", "no_answer", "after_no_answer_other_part", 1),
        # declined: not today, and tomorrow the window closes before the clinic opens
        ("busy", "603", "rejected", "after_rejected_no_opening_left", 1),
        ("failed", "503", "failed", "after_failed", 0),
        ("canceled", "", "cancelled", "after_cancelled", 0),
        # there is no such number, and there is no other
        ("failed", "404", "bad_number", "window", 0),
    ],
)
def test_the_end_of_a_call(
    play: Play, twilio: Twilio, status: str, sip: str, result: str, waits: str, texts: int
) -> None:
    call = play.rings()
    answer = twilio.posts(at(call, "status"), form(call, status, 2, SipResponseCode=sip))
    assert (answer.status_code, answer.text) == (204, "")
    assert (play.attempt().state, play.attempt().result) == (AttemptState.ENDED, result)
    assert play.case().waits_for == waits
    assert (len(play.texts()), play.case().tries_made) == (texts, 1)


def test_reports_in_any_order_and_twice_come_to_the_same(play: Play, twilio: Twilio) -> None:
    statuses = ["ringing", "in-progress", "completed"]
    with play.scene() as session:
        ready(session, play.now)
    for number, order in enumerate(permutations(range(3))):
        with play.scene() as session:
            follow_up(session, customer(session, f"客{number}", f"+852912345{number:02}"))
        call = play.rings_next()
        twilio.posts(at(call, "answer"), form(call, "in-progress"))
        for n in (*order, *order):
            twilio.posts(at(call, "status"), form(call, statuses[n], n))
        assert (play.attempt().state, play.attempt().result) == (AttemptState.ENDED, Result.TALKED), order
        play.concludes(call, "well")


def test_the_same_delivery_under_its_token_is_heard_once(play: Play, twilio: Twilio) -> None:
    call = play.rings()
    for _ in range(3):
        twilio.posts(at(call, "status"), form(call, "ringing", 1), I_Twilio_Idempotency_Token="t-1")
    with play.scene() as session:
        assert [e.dedupe_key for e in session.scalars(select(CarrierEvent))] == ["t-1"]


@pytest.mark.parametrize(
    ("by", "machine"),
    [
        ("machine_start", True),
        ("fax", True),
        ("human", False),
        # in doubt it is a person, who must not be cut off
        ("unknown", False),
    ],
)
def test_whether_a_machine_speaks(play: Play, twilio: Twilio, by: str, machine: bool) -> None:
    call = heard_greeting(play)
    sent = {"CallSid": call.carrier_id or "", "AccountSid": "AC1", "AnsweredBy": by, "MachineDetectionDuration": "3000"}
    assert twilio.posts(at(call, "machine"), sent).status_code == 204
    assert play.attempt().machine == machine
    twilio.hears(at(call, "answer"), form(call, "in-progress"))
    twilio.posts(at(call, "status"), form(call, "completed", 3))
    assert play.attempt().result == ("machine" if machine else "greeted")


def test_a_report_before_the_carriers_answer_binds_the_call(play: Play, twilio: Twilio) -> None:
    play.opens()
    play.carrier.meanwhile = lambda wanted: twilio.posts(
        f"/twilio/call/{wanted.token}/status", {"CallSid": "CA-quick", "CallStatus": "ringing"}
    )
    play.work()
    assert (play.attempt().state, play.attempt().carrier_id) == (AttemptState.RINGING, "CA-quick")


@pytest.mark.parametrize("status", ["busy", "no-answer"])
def test_a_declined_call_is_not_repeated_that_day_nor_at_that_time(play: Play, twilio: Twilio, status: str) -> None:
    """Mei presses decline on Tuesday at eleven: tomorrow afternoon, and she knows by a text who it was."""
    case = play.opens()
    with play.scene() as session:
        session.merge(case).closes_at = play.now + timedelta(days=7)
    call = play.rings_next()
    twilio.posts(at(call, "status"), form(call, "ringing", 1))
    twilio.posts(at(call, "status"), form(call, status, 2, SipResponseCode="603"))
    assert (play.attempt().result, play.attempt().reason) == (Result.REJECTED, "sip_603")
    assert play.case().waits_for == "after_rejected_other_day_and_part"
    assert play.case().next_try_at == TUESDAY_11 + timedelta(days=1, hours=1)
    assert [text.reason for text in play.texts()] == ["after_rejected"]
