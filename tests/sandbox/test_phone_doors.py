"""Who may come through the doors of the telephones on the screen, and in what language they speak."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
import requests

import sandbox.api.phone_words
from sandbox.api.phone_words import LANGUAGES
from tests.sandbox.box import OURS, Box
from tests.sandbox.conftest import CHAN
from tests.sandbox.played import Telephone


def door(box: Box, path: str) -> str:
    return f"{box.url}/sandbox/phone{path}"


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        # a program that is no browser
        ({}, True),
        # our own page
        ({"Sec-Fetch-Site": "same-origin"}, True),
        # typed into the address line
        ({"Sec-Fetch-Site": "none"}, True),
        # another site's form
        ({"Sec-Fetch-Site": "cross-site"}, False),
        # another port of this machine
        ({"Sec-Fetch-Site": "same-site"}, False),
        # an older browser, another site
        ({"Origin": "https://evil.example"}, False),
        # a sandboxed frame
        ({"Origin": "null"}, False),
    ],
)
def test_a_page_from_elsewhere_can_do_nothing(box: Box, headers: dict[str, str], allowed: bool) -> None:
    answer = requests.post(door(box, f"/{CHAN}/play"), json={}, headers=headers, timeout=5)
    assert answer.status_code == (200 if allowed else 403)
    assert requests.get(door(box, f"/{CHAN}.json"), timeout=5).json()["played"] is allowed


def test_the_page_of_this_very_address_is_known_by_its_origin(box: Box) -> None:
    answer = requests.post(door(box, f"/{CHAN}/play"), json={}, headers={"Origin": box.url}, timeout=5)
    assert answer.status_code == 200


def test_a_name_of_somebody_else_that_leads_here_shows_nothing(box: Box) -> None:
    for path in ("", f"/{CHAN}", f"/{CHAN}.json"):
        answer = requests.get(door(box, path), headers={"Host": "evil.example"}, timeout=5)
        assert answer.status_code == 403
        assert CHAN not in answer.text


@pytest.mark.parametrize("path", ["", f"/{CHAN}"])
def test_the_pages_load_nothing_from_elsewhere_and_run_no_script_of_their_text(box: Box, path: str) -> None:
    answer = requests.get(door(box, path), timeout=5)
    policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "http://" not in answer.text
    assert "https://" not in answer.text
    assert " style=" not in answer.text
    assert " onclick" not in answer.text


@pytest.mark.parametrize(
    ("deed", "told", "status"),
    [
        # nothing rings
        ("answer", {}, 409),
        ("decline", {}, 409),
        # nobody is on the line
        ("hang-up", {}, 409),
        ("press", {"keys": "1"}, 409),
        ("speak", {"words": "hello"}, 409),
        # no such key
        ("press", {"keys": "12a"}, 400),
        ("press", {"keys": 1}, 400),
        # not a line of ours
        ("call", {"to": CHAN}, 400),
        ("write", {"to": CHAN, "body": "hello"}, 400),
        # an empty text, and one too long
        ("write", {"to": OURS, "body": " "}, 400),
        ("write", {"to": OURS, "body": "回" * 1601}, 400),
        # no such deed
        ("explode", {}, 404),
    ],
)
def test_what_is_not_possible_is_refused(box: Box, deed: str, told: dict[str, str], status: int) -> None:
    assert Telephone(box.url, CHAN).try_to(deed, **told).status_code == status


@pytest.mark.parametrize("number", [OURS, "110", "+1", "nobody"])
def test_there_is_no_telephone_where_nobody_else_can_be(box: Box, number: str) -> None:
    assert requests.get(door(box, f"/{number}.json"), timeout=5).status_code == 404
    assert requests.post(door(box, f"/{number}/play"), json={}, timeout=5).status_code == 404


def test_a_number_is_taken_however_it_is_spelled(box: Box) -> None:
    answer = requests.post(door(box, ""), data={"number": "+852 9123-4501"}, timeout=5, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/sandbox/phone/{CHAN}")
    assert requests.get(door(box, f"/{CHAN}.json"), timeout=5).json()["played"]
    wrong = requests.post(door(box, ""), data={"number": "110 <b>"}, timeout=5)
    assert wrong.status_code == 400
    assert "110 &lt;b&gt;" in wrong.text


def test_without_the_script_every_deed_is_a_form_that_leads_back_to_the_page(box: Box) -> None:
    for deed in ("play", "answer"):
        answer = requests.post(door(box, f"/{CHAN}/{deed}"), data={}, timeout=5, allow_redirects=False)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/sandbox/phone/{CHAN}")


def test_a_softphone_can_be_played_as_well(box: Box) -> None:
    agent = Telephone(box.url, "client:mei")
    box.call("client:mei", timeout=300, twiml="<Response><Pause length='3000'/></Response>")
    agent.until("ringing")
    assert agent.do("answer")["state"] == "in-call"


def test_the_first_page_lists_people_lines_and_calls(box: Box) -> None:
    box.ended(box.call(CHAN))
    text = requests.get(door(box, ""), timeout=5).text
    for shown in ("+852 9123 4501", "+852 3000 0001", "answered"):
        assert shown in text


@pytest.mark.parametrize(
    ("asked", "cookie", "browser", "language"),
    [
        # nothing is known
        ("", "", "", "en"),
        # the browser's
        ("", "", "zh-TW,en;q=0.5", "zh-CN"),
        ("", "", "fr,en;q=0.5,zh;q=0.3", "en"),
        # chosen before
        ("", "zh", "en", "zh-CN"),
        # chosen now
        ("?lang=en", "zh", "zh", "en"),
        # nonsense chosen
        ("?lang=tlh", "", "zh", "zh-CN"),
    ],
)
def test_the_pages_speak_the_language_of_the_reader(
    box: Box, asked: str, cookie: str, browser: str, language: str
) -> None:
    answer = requests.get(
        door(box, asked), headers={"Accept-Language": browser}, cookies={"sandbox_language": cookie}, timeout=5
    )
    assert f'<html lang="{language}">' in answer.text


def test_every_phrase_is_there_in_both_languages() -> None:
    table = Path(sandbox.api.phone_words.__file__).with_name("phone_words.toml")
    for name, phrases in tomllib.loads(table.read_text("utf-8")).items():
        assert set(phrases) == set(LANGUAGES), name


def test_a_clock_that_nobody_can_keep_up_with_is_told(box: Box) -> None:
    text = requests.get(door(box, f"/{CHAN}"), timeout=5).text
    assert "runs 200 times as fast as yours" in text
    assert "0.1 of yours" in text
