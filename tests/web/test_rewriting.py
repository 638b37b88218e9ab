"""Rewriting a playbook: what is wrong is said line by line, what was typed stays, and nothing is kept unseen."""

from __future__ import annotations

import html
import re

import pytest
from sqlalchemy import select

from campaigns.playbooks.editions import Edition, held
from campaigns.playbooks.shelf import SHELF
from runtime.database import Sessions
from tests.browser.scenes import NOW
from tests.web.visitor import Visitor
from web.console.launch_form import GREETING

TEXT = "/console/playbooks/skin-laser/text"
SHIPPED = (SHELF / "skin-laser.toml").read_text(encoding="utf-8")
#: A day later than the manual says.
LATER = SHIPPED.replace('due = "1 day after"', 'due = "2 days after"')
_AREA = re.compile(r'<textarea[^>]*name="text"[^>]*>\n(.*?)</textarea>', re.DOTALL)


def typed(page: str) -> str:
    """What stands in the form."""
    found = _AREA.search(page)
    assert found
    return html.unescape(found.group(1))


def editions(sessions: Sessions) -> list[Edition]:
    with sessions() as session:
        return list(session.scalars(select(Edition).order_by(Edition.id)))


def test_the_form_has_the_text_that_counts(rita: Visitor) -> None:
    assert typed(rita.get(TEXT).text) == SHIPPED


@pytest.mark.parametrize(
    ("text", "line", "key", "says"),
    [
        (SHIPPED.replace('"1 day after"', '"the day after"'), "19", "steps.0.due", "expected a window"),
        (SHIPPED.replace("hours =", "hour ="), "6", "hour", "did you mean `hours`?"),
        (SHIPPED.replace('"clinic"\n', '"circus"\n', 1), "6", "hours", "expected one of"),
        (SHIPPED.replace('id = "skin-laser"', 'id = "laser"'), "3", "id", "the file&#39;s own name"),
        (SHIPPED + "[[", "86", "", "not TOML"),
    ],
)
def test_what_is_wrong_is_said_with_line_and_key_and_what_was_typed_stays(
    text: str, line: str, key: str, says: str, rita: Visitor, sessions: Sessions
) -> None:
    rita.get(TEXT)
    for path in (TEXT, f"{TEXT}/keep"):
        answer = rita.post(path, {"text": text})
        assert answer.status_code == 422
        problems = answer.text[answer.text.index('role="alert"') :].split("</section>")[0]
        assert f'data-line="{line}"' in problems or not key
        assert f"<code>{key}</code>" in problems or not key
        assert says in problems
        assert typed(answer.text) == text
    assert editions(sessions) == []


def test_what_would_change_is_shown_and_nothing_is_kept_yet(rita: Visitor, sessions: Sessions) -> None:
    rita.get(TEXT)
    page = rita.post(TEXT, {"text": LATER}).text
    assert page.count('class="new"') == 1
    assert "2 days after the laser treatment, service calls" in page
    assert typed(page) == LATER
    assert editions(sessions) == []


def test_what_it_does_to_everybody_is_counted_once_the_page_is_there(rita: Visitor, sessions: Sessions) -> None:
    rita.get(TEXT)
    assert "Due on the coming days" not in rita.post(TEXT, {"text": LATER}).text
    part = rita.post(f"{TEXT}/changes", {"text": LATER}, htmx=True).text
    assert "Due on the coming days" in part
    assert "<main" not in part
    whole = rita.post(f"{TEXT}/changes", {"text": LATER}).text
    assert "Due on the coming days" in whole
    assert typed(whole) == LATER
    assert rita.post(f"{TEXT}/changes", {"text": "half a"}).status_code == 422
    assert editions(sessions) == []


def test_one_may_go_on_writing(rita: Visitor) -> None:
    rita.get(TEXT)
    answer = rita.post(TEXT, {"text": "half a", "back": "1"})
    assert (answer.status_code, typed(answer.text)) == (200, "half a")


def test_kept_it_is_the_houses_own_edition(rita: Visitor, sessions: Sessions) -> None:
    rita.get(TEXT)
    rita.post(f"{TEXT}/keep", {"text": LATER.replace("\n", "\r\n")})
    (kept,) = editions(sessions)
    assert (kept.content, kept.on, kept.made_by) == (LATER, True, 2)
    page = rita.get("/console/playbooks").text
    assert "own edition" in page
    assert "2 days after the laser treatment, service calls" in page
    assert typed(rita.get(TEXT).text) == LATER


def test_the_shipped_edition_comes_back_after_a_look_at_what_changes(rita: Visitor, sessions: Sessions) -> None:
    assert "Go back to the shipped edition" not in rita.get(TEXT).text
    rita.post(f"{TEXT}/keep", {"text": LATER})
    assert "Go back to the shipped edition" in rita.get(TEXT).text
    back = "/console/playbooks/skin-laser/shipped"
    assert "The day after the laser treatment, service calls" in rita.get(back).text
    assert len(editions(sessions)) == 1
    rita.post(back)
    with sessions() as session:
        now = held(session)["skin-laser"]
    assert (now.own, now.on) == (False, True)


def test_a_playbook_of_the_house_alone_has_no_shipped_edition(rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        own = SHIPPED.replace('id = "skin-laser"', 'id = "our-own"')
        session.add(Edition(playbook="our-own", content=own, on=False, made_at=NOW))
    assert "Go back" not in rita.get("/console/playbooks/our-own/text").text
    assert rita.get("/console/playbooks/our-own/shipped").status_code == 404
    assert rita.post("/console/playbooks/our-own/shipped").status_code == 404


def test_the_greeting_keeps_the_step_that_is_launched(rita: Visitor) -> None:
    greeting = (SHELF / f"{GREETING}.toml").read_text(encoding="utf-8")
    address = f"/console/playbooks/{GREETING}/text"
    rita.get(address)
    answer = rita.post(address, {"text": re.sub(r"\{ launch = true \}", '{ event = "sale" }', greeting)})
    assert answer.status_code == 422
    assert "greetings are launched with it" in answer.text


def test_the_pages_speak_chinese(rita: Visitor) -> None:
    rita._language = "zh"
    rita.get(TEXT)
    wrong = rita.post(TEXT, {"text": SHIPPED.replace("hours =", "hour =")}).text
    assert "第6行" in wrong
    assert "处错误" in wrong
    assert "激光治疗后第2天由客服致电" in rita.post(TEXT, {"text": LATER}).text
