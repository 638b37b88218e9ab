"""The text of a playbook as supervisors write it: what it says now, and what is wrong with what was typed."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.playbooks.editions import Edition
from campaigns.playbooks.lines import line_of, lines_of
from campaigns.playbooks.model import Playbook
from campaigns.playbooks.reading import PlaybookWrong, Problem
from campaigns.playbooks.shelf import SHELF
from dialer.usable import usable_playbook
from web.console.launch_form import GREETING

_NOTHING_TO_LAUNCH = "expected a step with a script and an anchor `launch`: greetings are launched with it"


def text_of(session: Session, playbook_id: str) -> str:
    """The house's own text of a playbook that it holds, else the shipped one."""
    newest = select(Edition.content).where(Edition.playbook == playbook_id).order_by(Edition.id.desc()).limit(1)
    return session.scalar(newest) or shipped(playbook_id)


def shipped(playbook_id: str) -> str:
    """The shipped text of a playbook that the house holds; empty where it never shipped."""
    file = SHELF / f"{playbook_id}.toml"
    return file.read_text(encoding="utf-8") if file.exists() else ""


def as_typed(raw: str) -> str:
    """Browsers end lines as the wire does; the text is kept as people write it."""
    return raw.replace("\r\n", "\n")


def read_edition(text: str, playbook_id: str) -> Playbook:
    """The playbook that the text says. Raises `PlaybookWrong` with everything that is wrong, line by line."""
    name = f"{playbook_id}.toml"
    playbook = usable_playbook(text, name)
    if playbook_id == GREETING and not (playbook.launched and playbook.launched[0].script):
        raise PlaybookWrong([Problem(name, line_of(lines_of(text), ("steps",)), "steps", _NOTHING_TO_LAUNCH)])
    return playbook
