"""Webhooks are signed as Twilio signs them, arrive in order, and are repeated as their address asks."""

from __future__ import annotations

import time

import pytest
from twilio.request_validator import RequestValidator

from sandbox.faults import Faults
from sandbox.post.letters import Letter, Reply, Wish, deliver, signature, wish
from sandbox.post.office import PostOffice
from tests.sandbox.box import Box
from tests.sandbox.conftest import CHAN, WONG
from tests.sandbox.receiver import Receiver, until


@pytest.mark.parametrize(
    "url",
    ["https://our.example/voice", "http://our.example:8080/voice?token=a%20b&x=1", "https://our.example/回访"],
)
def test_our_signature_is_the_one_twilios_library_expects(url: str) -> None:
    params = {"CallSid": "CA1", "ToCity": "São Paulo", "Body": "退订", "Digits": "", "a": "lower sorts last"}
    assert RequestValidator("token").validate(url, params, signature("token", url, params))


def test_a_slow_receiver_of_one_call_holds_up_neither_time_nor_other_calls(box: Box) -> None:
    box.receiver.delays["slow"] = 0.8
    slow = box.call(CHAN, status_callback=box.hook("slow"))
    quick = box.call(WONG)
    box.told_of_end(quick)
    assert len(box.news_of(slow, "slow")) <= 2
    box.told_of_end(slow, "slow")
    assert [one["SequenceNumber"] for one in box.news_of(slow, "slow")] == ["0", "1", "2", "3"]


def test_webhooks_of_one_call_arrive_in_order_even_when_the_first_takes_long() -> None:
    receiver, office = Receiver("token"), PostOffice("token", Faults(1, {}), lambda seconds, action: None)
    receiver.delays["first"] = 0.2
    for path in ("first", "second", "third"):
        office.send(Letter("CA1", f"{receiver.url}/{path}", {}), lambda letter, reply: None)
    until(lambda: len(receiver.got) == 3)
    office.stop()
    receiver.stop()
    assert [hook.path for hook in receiver.got] == ["first", "second", "third"]


@pytest.mark.parametrize(
    ("fragment", "arrivals"),
    [
        # by default only a failed connection is tried again
        ("", 1),
        ("#rc=2&rp=5xx", 3),
        ("#rc=3&rp=4xx", 1),
        ("#rc=1&rp=all", 2),
    ],
)
def test_a_refused_webhook_is_repeated_as_its_address_asks(fragment: str, arrivals: int) -> None:
    receiver = Receiver("token")
    receiver.answers["x"] = (503, "", "text/plain")
    reply = deliver(Letter("CA1", f"{receiver.url}/x{fragment}", {"a": "1"}), "token")
    receiver.stop()
    assert (reply.status, len(receiver.got)) == (503, arrivals)
    assert all(hook.genuine for hook in receiver.got)
    assert len({hook.headers["I-Twilio-Idempotency-Token"] for hook in receiver.got}) == 1


def test_nobody_listening_is_a_failed_connection_and_is_retried() -> None:
    receiver = Receiver("token")
    receiver.stop()
    reply = deliver(Letter("CA1", f"{receiver.url}/x", {}), "token")
    assert reply == Reply(None, error="connect")
    assert wish("http://h/x").wants_another(reply)
    assert not wish("http://h/x").wants_another(Reply(None, error="read: timeout"))


def test_a_receiver_slower_than_its_read_timeout_is_given_up() -> None:
    receiver = Receiver("token")
    receiver.delays["x"] = 3.0
    began = time.monotonic()
    reply = deliver(Letter("CA1", f"{receiver.url}/x#rt=100&rc=0", {}), "token")
    receiver.stop()
    assert reply.error.startswith("read")
    assert time.monotonic() - began < 2.5


@pytest.mark.parametrize(
    ("fragment", "wanted"),
    [
        # Twilio's defaults
        ("", Wish(1, frozenset({"ct"}), 5.0, 15.0, 15.0)),
        ("#rc=3&rp=all&ct=2000&rt=3000&tt=8000", Wish(3, frozenset({"all"}), 2.0, 3.0, 8.0)),
        # no more than Twilio allows
        ("#rc=9&ct=60000&rt=60000&tt=60000", Wish(5, frozenset({"ct"}), 10.0, 15.0, 15.0)),
        # no less either
        ("#rc=0&rp=4xx,5xx&ct=1&rt=1&tt=1", Wish(0, frozenset({"4xx", "5xx"}), 0.1, 0.1, 0.1)),
        # what makes no sense is passed over
        ("#rc=many&tt=long&e=ashburn", Wish(1, frozenset({"ct"}), 5.0, 15.0, 15.0)),
    ],
)
def test_the_address_says_how_long_and_how_often_it_is_tried(fragment: str, wanted: Wish) -> None:
    assert wish(f"http://h/x{fragment}") == wanted


def test_all_attempts_together_take_no_longer_than_the_address_allows() -> None:
    receiver = Receiver("token")
    receiver.delays["x"] = 5.0
    began = time.monotonic()
    reply = deliver(Letter("CA1", f"{receiver.url}/x#rt=1000&tt=1200&rc=5&rp=rt", {}), "token")
    receiver.stop()
    assert reply.error.startswith("read")
    # A first attempt of a second, and what is left for the next one.
    assert 1.2 <= time.monotonic() - began < 1.8


def test_a_get_webhook_carries_and_signs_its_fields_in_the_address() -> None:
    receiver = Receiver("token")
    deliver(Letter("CA1", f"{receiver.url}/x?own=1", {"To": "+852 1"}, "GET"), "token")
    receiver.stop()
    (hook,) = receiver.got
    assert (hook.method, hook.form, hook.genuine) == ("GET", {"own": "1", "To": "+852 1"}, True)


def test_a_redirect_is_followed_as_get() -> None:
    receiver = Receiver("token")
    receiver.answers |= {"x": (302, "/y", ""), "y": "<Response><Hangup/></Response>"}
    reply = deliver(Letter("CA1", f"{receiver.url}/x", {"To": "1"}), "token")
    receiver.stop()
    assert reply.text == "<Response><Hangup/></Response>"
    assert [(hook.path, hook.method) for hook in receiver.got] == [("x", "POST"), ("y", "GET")]
    assert all(hook.genuine for hook in receiver.got)


def test_a_webhook_nobody_takes_is_noted(box: Box) -> None:
    sid = box.call(CHAN, status_callback="http://127.0.0.1:9/nobody")
    box.ended(sid)
    until(lambda: [error for error in box.ledger()["errors"] if error["code"] == 11200])
