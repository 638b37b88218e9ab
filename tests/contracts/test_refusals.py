"""How the sandbox says no: Twilio's body, Twilio's code, Twilio's HTTP status, and nothing carried out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.contracts.conftest import MakeJudged
from tests.contracts.description import Description
from tests.contracts.judged import Judged
from tests.sandbox.box import OURS, TOKEN
from tests.sandbox.conftest import CHAN, WONG, cast

NOWHERE, URL = "0" * 32, "https://calls.example.org/answer"
OWNED, OTHER = "+15005550006", "+16505550123"


@pytest.fixture(scope="module")
def counter(description: Description, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judged]:
    """One sandbox for all who are turned away: nothing happens there."""
    counter = Judged(description, tmp_path_factory.mktemp("counter"), cast())
    yield counter
    counter.stop()


@pytest.fixture
def judged(counter: Judged) -> Judged:
    """The same sandbox, with nothing heard yet."""
    counter.heard.clear()
    return counter


def call(**change: str) -> dict[str, str]:
    """A form that is right but for the change."""
    return {"To": OTHER, "From": OWNED, "Url": URL} | change


def text(**change: str) -> dict[str, str]:
    """A form that is right but for the change."""
    return {"To": OTHER, "From": OWNED, "Body": "b"} | change


@pytest.mark.parametrize(
    ("resource", "form", "code"),
    [
        # Twilio, "Test credentials": the magic numbers of calls, by From and by To
        ("Calls", call(From="+15005550001"), 21212),
        ("Calls", call(From=OTHER), 21210),
        ("Calls", call(To="+15005550001"), 21217),
        ("Calls", call(To="+15005550002"), 21214),
        ("Calls", call(To="+15005550003"), 21215),
        ("Calls", call(To="+15005550004"), 21216),
        # and of texts
        ("Messages", text(From="+15005550001"), 21212),
        ("Messages", text(From="+15005550007"), 21606),
        ("Messages", text(From="+15005550008"), 21611),
        ("Messages", text(To="+15005550001"), 21211),
        ("Messages", text(To="+15005550002"), 21612),
        ("Messages", text(To="+15005550003"), 21408),
        ("Messages", text(To="+15005550004"), 21610),
        ("Messages", text(To="+15005550009"), 21614),
        # what is missing
        ("Calls", call(To=""), 21201),
        ("Calls", call(From=""), 21213),
        ("Calls", call(Url=""), 21205),
        ("Messages", text(To=""), 21604),
        ("Messages", text(From=""), 21603),
        ("Messages", text(Body=""), 21602),
        # what is too long, or no address
        ("Messages", text(Body="b" * 1601), 21617),
        ("Calls", call(Url="ftp://h.example/"), 21205),
        ("Calls", call(StatusCallback="https://under_score.example/"), 21609),
        # mainland China by voice, since 30 November 2023
        ("Calls", call(To="+8613800138000"), 21215),
    ],
)
def test_a_create_is_refused_with_400_and_twilios_code(
    judged: Judged, resource: str, form: dict[str, str], code: int
) -> None:
    before = judged.box.ledger()
    said = judged.ask("POST", f"{resource}.json", form)
    assert (said.status, said.told["code"]) == (400, code)
    assert _only_the_answer(judged.complaints, said.path) == []
    after = judged.box.ledger()
    assert (len(after["calls"]), len(after["messages"])) == (len(before["calls"]), len(before["messages"]))


def _only_the_answer(complaints: list[str], path: str) -> list[str]:
    """Leave out what is wrong with the request: that it is so is what the test is about."""
    return [line for line in complaints if ("form field" not in line and "is missing" not in line) or path not in line]


@pytest.mark.parametrize("resource", ["Calls", "Messages"])
def test_the_magic_numbers_that_are_right_are_accepted(judged: Judged, resource: str) -> None:
    said = judged.ask("POST", f"{resource}.json", call() if resource == "Calls" else text())
    assert said.status == 201
    assert judged.complaints == []


@pytest.mark.parametrize(
    ("method", "resource"),
    [
        ("GET", f"Calls/CA{NOWHERE}.json"),
        ("POST", f"Calls/CA{NOWHERE}.json"),
        ("DELETE", f"Calls/CA{NOWHERE}.json"),
        ("GET", f"Calls/CA{NOWHERE}/Recordings.json"),
        ("POST", f"Calls/CA{NOWHERE}/Recordings.json"),
        ("GET", f"Messages/SM{NOWHERE}.json"),
        ("POST", f"Messages/SM{NOWHERE}.json"),
        ("DELETE", f"Messages/SM{NOWHERE}.json"),
        ("GET", f"Conferences/CF{NOWHERE}.json"),
        ("POST", f"Conferences/CF{NOWHERE}.json"),
        ("GET", f"Conferences/CF{NOWHERE}/Participants.json"),
        ("POST", f"Conferences/CF{NOWHERE}/Participants/CA{NOWHERE}.json"),
        ("GET", f"Recordings/RE{NOWHERE}.json"),
        ("DELETE", f"Recordings/RE{NOWHERE}.json"),
    ],
)
def test_what_is_not_there_is_404_and_20404(judged: Judged, method: str, resource: str) -> None:
    said = judged.ask(method, resource)
    assert (said.status, said.told["code"]) == (404, 20404)
    assert judged.complaints == []


@pytest.mark.parametrize("password", ["", "wrong", TOKEN.upper()])
@pytest.mark.parametrize("resource", ["Calls.json", "Messages.json", f"Recordings/RE{NOWHERE}.json"])
def test_who_does_not_know_the_token_is_401_and_20003(judged: Judged, resource: str, password: str) -> None:
    said = judged.ask("GET", resource, auth=(judged.account, password))
    assert (said.status, said.told["code"]) == (401, 20003)
    assert judged.complaints == []


def test_another_account_is_401_too(judged: Judged) -> None:
    said = judged.ask("GET", f"/2010-04-01/Accounts/AC{NOWHERE}/Calls.json")
    assert (said.status, said.told["code"]) == (401, 20003)


def test_what_goes_on_cannot_be_deleted(judged: Judged) -> None:
    sid = judged.box.call(CHAN, timeout=600)
    said = judged.ask("DELETE", f"Calls/{sid}.json")
    assert (said.status, said.told["code"]) == (409, 20009)
    assert judged.complaints == []


def test_what_is_over_cannot_be_changed(judged: Judged) -> None:
    sid = judged.box.call(WONG)
    judged.box.ended(sid)
    for form in ({"Status": "completed"}, {"Status": "canceled"}, {"Url": URL}):
        said = judged.ask("POST", f"Calls/{sid}.json", form)
        assert (said.status, said.told["code"]) == (400, 21220)
    assert judged.complaints == []


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("error-429", 429, 20429),
        ("error-503", 503, 20503),
        ("error-500-before", 500, 20500),
        ("error-500-after", 500, 20500),
    ],
)
def test_a_fault_says_what_twilio_would(make_judged: MakeJudged, fault: str, status: int, code: int) -> None:
    judged = make_judged({}, "--fault", f"{fault}=1")
    asked: dict[str, Any] = {"to": CHAN, "from_": OURS, "url": URL}
    with pytest.raises(TwilioRestException) as refused:
        judged.client.calls.create(**asked)
    assert (refused.value.status, refused.value.code) == (status, code)
    assert judged.complaints == []


def test_a_queue_that_is_full_takes_no_more_calls(make_judged: MakeJudged) -> None:
    judged = make_judged({}, "--queue-holds", "1", "--calls-per-second", "0.001")
    codes = [judged.ask("POST", "Calls.json", call(To=CHAN)).told.get("code") for _ in range(4)]
    assert codes[-1] == 22005
    assert judged.complaints == []
