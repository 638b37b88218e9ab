"""Signatures, worked out three times: by Twilio's SDK, by hand, and by who signs or checks on either side."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from runtime.database import Sessions
from sandbox.post.letters import Letter, deliver, signature
from tests.dialer.play import Play, begin
from tests.sandbox.receiver import Receiver
from tests.webhooks.conftest import application
from tests.webhooks.twilio import PUBLIC, TOKEN

PATH = "/twilio/call/a-token/status"
Pairs = list[tuple[str, str]]

#: What no field of Twilio's holds, and no database either.
VALUES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
NAMES = st.one_of(st.sampled_from(["CallSid", "CallStatus", "SomethingNew", "Body", "Körper"]), VALUES.filter(bool))
FIELDS = st.dictionaries(NAMES, VALUES, max_size=8)
FORMS = st.lists(st.tuples(NAMES, VALUES), max_size=8)
QUERIES = st.lists(st.tuples(st.text("abc%", min_size=1, max_size=4), VALUES), max_size=3).map(urlencode)


def by_hand(token: str, url: str, pairs: Sequence[tuple[str, str]] = ()) -> str:
    """Base64 of HMAC-SHA1 over the address, then each name in order with each of its different values in order."""
    signed = url + "".join(name + value for name, value in sorted(set(pairs)))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


@given(form=FORMS, query=QUERIES)
@example(form=[("a", "2"), ("a", "1"), ("a", "2"), ("A", ""), ("é", "陈女士 ☎")], query="b=2&a=1")
def test_by_hand_and_by_twilios_sdk_it_is_the_same(form: Pairs, query: str) -> None:
    url = f"{PUBLIC}{PATH}?{query}" if query else f"{PUBLIC}{PATH}"
    assert RequestValidator(TOKEN).compute_signature(url, MultiDict(form)) == by_hand(TOKEN, url, form)


@given(form=FIELDS, query=QUERIES)
def test_the_sandbox_signs_as_twilio_does(form: dict[str, str], query: str) -> None:
    url = f"{PUBLIC}{PATH}?{query}" if query else f"{PUBLIC}{PATH}"
    assert signature(TOKEN, url, form) == by_hand(TOKEN, url, list(form.items()))
    assert RequestValidator(TOKEN).validate(url, form, signature(TOKEN, url, form))


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    """Our side of the wire, where Twilio's SDK checks."""
    receiver = Receiver(TOKEN)
    yield receiver
    receiver.stop()


@settings(max_examples=40)
@given(form=FIELDS, query=QUERIES, method=st.sampled_from(["POST", "GET"]))
def test_what_the_sandbox_delivers_is_genuine_when_it_arrives(
    receiver: Receiver, form: dict[str, str], query: str, method: str
) -> None:
    receiver.got.clear()
    address = f"{receiver.url}/status{'?' + query if query else ''}#rc=2&rp=all"
    reply = deliver(Letter("CA1", address, form, method), TOKEN)
    assert reply.ok
    (webhook,) = receiver.got
    assert webhook.genuine
    assert webhook.method == method


def test_what_is_signed_with_another_token_is_not_genuine(receiver: Receiver) -> None:
    receiver.got.clear()
    deliver(Letter("CA1", f"{receiver.url}/status", {"CallSid": "CA1"}), "another-token")
    assert [webhook.genuine for webhook in receiver.got] == [False]


@pytest.fixture
def play(sessions: Sessions) -> Play:
    """A Tuesday at eleven."""
    return begin(sessions)


@pytest.fixture
def door(play: Play) -> FlaskClient:
    """Our door."""
    return application(play).test_client()


def post(door: FlaskClient, path: str, form: Pairs, signature: str | None) -> int:
    """One webhook at our door, without the header where there is no signature; the HTTP status."""
    headers = {} if signature is None else {"X-Twilio-Signature": signature}
    kind = "application/x-www-form-urlencoded"
    return door.post(path, data=urlencode(form), headers=headers, content_type=kind).status_code


