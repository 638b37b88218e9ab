"""Two languages for people: everything is said in both, and the switch is remembered."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo

from campaigns.outcomes import Outcome
from tests.web.codes_in_use import ROOT, codes
from tests.web.visitor import Visitor
from web.catalogue import MO, chinese, said, untranslated
from web.desk.dispositions import DISPOSITIONS, disposition
from web.desk.refused import SAID_BY_THE_DIALER
from web.reasons import in_words

#: Written by a greeting that was heard, and by a text that went out.
NOT_BY_HAND = ("greeted", "texted")
#: In English the word is the code.
SPEAK_FOR_THEMSELVES = {"planned", "answered"}


def test_the_chinese_catalogue_has_just_what_the_pages_say() -> None:
    written, asked = _texts(chinese()), _texts(said())
    assert sorted(asked - written) == [], "run python -m web.catalogue and translate"
    assert sorted(written - asked) == [], "run python -m web.catalogue"
    assert untranslated(chinese()) == []


def test_the_compiled_catalogue_is_fresh() -> None:
    with MO.open("rb") as file:
        read = read_mo(file)
    assert _translated(read) == _translated(chinese()), "run python -m web.catalogue"


def test_a_placeholder_of_the_english_text_stands_in_the_chinese_one() -> None:
    for message in chinese():
        for error in message.check():
            raise AssertionError(f"{message.id}: {error}")


@pytest.mark.parametrize(
    ("asked", "heading"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "等待客户"),
        ("en-GB,en;q=0.9", "Waiting for a customer"),
        ("fr", "等待客户"),  # neither: the house's own language
    ],
)
def test_the_browser_says_which_language_it_wants(asked: str, heading: str, wing: Visitor) -> None:
    wing._language = asked
    assert heading in wing.get("/desk").text


def test_the_switch_wins_over_the_browser_and_leads_back_to_the_same_page(wing: Visitor) -> None:
    token = wing.get("/desk") and wing.token
    answer = wing.client.post(
        "/language",
        data={"language": "zh", "csrf_token": token},
        headers={"Referer": "http://localhost/desk", "Host": "localhost"},
    )
    assert answer.location == "/desk"
    page = wing.get("/desk").text
    assert "等待客户" in page
    assert '<html lang="zh-CN">' in page


@pytest.mark.parametrize("referrer", ["https://elsewhere.example/desk", "http://localhost//elsewhere.example", ""])
def test_the_switch_leads_to_nobody_elses_page(referrer: str, stranger: Visitor) -> None:
    stranger.get("/login")
    answer = stranger.client.post(
        "/language", data={"language": "en", "csrf_token": stranger.token}, headers={"Referer": referrer}
    )
    assert answer.location == "/"


def test_every_disposition_of_the_record_has_words(app: object) -> None:
    allowed = {str(c.sqltext) for c in Outcome.__table__.constraints if getattr(c, "sqltext", None) is not None}  # type: ignore[attr-defined]
    words = next(text for text in allowed if "disposition" in text)
    assert set(re.findall(r"'(\w+)'", words)) == {*DISPOSITIONS, *NOT_BY_HAND}


def test_what_nobody_can_choose_has_words_too(stranger: Visitor) -> None:
    with stranger.client.application.test_request_context(headers={"Accept-Language": "en"}):
        assert [disposition(code) for code in NOT_BY_HAND] == ["Heard the greeting", "Text sent"]


def test_a_word_is_said_in_the_language_of_who_asks_whoever_asked_first(stranger: Visitor) -> None:
    app = stranger.client.application
    with app.test_request_context(headers={"Accept-Language": "en"}):
        template = app.jinja_env.from_string('{{ "sending"|fate }}')
        assert template.render() == "being sent"
    with app.test_request_context(headers={"Accept-Language": "zh-CN"}):
        assert template.render() == "发送中"


def test_everything_that_the_dialer_refuses_is_said_in_both_languages() -> None:
    said = re.compile(r'EntryWrong\(\s*"([^"]+)"')
    found = {
        text for file in (ROOT / "dialer").rglob("*.py") for text in said.findall(file.read_text(encoding="utf-8"))
    }
    assert len(found) >= 7
    assert sorted(found - {str(text) for text in SAID_BY_THE_DIALER}) == []


def test_every_reason_code_of_the_source_has_words(stranger: Visitor) -> None:
    with stranger.client.application.test_request_context(headers={"Accept-Language": "en"}):
        assert sorted(code for code in codes() if in_words(code) == code and code not in SPEAK_FOR_THEMSELVES) == []


@pytest.mark.parametrize(
    "code",
    [
        "known_too_late", "nobody_called", "replaced", "cancelled", "held", "quota_met", "playbook_off",
        "event_withdrawn", "due_again", "moved", "deceased", "text_first", "texting", "texted", "not_said",
        "after_cancelled", "regf_7_in_7", "no_text_service",
    ],
)  # fmt: skip
def test_the_codes_are_read_from_where_they_are_written(code: str) -> None:
    assert code in codes()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("cap", "called often enough for now"),
        ("after_no_answer", "next try, because nobody answered"),
        ("after_no_answer_other_part", "next try in another part of the day, because nobody answered"),
        ("after_machine_other_day", "next try on another day, because a machine answered"),
        (
            "after_rejected_other_day_and_part",
            "next try on another day, in another part of it, because the customer declined the call",
        ),
        ("promise_missed", "promised for a day that went by"),
        (
            "after_busy_no_opening_left",
            "next try, because the line was busy; no permitted hours are left in the window",
        ),
        ("30003", "the phone was off or out of reach (30003)"),
        ("30999", "the carrier reports error 30999"),
        ("carrier_http_401", "the carrier refuses with error http_401; the account or its settings"),
        ("cancelled", "called off by a later event"),
        ("after_cancelled", "next try, because the call was withdrawn before anybody answered"),
        ("carrier_21210", "the carrier refuses with error 21210; the account or its settings"),
        ("carrier_of_old", "carrier_of_old"),  # a code that nobody has put into words is shown as it is
        ("after_the_flood", "after_the_flood"),
    ],
)
def test_reason_codes_are_said_in_words(code: str, words: str, stranger: Visitor) -> None:
    with stranger.client.application.test_request_context(headers={"Accept-Language": "en"}):
        assert in_words(code) == words


def _translated(catalogue: Catalog) -> dict[str, str]:
    return {(m.id if isinstance(m.id, str) else m.id[0]): "".join(m.string or ()) for m in catalogue if m.id}


def _texts(catalogue: Catalog) -> set[str]:
    return {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue if m.id}
