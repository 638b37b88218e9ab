"""Everything that Twilio tells of one call, whole as it comes, in every order: the ledger ends up the same."""

from __future__ import annotations

from itertools import permutations

import pytest

from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt
from tests.cast import customer, follow_up, greeting, ready
from tests.dialer.play import Play
from tests.webhooks.conftest import application
from tests.webhooks.twilio import Twilio

_PLACES = {f"{who}{what}": "" for who in ("From", "To", "Caller", "Called") for what in ("City", "State", "Zip")}


def callback(call: Attempt, status: str, sequence: int, **more: str) -> dict[str, str]:
    """A status callback with every field that Twilio sends, and one that it may send one day."""
    numbers = {"From": call.line, "Caller": call.line, "To": call.e164, "Called": call.e164}
    return numbers | _PLACES | {
        "CallSid": call.carrier_id or "",
        "AccountSid": f"AC{1:032}",
        "ApiVersion": "2010-04-01",
        "CallStatus": status,
        "Direction": "outbound-api",
        "Timestamp": f"Tue, 24 Nov 2026 03:00:{sequence:02} +0000",
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(sequence),
        "ToCountry": "HK",
        "CalledCountry": "HK",
        "FromCountry": "HK",
        "CallerCountry": "HK",
        "SomethingOfNextYear": "—",
    } | more  # fmt: skip


#: What is told of a call: the leaf of the address, the status, its number, and what comes with it.
Told = tuple[str, str, int, dict[str, str]]

MISSED: tuple[Told, ...] = (
    ("status", "initiated", 0, {}),
    ("status", "ringing", 1, {}),
    ("status", "no-answer", 2, {"Duration": "0", "CallDuration": "0", "SipResponseCode": "487"}),
)
TALKED: tuple[Told, ...] = (
    ("status", "initiated", 0, {}),
    ("status", "ringing", 1, {"StirStatus": "B"}),
    ("status", "in-progress", 2, {"StirStatus": "B"}),
    ("status", "completed", 3, {"Duration": "1", "CallDuration": "42", "SipResponseCode": "200"}),
)
MACHINE: tuple[Told, ...] = (
    ("status", "ringing", 1, {}),
    ("status", "in-progress", 2, {}),
    ("machine", "", 0, {"AnsweredBy": "machine_start", "MachineDetectionDuration": "4000"}),
    ("status", "completed", 3, {"Duration": "1", "CallDuration": "20", "SipResponseCode": "200"}),
)


@pytest.fixture(params=["each is acted on before the next", "all are acted on together"])
def acting(request: pytest.FixtureRequest, play: Play) -> Twilio:
    """The workers are quick, or come only when everything was told."""
    quick = request.param.startswith("each")
    return Twilio(application(play).test_client(), then=play.hears if quick else lambda: None)


def tell(twilio: Twilio, call: Attempt, told: Told) -> None:
    leaf, status, sequence, more = told
    answer = twilio.posts(f"/twilio/call/{call.token}/{leaf}", callback(call, status, sequence, **more))
    assert answer.status_code == 204


def test_a_missed_call(play: Play, acting: Twilio) -> None:
    with play.scene() as session:
        ready(session, play.now)
    for number, order in enumerate(permutations(MISSED)):
        with play.scene() as session:
            case = follow_up(session, customer(session, f"客{number}", f"+852912345{number:02}"))
        call = play.rings_next()
        for told in (*order, *order):
            tell(acting, call, told)
        play.hears()
        ended = play.attempt(call.id)
        assert (ended.state, ended.result, ended.reason) == (AttemptState.ENDED, Result.NO_ANSWER, "sip_487"), order
        after = play.case(case.id)
        assert (after.state, after.tries_made, after.waits_for) == (
            FollowUpState.PLANNED,
            1,
            "after_no_answer_other_part",
        )
        texts = [t for t in play.texts() if t.follow_up_id == case.id]
        assert len(texts) == 1, order


def test_a_conversation(play: Play, acting: Twilio) -> None:
    with play.scene() as session:
        ready(session, play.now)
    for number, order in enumerate(permutations(TALKED)):
        with play.scene() as session:
            case = follow_up(session, customer(session, f"客{number}", f"+852912345{number:02}"))
        call = play.rings_next()
        acting.hears(f"/twilio/call/{call.token}/answer", callback(call, "in-progress", 2))
        for told in (*order, *order):
            tell(acting, call, told)
        play.hears()
        ended = play.attempt(call.id)
        assert (ended.state, ended.result) == (AttemptState.ENDED, Result.TALKED), order
        assert play.case(case.id).state is FollowUpState.TALKED
        assert [t for t in play.texts() if t.follow_up_id == case.id] == []
        play.concludes(call, "well")


def test_a_greeting_that_a_machine_heard(play: Play, acting: Twilio) -> None:
    """The verdict may come before the answer or after it, and as late as the end of the call."""
    for number, order in enumerate(permutations(MACHINE)):
        if order.index(MACHINE[2]) > order.index(MACHINE[3]):
            continue  # The end was told first, and a person had heard it as far as anybody knew.
        with play.scene() as session:
            case = greeting(session, customer(session, f"客{number}", f"+852912345{number:02}"))
        call = play.rings_next()
        for told in (*order, *order):
            tell(acting, call, told)
        play.hears()
        assert (play.attempt(call.id).result, play.case(case.id).state) == (Result.MACHINE, FollowUpState.PLANNED), (
            order
        )


@pytest.mark.parametrize(
    ("leaf", "more"),
    [
        # the end of the call says it once more, where the verdict's own message was lost
        ("status", {"CallStatus": "completed", "AnsweredBy": "machine_end_beep"}),
        # synchronous detection: Twilio held its question back until it knew
        ("answer", {"CallStatus": "in-progress", "AnsweredBy": "fax"}),
    ],
)
def test_whichever_webhook_says_that_a_machine_answered_is_believed(
    play: Play, twilio: Twilio, leaf: str, more: dict[str, str]
) -> None:
    with play.scene() as session:
        greeting(session, customer(session))
    call = play.rings_next()
    twilio.posts(f"/twilio/call/{call.token}/{leaf}", callback(call, "", 3) | more)
    tell(twilio, call, TALKED[3])
    assert play.attempt().result is Result.MACHINE


@pytest.mark.parametrize("form", [{}, {"CallStatus": "completed"}, {"CallSid": "CA1"}, {"SequenceNumber": "x"}])
@pytest.mark.parametrize("leaf", ["status", "answer", "machine", "key", "over"])
def test_a_webhook_with_hardly_anything_in_it_harms_nothing(
    play: Play, twilio: Twilio, leaf: str, form: dict[str, str]
) -> None:
    call = play.rings()
    assert twilio.posts(f"/twilio/call/{call.token}/{leaf}", form).status_code in (200, 204)
    play.tell(call, "ended", Result.BUSY)
    assert play.attempt().result in (Result.BUSY, Result.ABANDONED)
