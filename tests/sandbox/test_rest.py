"""The REST API: the login, what is refused and how, what resources and lists look like."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from tests.sandbox.box import OURS, TOKEN, Box
from tests.sandbox.conftest import CHAN, WONG, MakeBox
from tests.sandbox.receiver import until

MAGIC = "+15005550006"
#: The properties in Twilio's OpenAPI description (v2010) of a Call and of a Message.
CALL = """
    sid date_created date_updated parent_call_sid account_sid to to_formatted from from_formatted phone_number_sid
    status start_time end_time duration price price_unit direction answered_by api_version forwarded_from group_sid
    caller_name queue_time trunk_sid uri subresource_uris
"""
MESSAGE = """
    body num_segments direction from to date_updated price error_message uri account_sid num_media status
    messaging_service_sid sid date_sent date_created error_code price_unit api_version subresource_uris
"""


def post(box: Box, resource: str, form: Any) -> requests.Response:
    account = box.sandbox.network.account.sid
    url = f"{box.url}/2010-04-01/Accounts/{account}/{resource}.json"
    return requests.post(url, data=form, auth=(account, TOKEN), timeout=5)


def get(box: Box, resource: str) -> dict[str, Any]:
    account = box.sandbox.network.account.sid
    url = resource if resource.startswith("/") else f"/2010-04-01/Accounts/{account}/{resource}"
    got: dict[str, Any] = requests.get(box.url + url, auth=(account, TOKEN), timeout=5).json()
    return got


def test_a_wrong_token_opens_nothing(box: Box) -> None:
    account = box.sandbox.network.account.sid
    answer = requests.get(f"{box.url}/2010-04-01/Accounts/{account}/Calls.json", auth=(account, "no"), timeout=5)
    assert (answer.status_code, answer.json()["code"]) == (401, 20003)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"From": OURS, "Url": "http://h/"}, 21201),
        ({"To": CHAN, "Url": "http://h/"}, 21213),
        ({"To": CHAN, "From": OURS}, 21205),
        ({"To": CHAN, "From": OURS, "Url": "not a url"}, 21205),
        ({"To": CHAN, "From": OURS, "ApplicationSid": "AP" + "0" * 32}, 21218),
        ({"To": CHAN, "From": OURS, "Url": "http://h/", "StatusCallback": "http://under_score/"}, 21609),
        # Twilio's documented magic numbers
        ({"To": CHAN, "From": "+15005550001", "Url": "http://h/"}, 21212),
        ({"To": CHAN, "From": "+85239999999", "Url": "http://h/"}, 21210),
        ({"To": "+15005550001", "From": MAGIC, "Url": "http://h/"}, 21217),
        ({"To": "+15005550002", "From": MAGIC, "Url": "http://h/"}, 21214),
        ({"To": "+15005550003", "From": MAGIC, "Url": "http://h/"}, 21215),
        ({"To": "+15005550004", "From": MAGIC, "Url": "http://h/"}, 21216),
        # too short for Hong Kong
        ({"To": "+852912", "From": MAGIC, "Url": "http://h/"}, 21217),
    ],
)
def test_a_call_is_refused_with_the_code_that_twilio_gives(box: Box, form: dict[str, str], code: int) -> None:
    answer = post(box, "Calls", form)
    assert answer.status_code == 400
    body = answer.json()
    assert body["code"] == code
    assert body["more_info"] == f"https://www.twilio.com/docs/errors/{code}"
    assert (body["status"], set(body)) == (400, {"code", "message", "more_info", "status"})
    assert box.ledger()["calls"] == []


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"From": OURS, "Body": "b"}, 21604),
        ({"To": CHAN, "Body": "b"}, 21603),
        ({"To": CHAN, "From": OURS}, 21602),
        ({"To": CHAN, "From": OURS, "Body": "b" * 1601}, 21617),
        # Twilio's documented magic numbers
        ({"To": CHAN, "From": "+15005550001", "Body": "b"}, 21212),
        ({"To": CHAN, "From": "+15005550007", "Body": "b"}, 21606),
        ({"To": CHAN, "From": "+15005550008", "Body": "b"}, 21611),
        ({"To": "+15005550001", "From": MAGIC, "Body": "b"}, 21211),
        ({"To": "+15005550002", "From": MAGIC, "Body": "b"}, 21612),
        ({"To": "+15005550003", "From": MAGIC, "Body": "b"}, 21408),
        ({"To": "+15005550004", "From": MAGIC, "Body": "b"}, 21610),
        ({"To": "+15005550009", "From": MAGIC, "Body": "b"}, 21614),
    ],
)
def test_a_text_is_refused_with_the_code_that_twilio_gives(box: Box, form: dict[str, str], code: int) -> None:
    answer = post(box, "Messages", form)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert box.ledger()["messages"] == []


def test_a_call_has_the_properties_of_twilios_description(make_box: MakeBox) -> None:
    box = make_box({}, rate=1.0)
    answer = post(box, "Calls", {"To": CHAN, "From": OURS, "Url": box.hook("twiml")})
    call = answer.json()
    assert answer.status_code == 201
    assert set(call) == set(CALL.split())
    assert (call["status"], call["start_time"], call["end_time"]) == ("queued", None, None)
    assert (call["duration"], call["price"], call["queue_time"]) == (None, None, "0")
    assert (call["date_created"][:16], call["to_formatted"]) == ("Mon, 02 Mar 2026", "9123 4501")


def test_a_text_has_the_properties_of_twilios_description(box: Box) -> None:
    answer = post(box, "Messages", {"To": CHAN, "From": OURS, "Body": "您好"})
    assert answer.status_code == 201
    assert set(answer.json()) == set(MESSAGE.split())
    assert (answer.json()["status"], answer.json()["date_sent"]) == ("queued", None)


def test_an_unknown_resource_is_not_found(box: Box) -> None:
    with pytest.raises(TwilioRestException) as missing:
        box.client.calls("CA" + "0" * 32).fetch()
    assert (missing.value.status, missing.value.code) == (404, 20404)


def test_calls_are_listed_newest_first_by_what_is_asked(make_box: MakeBox) -> None:
    box = make_box({}, "--calls-per-second", "0.001")
    dialled = box.call(WONG)
    box.ended(dialled)
    waiting = [box.call(CHAN) for _ in range(2)]
    assert [call.sid for call in box.client.calls.list(to=CHAN, from_=OURS)] == waiting[::-1]
    assert [call.sid for call in box.client.calls.list(status="completed")] == [dialled]
    # A queued call has no start time yet, and a filter by it hides the call.
    assert [call.sid for call in box.client.calls.list(start_time_after="2026-03-01")] == [dialled]
    assert box.client.calls.list(start_time_before="2026-03-01") == []
    assert box.client.calls.list(to="+85290000000") == []


def test_a_long_list_comes_in_pages(make_box: MakeBox) -> None:
    box = make_box({}, "--calls-per-second", "0.001")
    sids = [box.call(CHAN) for _ in range(5)]
    assert [call.sid for call in box.client.calls.list(page_size=2)] == sids[::-1]
    page = get(box, "Calls.json?PageSize=2")
    assert (page["page"], page["page_size"], page["start"], page["end"]) == (0, 2, 0, 1)
    assert page["previous_page_uri"] is None
    last = get(box, get(box, page["next_page_uri"])["next_page_uri"])
    assert (len(last["calls"]), last["next_page_uri"]) == (1, None)


def test_the_ledger_shows_what_the_api_shows(box: Box) -> None:
    sid = box.call(CHAN)
    seen = box.ended(sid)
    call = box.client.calls(sid).fetch()
    assert (seen["status"], seen["to"], seen["from"]) == (call.status, call.to, call._from)
    assert call.start_time is not None
    assert call.start_time.isoformat()[:19] == seen["left_queue_at"][:19]
    until(lambda: len(box.news_of(sid)) == 4)
    assert requests.get(f"{box.url}/sandbox/health", timeout=5).json()["live_calls"] == 0


@pytest.mark.parametrize(
    ("door", "told"),
    [
        ("people", {CHAN: {"mood": "good"}}),
        ("people", {CHAN: {"answers": ["maybe"]}}),
        ("inbound-call", {"from": CHAN, "to": CHAN}),
        ("inbound-sms", {"from": CHAN, "to": OURS}),
    ],
)
def test_the_sandboxes_own_doors_explain_what_they_do_not_understand(box: Box, door: str, told: Any) -> None:
    answer = requests.post(f"{box.url}/sandbox/{door}", json=told, timeout=5)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_people_can_be_described_while_the_network_runs(box: Box) -> None:
    box.post("people", **{CHAN: {"answers": ["busy"]}})
    assert box.ended(box.call(CHAN))["status"] == "busy"
    assert box.ended(box.call(WONG))["status"] == "completed"
