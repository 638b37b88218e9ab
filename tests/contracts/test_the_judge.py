"""The judge is judged first: what Twilio shows passes, and each kind of mistake is found."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from tests.contracts import judge
from tests.contracts.description import Description, Operation, is_ours
from tests.contracts.wire import Exchange, Pairs

ACCOUNT = "/2010-04-01/Accounts/AC00000000000000000000000000000001"
CALL = f"{ACCOUNT}/Calls/CA00000000000000000000000000000001"

RIGHT: Pairs = [
    ("To", "+85291234567"),
    ("From", "+85230000001"),
    ("Url", "https://calls.example.org/answer"),
    ("StatusCallback", "https://calls.example.org/status#rc=2&rp=all"),
    ("StatusCallbackEvent", "initiated"),
    ("StatusCallbackEvent", "completed"),
    ("Timeout", "25"),
    ("Record", "true"),
    ("AsyncAmd", "true"),
]


def test_a_call_has_26_properties_and_a_message_20(description: Description) -> None:
    assert (len(description.properties("call")), len(description.properties("message"))) == (26, 20)


def test_what_twilio_shows_passes(description: Description) -> None:
    """Some of its recordings are dated in +0100, which its own text rules out."""
    shown = [operation for operation in description.operations if is_ours(operation)]
    wrong = [
        (operation.path, complaint)
        for operation in shown
        for exchange in _exchanges(operation)
        for complaint in judge.of_answer(description, exchange)
        if "+0100' is not a 'date-time-rfc-2822'" not in complaint
    ]
    assert len(shown) == 30
    assert wrong == []


def _exchanges(operation: Operation) -> list[Exchange]:
    path = re.sub(r"\{\w+\}", "x", operation.path)
    return [
        Exchange(operation.method, path, status=status, kind="application/json", body=_json(example))
        for status, examples in operation.examples.items()
        for example in examples
    ]


def _json(example: Any) -> bytes:
    return json.dumps(example).encode()


def test_a_request_that_is_right_passes(description: Description) -> None:
    assert judge.of_request(description, Exchange("POST", f"{ACCOUNT}/Calls.json", form=RIGHT)) == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        # a field misspelt, or spelt as the SDK does
        ([("StatusCallBack", "https://h.example/")], "StatusCallBack is unknown"),
        ([("status_callback", "https://h.example/")], "status_callback is unknown"),
        # a field of another resource
        ([("AmdStatusCallback", "https://h.example/")], "AmdStatusCallback is unknown"),
        # a word that is none of the words
        ([("Method", "PUT")], "'PUT' is not one of"),
        ([("MachineDetection", "enable")], "'enable' is not one of"),
        ([("StatusCallbackEvent", "in-progress")], "'in-progress' is not one of"),
        # a list in one value, as Participants of old took it
        ([("StatusCallbackEvent", "initiated completed")], "'initiated completed' is not one of"),
        # Python's True, for what is a boolean and for what is a word
        ([("Record", "True")], "'True' is neither true nor false"),
        ([("AsyncAmd", "True")], "'True' is not one of"),
        # numbers that are none, or too large
        ([("Timeout", "25.0")], "'25.0' is no integer"),
        ([("Timeout", "601")], "601 is greater than the maximum of 600"),
        # what is said once, twice
        ([("Timeout", "25"), ("Timeout", "26")], "Timeout: is repeated"),
        # addresses nobody could call
        ([("Url", "/answer")], "is no address"),
        ([("StatusCallback", "https://under_score.example/")], "is not a 'uri'"),
        # nobody
        ([("To", "91234567 (home)")], "is not a 'endpoint'"),
        ([("To", "")], "To is missing"),
        ([("Url", "")], "Url is missing"),
        ([("SendDigits", "1" * 33)], "does not match"),
    ],
)
def test_a_mistake_in_a_form_is_found(description: Description, change: Pairs, complaint: str) -> None:
    names = {name for name, _ in change}
    form = [pair for pair in RIGHT if pair[0] not in names] + change
    wrong = judge.of_request(description, Exchange("POST", f"{ACCOUNT}/Calls.json", form=form))
    assert any(complaint in line for line in wrong), wrong


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        (Exchange("POST", f"{ACCOUNT}/Call.json", form=RIGHT), "there is no POST"),
        (Exchange("POST", f"{ACCOUNT}/Calls", form=RIGHT), "there is no POST"),
        (Exchange("PUT", f"{ACCOUNT}/Calls.json", form=RIGHT), "there is no PUT"),
        (Exchange("GET", f"{ACCOUNT}/Calls/SM1.json"), "path: Sid: 'SM1' does not match"),
        (Exchange("GET", f"{ACCOUNT}/Calls.json", query=[("to", "+85291234567")]), "query parameter to is unknown"),
        (Exchange("GET", f"{ACCOUNT}/Calls.json", query=[("StartTime>=", "2026-03-02")]), "StartTime>= is unknown"),
        (Exchange("GET", f"{ACCOUNT}/Calls.json", query=[("PageSize", "1001")]), "1001 is greater"),
        (Exchange("GET", f"{ACCOUNT}/Calls.json", query=[("Status", "initiated")]), "'initiated' is not one of"),
        (Exchange("POST", f"{CALL}.json", query=[("Status", "completed")]), "query parameter Status is unknown"),
        (Exchange("POST", f"{CALL}.json", form=[("Status", "cancelled")]), "'cancelled' is not one of"),
    ],
)
def test_a_mistake_in_a_path_or_a_query_is_found(description: Description, asked: Exchange, complaint: str) -> None:
    wrong = judge.of_request(description, asked)
    assert any(complaint in line for line in wrong), wrong


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        # a property too many, one too few
        ({"token": "t"}, "'token' was unexpected"),
        ({"trunk_sid": ...}, "'trunk_sid' is a required property"),
        # a status that only webhooks know
        ({"status": "initiated"}, "'initiated' is not one of"),
        # types and formats
        ({"duration": 15}, "15 is not of type 'string'"),
        ({"sid": "CA1"}, "does not match '^CA[0-9a-fA-F]{32}$'"),
        ({"start_time": "2026-03-02T10:00:00Z"}, "is not a 'date-time-rfc-2822'"),
        ({"start_time": "Tue, 02 Mar 2026 02:00:00 +0000"}, "is not a 'date-time-rfc-2822'"),
        ({"subresource_uris": {"events": "Events.json"}}, "is not a 'uri-map'"),
    ],
)
def test_a_mistake_in_an_answer_is_found(description: Description, change: dict[str, Any], complaint: str) -> None:
    shown = description.find("GET", f"{CALL}.json")
    assert shown is not None
    call = {name: value for name, value in (shown.examples[200][0] | change).items() if value is not ...}
    answer = Exchange("GET", f"{CALL}.json", kind="application/json", body=_json(call))
    wrong = judge.of_answer(description, answer)
    assert any(complaint in line for line in wrong), wrong


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"status": 400}, "status 400 under HTTP 404"),
        ({"code": "20404"}, "code '20404'"),
        ({"more_info": "https://www.twilio.com/docs/errors/1"}, "more_info"),
        ({"message": ""}, "the message is empty"),
        ({"detail": "no"}, "the refusal has"),
    ],
)
def test_a_mistake_in_a_refusal_is_found(description: Description, change: dict[str, Any], complaint: str) -> None:
    more = "https://www.twilio.com/docs/errors/20404"
    right = {"code": 20404, "message": "Not found", "more_info": more, "status": 404}
    answer = Exchange("GET", f"{CALL}.json", status=404, kind="application/json", body=_json(right))
    assert judge.of_answer(description, answer) == []
    wrong = judge.of_answer(description, replace(answer, body=_json(right | change)))
    assert any(complaint in line for line in wrong), wrong
