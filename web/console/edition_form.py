"""The text of a playbook as supervisors write it: what it says now, and what is wrong with what was typed."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.playbooks.editions import Edition
from campaigns.playbooks.lines import line_of, lines_of
from campaigns.playbooks.model import Playbook
from campaigns.playbooks.reading import PlaybookWrong, Problem, parse_playbook
from campaigns.playbooks.shelf import SHELF
from dialer.hours.policy import UnknownPolicy, named
from web.console.launch_form import GREETING


def text_of(session: Session, playbook_id: str) -> str:
    """The house's own text of a playbook that it holds, else the shipped one."""
    newest = select(Edition.content).where(Edition.playbook == playbook_id).order_by(Edition.id.desc()).limit(1)
    return session.scalar(newest) or (SHELF / f"{playbook_id}.toml").read_text(encoding="utf-8")


def as_typed(raw: str) -> str:
    """Browsers end lines as the wire does; the text is kept as people write it."""
    return raw.replace("\r\n", "\n")


def read_edition(text: str, playbook_id: str) -> Playbook:
    """The playbook that the text says. Raises `PlaybookWrong` with everything that is wrong, line by line."""
    playbook = parse_playbook(text, f"{playbook_id}.toml")
    found = [*_hours(playbook), *_launch(playbook)]
    if found:
        lines = lines_of(text)
        raise PlaybookWrong(Problem(f"{playbook_id}.toml", line_of(lines, (key,)), key, says) for key, says in found)
    return playbook


def _hours(playbook: Playbook) -> list[tuple[str, str]]:
    """Hours belong to the dialer, which the playbooks' own reader does not know."""
    try:
        named(playbook.hours)
    except UnknownPolicy as unknown:
        return [("hours", f"expected one of {', '.join(unknown.known)}, found {playbook.hours!r}")]
    return []


def _launch(playbook: Playbook) -> list[tuple[str, str]]:
    """Supervisors launch this one: without its step there would be nothing to launch."""
    if playbook.id != GREETING or any(step.script for step in playbook.launched):
        return []
    return [("steps", "expected a step with a script and an anchor `launch`: greetings are launched with it")]
