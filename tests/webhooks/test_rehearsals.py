"""What the supervisor hears, and how a test call moves on by what Twilio tells."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from campaigns.suppressions import Suppression
from dialer.rehearsals import Rehearsal
from tests.cast import LINES, agent, branch
from tests.dialer.play import Play
from tests.webhooks.twilio import PUBLIC, Twilio


@pytest.fixture
def rung(play: Play) -> Rehearsal:
    """Rita's telephone rings."""
    with play.scene() as session:
        branch(session)
        row = {"phone": "+85261110009", "line": LINES[0], "words": "冬至快乐。", "language": "zh", "state": "placed"}
        found = Rehearsal(agent_id=agent(session, "rita").id, carrier_id="CA-1", wanted_at=play.now, **row)
        session.add(found)
    return found


def now(play: Play) -> Rehearsal:
    with play.scene() as session:
        return session.scalars(select(Rehearsal)).one()


def test_she_hears_what_a_customer_hears(play: Play, twilio: Twilio, rung: Rehearsal) -> None:
    said = twilio.hears(f"/twilio/rehearsal/{rung.token}/answer", {"CallSid": "CA-1"})
    gather, hangup = said
    assert (gather.tag, hangup.tag) == ("Gather", "Hangup")
    assert gather.attrib["action"] == f"{PUBLIC}/twilio/rehearsal/{rung.token}/key"
    assert (gather[0].text, gather[0].attrib["language"]) == ("冬至快乐。", "zh-CN")
    assert now(play).state == "answered"


def test_nine_ends_the_call_and_takes_nobody_off_a_list(play: Play, twilio: Twilio, rung: Rehearsal) -> None:
    said = twilio.hears(f"/twilio/rehearsal/{rung.token}/key", {"CallSid": "CA-1", "Digits": "9"})
    assert [one.tag for one in said] == ["Hangup"]
    with play.scene() as session:
        assert session.scalars(select(Suppression)).all() == []


@pytest.mark.parametrize(
    ("told", "state", "reason"),
    [
        # on its way
        (["initiated", "ringing"], "placed", ""),
        (["in-progress"], "answered", ""),
        # every end is one
        (["completed"], "ended", "talked"),
        (["busy"], "ended", "busy"),
        (["no-answer"], "ended", "no_answer"),
        (["failed"], "ended", "failed"),
        (["canceled"], "ended", "cancelled"),
        # what comes late changes nothing
        (["completed", "ringing", "busy"], "ended", "talked"),
    ],
)
def test_the_status_moves_it_on(
    told: list[str], state: str, reason: str, play: Play, twilio: Twilio, rung: Rehearsal
) -> None:
    for status in told:
        sent = {"CallSid": "CA-1", "CallStatus": status}
        assert twilio.posts(f"/twilio/rehearsal/{rung.token}/status", sent).status_code == 204
    assert (now(play).state, now(play).reason) == (state, reason)


@pytest.mark.parametrize(
    ("status", "state", "reason"),
    [("sent", "placed", ""), ("delivered", "ended", "delivered"), ("undelivered", "ended", "undelivered")],
)
def test_so_does_the_status_of_a_text(
    status: str, state: str, reason: str, play: Play, twilio: Twilio, rung: Rehearsal
) -> None:
    twilio.posts(f"/twilio/rehearsal/{rung.token}/status", {"MessageSid": "SM-1", "MessageStatus": status})
    assert (now(play).state, now(play).reason) == (state, reason)


def test_a_token_that_nobody_knows_is_answered_with_the_end_of_the_call(twilio: Twilio) -> None:
    assert [one.tag for one in twilio.hears("/twilio/rehearsal/nobody/answer", {"CallSid": "CA-1"})] == ["Hangup"]
    assert twilio.posts("/twilio/rehearsal/nobody/status", {"CallStatus": "ringing"}).status_code == 204


def test_what_twilio_did_not_sign_is_refused(twilio: Twilio, rung: Rehearsal) -> None:
    answer = twilio.posts(f"/twilio/rehearsal/{rung.token}/answer", {"CallSid": "CA-1"}, signature="wrong")
    assert answer.status_code == 403
