"""The door: what Twilio did not sign is refused, and what it signed comes in, whatever stands between."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.dialer.play import Play
from tests.webhooks.conftest import application
from tests.webhooks.twilio import PUBLIC, TOKEN, Twilio, sign

FORM = {"CallSid": "CA1", "CallStatus": "ringing"}
PATH = "/twilio/call/a-token/status"
EVERY_ROUTE = [
    "/twilio/call/a-token/answer",
    "/twilio/call/a-token/status",
    "/twilio/call/a-token/over",
    "/twilio/call/a-token/wait",
    "/twilio/call/a-token/machine",
    "/twilio/call/a-token/key",
    "/twilio/call/a-token/recording",
    "/twilio/leg/a-token/answer",
    "/twilio/leg/a-token/status",
    "/twilio/leg/a-token/conference",
    "/twilio/rehearsal/a-token/answer",
    "/twilio/rehearsal/a-token/status",
    "/twilio/rehearsal/a-token/key",
    "/twilio/text/a-token/status",
    "/twilio/inbound/call",
    "/twilio/inbound/a-token/message",
    "/twilio/inbound/a-token/recording",
    "/twilio/inbound/text",
]
INBOUND = {"From": "+85290000001", "To": "+85221234567", "MessageSid": "SM1", "Body": "hello"}


def test_the_list_above_is_every_route_there_is(play: Play) -> None:
    rules = [r.rule.replace("<token>", "a-token") for r in application(play).url_map.iter_rules()]
    assert sorted(r for r in rules if r.startswith("/twilio")) == sorted(EVERY_ROUTE)


@pytest.mark.parametrize("path", EVERY_ROUTE)
def test_every_route_lets_in_what_is_signed_and_refuses_the_rest(twilio: Twilio, path: str) -> None:
    assert twilio.posts(path, FORM | INBOUND).status_code in (200, 204)
    assert twilio.posts(path, FORM | INBOUND, signature="").status_code == 403
    assert twilio.posts(path, FORM | INBOUND, signature="Zm9yZ2Vk").status_code == 403


@pytest.mark.parametrize("path", EVERY_ROUTE)
def test_nothing_is_answered_to_a_browser(play: Play, path: str) -> None:
    assert application(play).test_client().get(path).status_code == 405


@pytest.mark.parametrize(
    ("url", "form", "token"),
    [
        # another account's token
        (f"{PUBLIC}{PATH}", FORM, "another-secret"),
        # a field changed, added, left out
        (f"{PUBLIC}{PATH}", FORM | {"CallStatus": "busy"}, TOKEN),
        (f"{PUBLIC}{PATH}", FORM | {"Digits": "9"}, TOKEN),
        (f"{PUBLIC}{PATH}", {"CallSid": "CA1"}, TOKEN),
        # signed for another call, for another host, for another scheme
        (f"{PUBLIC}/twilio/call/another-token/status", FORM, TOKEN),
        (f"https://evil.example.org{PATH}", FORM, TOKEN),
        (f"http://calls.example.org{PATH}", FORM, TOKEN),
        # a query that was not signed
        (f"{PUBLIC}{PATH}?admin=1", FORM, TOKEN),
    ],
)
def test_a_signature_of_something_else_is_refused(twilio: Twilio, url: str, form: dict[str, str], token: str) -> None:
    assert twilio.posts(PATH, FORM, signature=sign(url, form, token)).status_code == 403


def test_a_refusal_changes_nothing_and_says_what_to_check(play: Play, twilio: Twilio) -> None:
    call = play.rings()
    refused = twilio.posts(f"/twilio/call/{call.token}/status", {"CallSid": "CA1", "CallStatus": "busy"}, signature="x")
    assert "HUIFANG_PUBLIC_URL" in refused.text
    assert play.attempt().state == "placed"


@pytest.mark.parametrize(
    "query",
    [
        "?a=1",
        # in the order they were sent, repeated, and escaped as they were sent
        "?b=2&a=1&b=3",
        "?name=%E9%99%88%20%26+x",
        "?empty=&flag",
    ],
)
def test_a_query_is_part_of_what_is_signed(twilio: Twilio, query: str) -> None:
    assert twilio.posts(PATH + query, FORM).status_code == 204
    assert twilio.posts(PATH + query, FORM, signature=sign(f"{PUBLIC}{PATH}", FORM)).status_code == 403


def test_a_field_that_is_repeated_is_signed_with_all_its_values(twilio: Twilio) -> None:
    form = {**FORM, "StatusCallbackEvent": ["ringing", "answered", "ringing"]}
    assert twilio.posts(PATH, form).status_code == 204
    one = sign(f"{PUBLIC}{PATH}", {**FORM, "StatusCallbackEvent": "ringing"})
    assert twilio.posts(PATH, form, signature=one).status_code == 403


def test_fields_that_twilio_may_add_one_day_are_signed_too(twilio: Twilio) -> None:
    assert twilio.posts(PATH, FORM | {"SomethingNew": "", "Körper": "陈女士 ☎"}).status_code == 204


@pytest.mark.parametrize("public", ["https://calls.example.org", "https://calls.example.org:8443", "http://10.0.0.7"])
def test_behind_a_proxy_the_public_address_counts(play: Play, public: str) -> None:
    """The application hears of localhost only."""
    client = application(play, public).test_client()
    assert Twilio(client, public).posts(PATH, FORM, Host="localhost:5000").status_code == 204
    assert Twilio(client, "http://localhost:5000").posts(PATH, FORM, Host="localhost:5000").status_code == 403
    forged = Twilio(client, "https://evil.example.org").posts(PATH, FORM, X_Forwarded_Host="evil.example.org")
    assert forged.status_code == 403


def test_the_standard_port_may_be_named_or_not(twilio: Twilio) -> None:
    named = sign(f"https://calls.example.org:443{PATH}", FORM)
    assert twilio.posts(PATH, FORM, signature=named).status_code == 204


def test_a_body_in_json_is_signed_by_its_digest(play: Play) -> None:
    body = json.dumps({"CallSid": "CA1"})
    path = f"{PATH}?bodySHA256={hashlib.sha256(body.encode()).hexdigest()}"
    client = application(play).test_client()
    headers = {"X-Twilio-Signature": sign(f"{PUBLIC}{path}", {})}
    assert client.post(path, data=body, content_type="application/json", headers=headers).status_code == 204
    changed = client.post(path, data=body + " ", content_type="application/json", headers=headers)
    assert changed.status_code == 403


def test_the_vectors_here_are_what_twilio_documents() -> None:
    """Base64 of HMAC-SHA1 over the address and the sorted fields, worked out by hand."""
    plain = f"{PUBLIC}{PATH}CallSidCA1CallStatusringing"
    digest = hmac.new(TOKEN.encode(), plain.encode(), hashlib.sha1).digest()
    assert sign(f"{PUBLIC}{PATH}", FORM) == base64.b64encode(digest).decode()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(form=st.dictionaries(st.text("abcABC_", min_size=1), st.text(max_size=20), max_size=6), at=st.integers(0))
def test_any_form_passes_with_its_own_signature_and_with_no_other(
    twilio: Twilio, form: dict[str, str], at: int
) -> None:
    assert twilio.posts(PATH, form).status_code == 204
    right = sign(f"{PUBLIC}{PATH}", form)
    at %= len(right) - 2  # the last sign before "=" has bits that count for nothing
    wrong = right[:at] + ("B" if right[at] == "A" else "A") + right[at + 1 :]
    assert twilio.posts(PATH, form, signature=wrong).status_code == 403
