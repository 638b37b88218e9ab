"""What the sandbox answers about texts is what Twilio's description says."""

from __future__ import annotations

from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.contracts.conftest import MakeJudged
from tests.contracts.judged import Judged
from tests.sandbox.box import OURS
from tests.sandbox.conftest import CHAN, WONG
from tests.sandbox.receiver import until

#: Where texts to landlines are taken, and reported later.
LANDLINE = "+442079460123"


def send(judged: Judged, to: str, **more: Any) -> str:
    """Send a text; its sid."""
    wanted = {"body": "陈女士您好", "from_": OURS} | more
    return str(judged.client.messages.create(to=to, **wanted).sid)


def arrived(judged: Judged, sid: str) -> str:
    """Wait for the end of a text; its status."""
    until(lambda: judged.client.messages(sid).fetch().status in ("delivered", "undelivered", "canceled"))
    return str(judged.client.messages(sid).fetch().status)


@pytest.mark.parametrize(
    ("to", "kind", "status", "code"),
    [
        (CHAN, {"kind": "person"}, "delivered", None),
        # taken, and reported later as a landline
        (LANDLINE, {"kind": "landline"}, "undelivered", 30006),
        (CHAN, {"answers": ["unreachable"]}, "undelivered", 30003),
    ],
)
def test_a_text_is_shown_as_described_however_it_ends(
    judged: Judged, to: str, kind: dict[str, Any], status: str, code: int | None
) -> None:
    judged.box.post("people", **{to: kind})
    sid = send(judged, to)
    assert arrived(judged, sid) == status
    assert judged.client.messages(sid).fetch().error_code == code
    assert {"queued", status} <= judged.said_of("Messages", "status")
    assert judged.complaints == []


def test_a_text_of_a_messaging_service_and_one_that_came_in_are_shown_as_described(judged: Judged) -> None:
    service = "MG" + "0" * 32
    sid = judged.client.messages.create(to=CHAN, messaging_service_sid=service, body="b").sid
    assert arrived(judged, sid) == "delivered"
    came = judged.box.post("inbound-sms", **{"from": WONG, "to": OURS, "body": "下午可以"})["sid"]
    assert judged.client.messages(came).fetch().direction == "inbound"
    assert judged.complaints == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, 3),
        ({"to": CHAN, "from_": OURS}, 2),
        ({"to": "+85290000000"}, 0),
        ({"date_sent": "2026-03-02"}, 3),
        ({"date_sent_after": "2026-03-03"}, 0),
        ({"date_sent_before": "2026-03-02", "page_size": 1}, 3),
    ],
)
def test_a_list_of_texts_is_as_described(judged: Judged, asked: dict[str, Any], found: int) -> None:
    for to in (CHAN, CHAN, WONG):
        arrived(judged, send(judged, to))
    assert len(judged.client.messages.list(**asked)) == found
    assert judged.complaints == []


def test_a_text_that_has_not_gone_yet_is_taken_back(make_judged: MakeJudged) -> None:
    judged = make_judged(rate=1.0)
    sid = send(judged, CHAN)
    assert judged.client.messages(sid).update(status="canceled").status == "canceled"
    assert judged.complaints == []


def test_a_text_is_redacted_and_deleted(judged: Judged) -> None:
    kept, sid = send(judged, CHAN), send(judged, WONG)
    arrived(judged, sid)
    assert judged.client.messages(sid).update(body="").body == ""
    assert judged.client.messages(sid).delete()
    with pytest.raises(TwilioRestException) as gone:
        judged.client.messages(sid).fetch()
    assert (gone.value.status, gone.value.code) == (404, 20404)
    assert {message.sid for message in judged.client.messages.list()} == {kept}
    assert judged.complaints == []
