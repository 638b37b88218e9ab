"""Each fault really happens, and happens alike in every run with the same seed."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client  # noqa: TID251 -- the box is judged by Twilio's own client

from sandbox.faults import Fault, Faults
from sandbox.post.letters import Letter, Reply
from sandbox.post.office import PostOffice
from tests.sandbox.box import OURS, TOKEN, Box
from tests.sandbox.conftest import AGENT, CHAN, WONG, MakeBox
from tests.sandbox.receiver import Receiver, until


def faulty(make_box: MakeBox, fault: str) -> Box:
    box = make_box({}, "--fault", f"{fault}=1")
    box.receiver.answers["twiml"] = "<Response><Say>您好</Say></Response>"
    return box


def seed_of(fault: Fault, *strikes: bool) -> str:
    """A seed under which `fault`, at a rate of a half, strikes on just these of its first occasions."""

    def first(seed: int) -> tuple[bool, ...]:
        faults = Faults(seed, {fault: 0.5})
        return tuple(faults.strikes(fault) for _ in strikes)

    return str(next(seed for seed in range(1000) if first(seed) == strikes))


def test_an_answer_is_lost_although_the_call_is_made(make_box: MakeBox) -> None:
    box = faulty(make_box, "lost-answer")
    with pytest.raises(requests.ConnectionError):
        box.call(CHAN)
    until(lambda: len(box.receiver.at("status")) == 4)
    assert [call["to"] for call in box.ledger()["calls"]] == [CHAN]


@pytest.mark.parametrize(
    ("fault", "status", "code", "calls"),
    [
        ("error-500-before", 500, 20500, 0),
        # the dangerous one: it says no and does it
        ("error-500-after", 500, 20500, 1),
        ("error-429", 429, 20429, 0),
        ("error-503", 503, 20503, 0),
    ],
)
def test_an_error_is_answered_and_the_call_made_or_not(
    make_box: MakeBox, fault: str, status: int, code: int, calls: int
) -> None:
    box = faulty(make_box, fault)
    with pytest.raises(TwilioRestException) as refused:
        box.call(CHAN)
    assert (refused.value.status, refused.value.code) == (status, code)
    assert len(box.ledger()["calls"]) == calls


def test_an_answer_comes_when_nobody_waits_for_it_any_more(make_box: MakeBox) -> None:
    box = make_box({}, "--fault", "slow-answer=1", "--slow-answer", "3")
    impatient = Client(box.sandbox.network.account.sid, TOKEN, http_client=TwilioHttpClient(timeout=0.5))
    impatient.api.base_url = box.url
    began = time.monotonic()
    with pytest.raises(requests.ReadTimeout):
        impatient.calls.create(to=CHAN, from_=OURS, url=box.hook("twiml"), status_callback=box.hook("status"))
    # It rings all the same, and is told of before the answer is.
    (call,) = box.ledger()["calls"]
    box.told_of_end(call["sid"])
    assert time.monotonic() - began < 3
    assert box.call(WONG, timeout=9) in {one["sid"] for one in box.ledger()["calls"]}
    assert time.monotonic() - began > 3


#: What a request asks for, and what shows in the ledger whether it was carried out.
CREATES: dict[str, tuple[Callable[[Box], Any], Callable[[Box], int]]] = {
    "call": (lambda box: box.call(CHAN), lambda box: len(box.ledger()["calls"])),
    "text": (
        lambda box: box.client.messages.create(to=CHAN, from_=OURS, body="您好"),
        lambda box: len(box.ledger()["messages"]),
    ),
    "participant": (
        lambda box: box.client.conferences("r").participants.create(to=CHAN, from_=OURS),
        lambda box: len(box.ledger()["calls"]),
    ),
}


@pytest.mark.parametrize("what", CREATES)
@pytest.mark.parametrize(
    ("fault", "done"),
    [("error-429", 0), ("error-503", 0), ("error-500-before", 0), ("error-500-after", 1), ("lost-answer", 1)],
)
def test_every_kind_of_create_can_go_wrong(make_box: MakeBox, what: str, fault: str, done: int) -> None:
    box, (create, count) = faulty(make_box, fault), CREATES[what]
    with pytest.raises((TwilioRestException, requests.ConnectionError)):
        create(box)
    assert count(box) == done


@pytest.mark.parametrize(
    ("fault", "done"),
    [
        ("error-429", False),
        ("error-503", False),
        ("error-500-before", False),
        ("error-500-after", True),
        ("lost-answer", True),
    ],
)
def test_a_change_can_go_wrong_as_well(make_box: MakeBox, fault: Fault, done: bool) -> None:
    # The create goes well, the update does not.
    box = make_box({}, "--fault", f"{fault}=0.5", "--seed", seed_of(fault, False, True))
    box.receiver.answers["twiml"] = "<Response><Pause length='3000'/></Response>"
    sid = box.call(CHAN)
    until(lambda: box.witnessed(sid)["answered_at"])
    with pytest.raises((TwilioRestException, requests.ConnectionError)):
        box.become(sid, "completed")
    assert (box.witnessed(sid)["ended_at"] is not None) is done


def test_every_webhook_comes_twice_under_one_token(make_box: MakeBox) -> None:
    box = faulty(make_box, "duplicate-webhook")
    box.call(CHAN)
    until(lambda: len(box.receiver.at("status")) == 8)
    assert box.receiver.said("status", "SequenceNumber") == ["0", "0", "1", "1", "2", "2", "3", "3"]
    tokens = [hook.headers["I-Twilio-Idempotency-Token"] for hook in box.receiver.got if hook.path == "status"]
    assert tokens[0] == tokens[1] != tokens[2]
    assert len(box.receiver.at("twiml")) == 1


def test_webhooks_come_after_the_ones_that_follow_them(make_box: MakeBox) -> None:
    box = faulty(make_box, "reorder-webhook")
    # Its document is at hand: to ask for it takes real time, and a letter set aside waits five virtual seconds only.
    box.call(CHAN, twiml="<Response><Say>您好</Say></Response>")
    until(lambda: len(box.receiver.at("status")) == 4)
    assert box.receiver.said("status", "SequenceNumber") == ["1", "0", "3", "2"]


def test_a_reordered_webhook_that_nothing_follows_comes_late_all_the_same(make_box: MakeBox) -> None:
    box = faulty(make_box, "reorder-webhook")
    box.call(CHAN, status_callback_event=["completed"])
    until(lambda: box.receiver.at("status"))


def test_dropped_webhooks_never_come(make_box: MakeBox) -> None:
    box = faulty(make_box, "drop-webhook")
    assert box.ended(box.call(CHAN))["said"] == ["您好"]
    time.sleep(0.1)
    assert box.receiver.at("status") == []


def test_a_delayed_webhook_comes_minutes_later_and_holds_up_nobody(make_box: MakeBox) -> None:
    box = make_box({}, "--fault", "delay-webhook=0.5", "--seed", seed_of("delay-webhook", True, False, False, False))
    box.receiver.answers["twiml"] = "<Response><Say>您好</Say></Response>"
    created_at = box.sandbox.network.now()
    box.call(CHAN)
    until(lambda: len(box.receiver.at("status")) == 3)
    assert box.receiver.said("status", "SequenceNumber") == ["1", "2", "3"]
    until(lambda: len(box.receiver.at("status")) == 4)
    assert box.receiver.said("status", "CallStatus")[-1] == "initiated"
    assert box.sandbox.network.now() - created_at > 300


def test_lists_and_fetches_show_how_things_were(make_box: MakeBox) -> None:
    box = make_box({CHAN: {"answers": ["answer"], "ring_s": 150}}, "--fault", "list-lag=1", "--list-lag", "300")
    box.receiver.answers["twiml"] = "<Response><Pause length='3000'/></Response>"
    sid = box.call(CHAN, timeout=600)
    with pytest.raises(TwilioRestException) as missing:
        box.status(sid)
    assert missing.value.status == 404
    assert box.client.calls.list(to=CHAN) == []
    until(lambda: box.witnessed(sid)["answered_at"])
    until(lambda: box.client.calls.list(to=CHAN))
    # What the API says to ring has been answered long ago.
    assert box.status(sid) in ("queued", "ringing")
    assert box.witnessed(sid)["status"] == "in-progress"
    until(lambda: box.status(sid) == "in-progress")
    assert box.become(sid, "completed") == "completed"
    assert box.status(sid) == "in-progress"
    until(lambda: box.status(sid) == "completed")


def test_texts_conferences_and_recordings_lag_as_well(make_box: MakeBox) -> None:
    people = {AGENT: {"kind": "agent"}, CHAN: {"answers": ["answer"], "ring_s": 3, "talk_s": 5000}}
    box = make_box(people, "--fault", "list-lag=1", "--list-lag", "400")
    room = "<Response><Dial><Conference record='record-from-start'>r</Conference></Dial></Response>"
    box.receiver.answers["twiml"] = room
    text = box.client.messages.create(to=CHAN, from_=OURS, body="您好").sid
    calls = [box.call(number) for number in (AGENT, CHAN)]
    until(lambda: box.witnessed(calls[1])["talked_with"])
    lists = (box.client.messages.list, box.client.conferences.list, box.client.recordings.list)
    assert [seen() for seen in lists] == [[], [], []]
    until(lambda: all(seen() for seen in lists))
    assert str(box.client.messages(str(text)).fetch().status) == "delivered"
    sid = str(box.client.conferences.list()[0].sid)
    box.become(calls[0], "completed")
    until(lambda: len(box.client.conferences(sid).participants.list()) == 2)


def test_without_lag_things_are_shown_as_they_are(box: Box) -> None:
    sid = box.call(CHAN)
    assert box.status(sid)
    assert [one.sid for one in box.client.calls.list(to=CHAN)] == [sid]


def test_the_first_webhook_comes_before_the_answer_of_the_create(make_box: MakeBox) -> None:
    box = faulty(make_box, "early-webhook")
    box.call(CHAN)
    assert box.receiver.said("status", "CallStatus")[0] == "initiated"


def test_otherwise_webhooks_wait_until_the_answer_of_the_create_is_out() -> None:
    receiver, office = Receiver("token"), PostOffice("token", Faults(1, {}), lambda seconds, action: None)
    replies: list[Reply] = []
    # The letter of CA1 would have arrived long before this one.
    receiver.delays["CA2"] = 0.2
    office.hold("CA1")
    for owner in ("CA1", "CA2"):
        office.send(Letter(owner, f"{receiver.url}/{owner}", {}), lambda letter, reply: replies.append(reply))
    until(lambda: receiver.at("CA2"))
    assert receiver.at("CA1") == []
    office.release("CA1")
    until(lambda: len(replies) == 2)
    office.stop()
    receiver.stop()
    assert len(receiver.at("CA1")) == 1


def test_a_fault_strikes_by_the_seed_alone_and_as_often_as_asked() -> None:
    def strikes(seed: int) -> list[bool]:
        faults = Faults(seed, {"error-429": 0.25})
        return [faults.strikes("error-429") for _ in range(2000)]

    assert strikes(7) == strikes(7) != strikes(8)
    assert 430 < sum(strikes(7)) < 570
