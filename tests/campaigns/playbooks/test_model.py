"""What a playbook is, once it is read: it stays as it is, finds its steps, and speaks two languages."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from campaigns.playbooks.anchors import EventAnchor
from campaigns.playbooks.model import Channel, Mode
from campaigns.playbooks.strict import Words
from tests.campaigns.playbooks.books import STEP, WORDS, book


def test_a_playbook_does_not_change_while_it_is_used() -> None:
    with pytest.raises(ValidationError):
        book().hours = "hospital"


def test_a_step_is_found_by_its_id_and_knows_its_anchor() -> None:
    playbook = book()
    step = playbook.step("day-1")
    assert step is playbook.steps[0]
    assert playbook.anchor_of(step) == EventAnchor(event="surgery")
    with pytest.raises(KeyError, match="a-book has no step 'day-2'"):
        playbook.step("day-2")


def test_only_the_steps_that_hang_on_the_launch_are_launched() -> None:
    steps = [STEP, {**STEP, "id": "greeting", "anchor": "launch"}]
    playbook = book(anchors={"it": {"event": "surgery"}, "launch": {"launch": True}}, steps=steps)
    assert [step.id for step in playbook.launched] == ["greeting"]


@pytest.mark.parametrize(("language", "words"), [("zh", "您好"), ("zh-TW", "您好"), ("en", "Hello"), ("de", "Hello")])
def test_words_in_a_language(language: str, words: str) -> None:
    assert Words(en="Hello", zh="您好").in_language(language) == words


@pytest.mark.parametrize(
    ("channels", "mode", "text_ahead"),
    [
        # a person calls, with or without a text before
        (("call",), "agent", False),
        (("text", "call"), "agent", True),
        # a text after the call announces nothing
        (("call", "text"), "agent", False),
        # a voice, a visit, a text alone
        (("greeting",), "greeting", False),
        (("visit", "call"), "visit", False),
        (("text", "chat"), "text", False),
    ],
)
def test_what_a_step_mainly_is(channels: tuple[Channel, ...], mode: Mode, text_ahead: bool) -> None:
    step = book({"channels": channels, "text": WORDS}).steps[0]
    assert (step.mode, step.text_ahead) == (mode, text_ahead)


@pytest.mark.parametrize(
    ("due", "roll", "earlier"),
    [
        # what lies before its anchor moves away from it, what lies after it too
        ("2 days before", None, True),
        ("2 days after", None, False),
        ("on the day", None, False),
        # unless the playbook says so
        ("2 days before", "later", False),
        ("2 days after", "earlier", True),
    ],
)
def test_which_way_a_closed_window_moves(due: str, roll: str | None, earlier: bool) -> None:
    assert book({"due": due, "roll": roll}).steps[0].rolls_earlier is earlier


@pytest.mark.parametrize(
    ("said", "work"),
    [
        ({"purpose": "care"}, "care"),
        # whoever is asked for an opinion is looked after
        ({"purpose": "survey"}, "care"),
        ({"purpose": "marketing"}, "further_sales"),
        # the file says otherwise
        ({"purpose": "marketing", "work": "bring_in"}, "bring_in"),
    ],
)
def test_the_kind_of_work_follows_the_purpose_unless_it_is_said(said: dict[str, Any], work: str) -> None:
    assert book(**said).work == work
