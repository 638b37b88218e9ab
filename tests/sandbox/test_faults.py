"""Each fault really happens, and happens alike in every run with the same seed."""

from __future__ import annotations

import time

import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from sandbox.faults import Faults
from sandbox.post.letters import Letter, Reply
from sandbox.post.office import PostOffice
from tests.sandbox.box import Box
from tests.sandbox.conftest import CHAN, MakeBox
from tests.sandbox.receiver import Receiver, until


def faulty(make_box: MakeBox, fault: str) -> Box:
    box = make_box({}, "--fault", f"{fault}=1")
    box.receiver.answers["twiml"] = "<Response><Say>您好</Say></Response>"
    return box


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
    box.call(CHAN)
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