def post_json(door: FlaskClient, path: str, body: str, signature: str) -> int:
    """A webhook with a body in JSON; the HTTP status."""
    headers = {"X-Twilio-Signature": signature}
    return door.post(path, data=body.encode(), headers=headers, content_type="application/json").status_code


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(form=FORMS, query=QUERIES)
@example(form=[("Body", "b"), ("Body", ""), ("Body", "a"), ("Body", "b")], query="x=%E9%99%88+%26")
def test_our_door_opens_to_what_is_signed_and_to_nothing_else(door: FlaskClient, form: Pairs, query: str) -> None:
    path = f"{PATH}?{query}" if query else PATH
    right = by_hand(TOKEN, f"{PUBLIC}{path}", form)
    assert post(door, path, form, right) == 204
    forged = [None, "", by_hand("another-token", f"{PUBLIC}{path}", form), right[:-2] + "=", right.swapcase()]
    assert {post(door, path, form, one) for one in forged if one != right} == {403}
    for altered in ([*form, ("Digits", "9")], form[1:]):
        if set(altered) != set(form):
            assert post(door, path, altered, right) == 403
    assert post(door, f"{path}{'&' if query else '?'}admin=1", form, right) == 403


@pytest.mark.parametrize(
    ("public", "signed"),
    [
        ("https://calls.example.org", "https://calls.example.org"),
        # the standard port, named by one of the two
        ("https://calls.example.org", "https://calls.example.org:443"),
        ("https://calls.example.org:443", "https://calls.example.org"),
        ("http://calls.example.org", "http://calls.example.org:80"),
        # another port is always named
        ("https://calls.example.org:8443", "https://calls.example.org:8443"),
        # behind a proxy that serves us below a path
        ("https://example.org/huifang", "https://example.org/huifang"),
    ],
)
def test_the_port_may_be_named_or_not_where_it_is_the_standard_one(play: Play, public: str, signed: str) -> None:
    form = [("CallSid", "CA1"), ("CallStatus", "ringing")]
    door = application(play, public).test_client()
    assert post(door, PATH, form, by_hand(TOKEN, f"{signed}{PATH}", form)) == 204


@pytest.mark.parametrize(
    "signed", ["https://calls.example.org:8443", "http://calls.example.org", "https://example.org"]
)
def test_another_port_scheme_or_host_is_another_address(door: FlaskClient, signed: str) -> None:
    form = [("CallSid", "CA1")]
    assert post(door, PATH, form, by_hand(TOKEN, f"{signed}{PATH}", form)) == 403


def test_a_body_in_json_counts_by_its_digest_in_the_signed_address(door: FlaskClient) -> None:
    body = json.dumps({"CallSid": "CA1", "名": "陈女士"}, ensure_ascii=False)
    digest = hashlib.sha256(body.encode()).hexdigest()
    path = f"{PATH}?a=1&bodySHA256={digest}"
    right = by_hand(TOKEN, f"{PUBLIC}{path}")
    assert post_json(door, path, body, right) == 204
    # another body, another digest, no digest, no body
    assert post_json(door, path, body + " ", right) == 403
    other = path.replace(digest, hashlib.sha256(b"{}").hexdigest())
    assert post_json(door, other, body, right) == 403
    assert post_json(door, other, body, by_hand(TOKEN, f"{PUBLIC}{other}")) == 403
    assert post_json(door, PATH, body, by_hand(TOKEN, f"{PUBLIC}{PATH}")) == 403
    assert post_json(door, path, "", right) == 403
    assert post_json(door, f"{PATH}?bodySHA256=", body, by_hand(TOKEN, f"{PUBLIC}{PATH}?bodySHA256=")) == 403


def test_a_form_cannot_pass_for_a_body_in_json(door: FlaskClient) -> None:
    """Signed was an address without fields; fields were added, and a digest that would fit them as a text."""
    body = urlencode([("CallSid", "CA1")])
    path = f"{PATH}?bodySHA256={hashlib.sha256(body.encode()).hexdigest()}"
    assert post(door, path, [("CallSid", "CA1")], by_hand(TOKEN, f"{PUBLIC}{path}")) == 403
