"""What the sandbox answers about calls is what Twilio's description says, in every state and in every list."""

from __future__ import annotations

from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.contracts.conftest import MakeJudged
from tests.contracts.judged import Judged
from tests.sandbox.box import OURS
from tests.sandbox.conftest import AGENT, CHAN, WONG
from tests.sandbox.receiver import until

LATE, NIGHT = 100_000, 3600
HOLD = f'<Response><Pause length="{LATE}"/></Response>'


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("answer", "completed"),
        ("busy", "busy"),
        ("reject", "busy"),
        ("no-answer", "no-answer"),
        ("unreachable", "failed"),
        ("machine", "completed"),
    ],
)
def test_a_call_is_shown_as_described_however_it_ends(judged: Judged, answer: str, status: str) -> None:
    judged.box.post("people", **{CHAN: {"answers": [answer], "ring_s": 3, "talk_s": 5}})
    sid = judged.box.call(CHAN, machine_detection="Enable", timeout=20, record=True)
    judged.box.ended(sid)
    call = judged.client.calls(sid).fetch()
    assert (call.status, call.end_time is not None) == (status, True)
    assert judged.complaints == []


def test_a_call_is_shown_as_described_on_its_way(make_judged: MakeJudged) -> None:
    judged = make_judged({CHAN: {"answers": ["answer"], "ring_s": 60, "talk_s": NIGHT}}, "--calls-per-second", "0.001")
    first, second = (judged.box.call(CHAN, timeout=300, twiml=HOLD) for _ in range(2))
    assert judged.box.status(second) == "queued"
    until(lambda: judged.box.status(first) == "ringing")
    until(lambda: judged.box.status(first) == "in-progress")
    assert judged.box.become(second, "canceled") == "canceled"
    assert judged.client.calls(first).update(twiml="<Response><Pause length='30'/></Response>").status == "in-progress"
    until(lambda: judged.box.status(first) == "completed")
    assert judged.said_of("Calls", "status") == {"queued", "ringing", "in-progress", "canceled", "completed"}
    assert judged.complaints == []


def test_the_legs_of_a_dial_and_a_call_from_outside_are_shown_as_described(judged: Judged) -> None:
    ring = f"<Response><Dial><Number>{AGENT}</Number><Client>mei</Client></Dial></Response>"
    judged.box.receiver.answers["voice-in"] = ring
    sid = judged.box.post("inbound-call", **{"from": WONG, "to": OURS})["sid"]
    judged.box.ended(sid)
    children = judged.client.calls.list(parent_call_sid=sid)
    assert {call.to for call in children} == {AGENT, "client:mei"}
    assert {call.direction for call in judged.client.calls.list()} == {"inbound", "outbound-dial"}
    assert judged.complaints == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, 3),
        ({"to": CHAN, "from_": OURS}, 2),
        ({"to": "+85290000000"}, 0),
        ({"status": "queued"}, 2),
        ({"status": "completed"}, 1),
        # a queued call has no start yet, and no filter by it finds it
        ({"start_time": "2026-03-02"}, 1),
        ({"start_time_after": "2026-03-02", "start_time_before": "2026-03-02"}, 1),
        ({"end_time_after": "2026-03-03"}, 0),
        ({"parent_call_sid": "CA" + "0" * 32}, 0),
        ({"limit": 2}, 2),
    ],
)
def test_a_list_of_calls_is_as_described(make_judged: MakeJudged, asked: dict[str, Any], found: int) -> None:
    judged = make_judged({}, "--calls-per-second", "0.001")
    judged.box.ended(judged.box.call(WONG))
    for _ in range(2):
        judged.box.call(CHAN)
    assert len(judged.client.calls.list(**asked)) == found
    assert judged.complaints == []


def test_a_long_list_is_walked_page_by_page_there_and_back(make_judged: MakeJudged) -> None:
    judged = make_judged({}, "--calls-per-second", "0.001")
    sids = [judged.box.call(CHAN) for _ in range(5)][::-1]
    calls = judged.client.calls
    assert [call.sid for call in calls.list(to=CHAN, page_size=2)] == sids
    first = calls.page(to=CHAN, page_size=2)
    last = calls.get_page(calls.get_page(first.next_page_url).next_page_url)
    assert [call.sid for call in last] == sids[4:]
    assert last.next_page_url is None
    middle = calls.get_page(last.previous_page_url)
    assert [call.sid for call in middle] == sids[2:4]
    envelopes = [said.told for said in judged.heard if "end" in said.told]
    assert [(told["page"], told["start"], told["end"]) for told in envelopes[-4:]] == [
        (0, 0, 1),
        (1, 2, 3),
        (2, 4, 4),
        (1, 2, 3),
    ]
    assert all("To=%2B852" in told["next_page_uri"] for told in envelopes if told["next_page_uri"])
    assert judged.complaints == []


def test_what_is_new_meanwhile_shifts_no_page(make_judged: MakeJudged) -> None:
    judged = make_judged({}, "--calls-per-second", "0.001")
    sids = [judged.box.call(CHAN) for _ in range(4)][::-1]
    calls = judged.client.calls
    first = calls.page(page_size=2)
    judged.box.call(CHAN)
    second = calls.get_page(first.next_page_url)
    assert [call.sid for call in [*first, *second]] == sids
    assert [call.sid for call in calls.get_page(second.previous_page_url)] == sids[:2]
    assert judged.complaints == []


def test_a_call_that_is_over_can_be_deleted_and_is_gone(judged: Judged) -> None:
    sid = judged.box.call(WONG)
    judged.box.ended(sid)
    assert judged.client.calls(sid).delete()
    with pytest.raises(TwilioRestException) as gone:
        judged.client.calls(sid).fetch()
    assert (gone.value.status, gone.value.code) == (404, 20404)
    assert sid not in {call.sid for call in judged.client.calls.list()}
    assert judged.complaints == []
