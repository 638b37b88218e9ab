"""The form of a launch: name, segment and message, with what is wrong beside each field."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from campaigns.playbooks.editions import playbook_of
from campaigns.playbooks.model import Playbook
from campaigns.segments import Segment
from dialer.text_rules.privacy import private_word

#: The playbook that a supervisor launches over a segment.
GREETING = "holiday-greeting"
LANGUAGES = ("zh", "en")
LONGEST_NAME = 80
LONGEST_MESSAGE = 600
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_FILLED_IN = {"address", "house"}


@dataclass(frozen=True)
class Wanted:
    """What the supervisor filled in."""

    name: str
    segment: Segment
    #: Language -> text.
    message: dict[str, str]
    #: Field -> what is to be changed.
    wrong: dict[str, str] = field(default_factory=dict)


def greeting(session: Session) -> Playbook:
    """The playbook of greetings, as the house has it."""
    found = playbook_of(session, GREETING)
    assert found is not None, "it ships with the product"
    return found


def blank(of: Playbook) -> Wanted:
    """The form before anything is filled in: everybody, and the playbook's own words."""
    script = of.launched[0].script
    assert script is not None, "a greeting is read out"
    return Wanted("", Segment(), {"zh": script.zh.strip(), "en": script.en.strip()})


def read_wanted(form: MultiDict[str, str]) -> Wanted:
    """What came with the request, checked."""
    name = form.get("name", "").strip()
    message = {lang: form.get(f"message-{lang}", "").strip() for lang in LANGUAGES}
    wrong = {f"message-{lang}": w for lang, text in message.items() if (w := _wrong_with(text))}
    if not name or len(name) > LONGEST_NAME:
        wrong["name"] = gettext("Give the campaign a name of at most %(n)d characters.", n=LONGEST_NAME)
    return Wanted(name, _segment(form), message, wrong)


def _segment(form: MultiDict[str, str]) -> Segment:
    language = form.get("language", "")
    return Segment(
        branches=tuple(form.getlist("branches")),
        tiers=tuple(form.getlist("tiers")),
        language=language if language in LANGUAGES else "",
    )


def _wrong_with(text: str) -> str:
    if not text:
        return gettext("Write what the greeting says.")
    if len(text) > LONGEST_MESSAGE:
        return gettext("At most %(n)d characters, so that people listen to the end.", n=LONGEST_MESSAGE)
    unknown = sorted(set(_PLACEHOLDER.findall(text)) - _FILLED_IN)
    if unknown:
        return gettext("{%(what)s} cannot be filled in; use {address} and {house}.", what=unknown[0])
    private = private_word(text)
    if private is not None:
        return gettext("Anybody may pick up: leave out “%(word)s”, and what else it is about.", word=private)
    return ""
