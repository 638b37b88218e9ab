"""Every request of ours is one that Twilio's description knows: its path, its fields, the value of each."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialer.carrier import CallWanted, Carrier, Handling, Recording, TextWanted
from dialer.twilio.adapter import TwilioCarrier
from dialer.twilio.addresses import Addresses
from dialer.twilio.coverage import Coverage
from tests.contracts import judge
from tests.contracts.by_the_book import ByTheBook
from tests.contracts.description import Description

CALL, SMS = "CA" + "0" * 31 + "1", "SM" + "0" * 31 + "2"
ROOM, TAPE = "CF" + "0" * 31 + "3", "RE" + "0" * 31 + "4"
CHAN, LINE = "+85291234567", "+85230000001"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
PLAIN = CallWanted(token="a-token", to=CHAN, line=LINE, ring_seconds=25)

Deed = Callable[[TwilioCarrier], object]

#: Each deed with everything that makes a difference to what is sent.
DEEDS: dict[str, list[Deed]] = {
    "assert_welcome": [lambda carrier: carrier.assert_welcome()],
    "call": [
        lambda carrier: carrier.call(PLAIN),
        # behind a switchboard, with a machine listened for
        lambda carrier: carrier.call(CallWanted("a-token", CHAN, LINE, 25, extension="8001#", detect_machine=True)),
        # an agent's telephone, SIP address and softphone
        lambda carrier: carrier.call(CallWanted("a-token", CHAN, LINE, 30, leg=True)),
        lambda carrier: carrier.call(CallWanted("a-token", "sip:mei@pbx.example.org", LINE, 30, leg=True)),
        lambda carrier: carrier.call(CallWanted("a-token", "client:mei", LINE, 30, leg=True)),
    ],
    "text": [lambda carrier: carrier.text(TextWanted("a-token", CHAN, LINE, "陈女士您好 & 100% + 你好? 😀\n"))],
    "stop": [lambda carrier: carrier.stop(CALL)],
    "look_up": [lambda carrier: carrier.look_up(CALL, "call"), lambda carrier: carrier.look_up(SMS, "text")],
    "find": [lambda carrier: carrier.find("call", CHAN, LINE), lambda carrier: carrier.find("text", CHAN, LINE)],
    "going_on": [lambda carrier: carrier.going_on()],
    "since": [lambda carrier: carrier.since("call", LONG_AGO), lambda carrier: carrier.since("text", LONG_AGO)],
    "treat": [
        lambda carrier: carrier.treat(ROOM, CALL, hold=True),
        lambda carrier: carrier.treat(ROOM, CALL, hold=False),
        lambda carrier: carrier.treat(ROOM, CALL, mute=True),
        lambda carrier: carrier.treat(ROOM, CALL, hold=False, mute=False),
    ],
    "put_through": [lambda carrier: carrier.put_through(CALL, "another-token")],
    "conference_of": [lambda carrier: carrier.conference_of("agent 17 / 陈医生")],
    "record": [lambda carrier: carrier.record(CALL, "a-token")],
    "stop_recording": [lambda carrier: carrier.stop_recording(CALL, TAPE)],
    "recordings_of": [lambda carrier: carrier.recordings_of(CALL)],
    "sound": [lambda carrier: carrier.sound(TAPE)],
    "delete_recording": [lambda carrier: carrier.delete_recording(TAPE)],
}
#: Answered without asking anybody.
SILENT: dict[str, Deed] = {
    "serves": lambda carrier: carrier.serves(CHAN),
    "undelivered": lambda carrier: carrier.undelivered("30006"),
}


def make(book: ByTheBook) -> TwilioCarrier:
    """Our adapter, before the server."""
    addresses = Addresses("https://calls.example.org")
    return TwilioCarrier("AC" + "0" * 32, "secret", addresses, Coverage(), timeout=5.0, api_url=book.url)


def complaints(description: Description, book: ByTheBook) -> list[str]:
    """What is wrong with what the server has heard."""
    return [f"{said}: {wrong}" for said in book.heard for wrong in judge.of_request(description, said)]


def test_every_deed_of_the_port_and_of_the_adapter_is_judged_here() -> None:
    adapter = {name for name, _ in inspect.getmembers(TwilioCarrier, callable) if not name.startswith("_")}
    ports = {name for port in (Carrier, Handling, Recording) for name in vars(port) if not name.startswith("_")}
    assert adapter == set(DEEDS) | set(SILENT)
    assert ports <= adapter


@pytest.mark.parametrize(
    "deed",
    [pytest.param(deed, id=f"{name}-{place}") for name, deeds in DEEDS.items() for place, deed in enumerate(deeds)],
)
def test_a_deed_asks_what_the_description_knows(description: Description, book: ByTheBook, deed: Deed) -> None:
    deed(make(book))
    assert book.heard
    assert complaints(description, book) == []


@pytest.mark.parametrize("deed", SILENT.values(), ids=list(SILENT))
def test_what_is_known_is_not_asked(book: ByTheBook, deed: Deed) -> None:
    deed(make(book))
    assert book.heard == []


def test_a_call_that_talks_is_hung_up_after_it_could_not_be_cancelled(
    description: Description, book: ByTheBook
) -> None:
    book.refusals = [21220]
    make(book).stop(CALL)
    assert [said.form for said in book.heard] == [[("Status", "canceled")], [("Status", "completed")]]
    assert complaints(description, book) == []


def test_an_address_of_ours_says_how_often_it_is_to_be_tried(book: ByTheBook) -> None:
    make(book).call(PLAIN)
    assert dict(book.heard[0].form)["StatusCallback"].endswith("#rc=2&rp=all")


def test_a_word_is_sent_in_lower_case_and_a_list_field_by_field(book: ByTheBook) -> None:
    make(book).call(CallWanted("a-token", CHAN, LINE, 25, detect_machine=True))
    form = book.heard[0].form
    assert ("AsyncAmd", "true") in form
    assert [value for name, value in form if name == "StatusCallbackEvent"] == [
        "initiated",
        "ringing",
        "answered",
        "completed",
    ]


TOKENS = st.text("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-_", min_size=8, max_size=43)
CALLS = st.builds(
    CallWanted,
    token=TOKENS,
    to=st.from_regex(r"\+[1-9][0-9]{7,14}", fullmatch=True),
    line=st.just(LINE),
    ring_seconds=st.integers(5, 60),
    extension=st.text("0123456789*#wW", max_size=12),
    detect_machine=st.booleans(),
    leg=st.booleans(),
)
TEXTS = st.builds(TextWanted, TOKENS, st.just(CHAN), st.just(LINE), st.text(min_size=1, max_size=500))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=CALLS)
def test_any_call_that_may_be_wanted_is_one_that_twilio_knows(
    description: Description, book: ByTheBook, wanted: CallWanted
) -> None:
    book.heard.clear()
    make(book).call(wanted)
    assert complaints(description, book) == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=TEXTS)
def test_any_text_arrives_sign_by_sign(description: Description, book: ByTheBook, wanted: TextWanted) -> None:
    book.heard.clear()
    make(book).text(wanted)
    assert complaints(description, book) == []
    assert dict(book.heard[0].form)["Body"] == wanted.body
