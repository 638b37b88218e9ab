"""The script of a step with the customer's data filled in, ready to be read aloud."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from campaigns.address import address, day, fill
from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.playbooks.model import Step

_ASIDE = re.compile(r"(\([^()]*\)|（[^（）]*）)")
_UNKNOWN = "…"
#: The sentence in which a recording offers a key.
_KEY = re.compile(r"[^。！!.]*(?:\b[Pp]ress \d|按\s*\d)[^。！!.]*[。！!.]?")


@dataclass(frozen=True)
class Words:
    """A stretch of a script's line."""

    text: str
    #: For the agent's eyes, not to be said.
    aside: bool


def script_lines(
    step: Step | None, customer: Customer, branch: Branch, event: Event | None, agent: str
) -> list[list[Words]]:
    """The lines in the customer's language, what stands in brackets told apart; none without a step or a script."""
    if step is None or step.script is None:
        return []
    language = customer.language
    values = {
        "address": address(customer.name, customer.surname, customer.title, language),
        "house": branch.name_zh if language == "zh" else branch.name_en,
        "agent": agent,
        "date": day(event.occurred_on, language) if event else _UNKNOWN,
        "subject": (event.subject if event else "") or _UNKNOWN,
    }
    lines = step.script.in_language(language).splitlines()
    return [_told_apart(line.strip(), values) for line in lines if line.strip()]


def for_a_person(recorded: str) -> str:
    """The words of a recorded greeting as a person says them: who can answer is offered no key to press."""
    return _KEY.sub("", recorded).strip()


def _told_apart(line: str, values: Mapping[str, str]) -> list[Words]:
    """Split before filling in: brackets in a customer's own data are no asides."""
    parts = [part for part in _ASIDE.split(line) if part.strip()]
    return [Words(_filled(part, values), part[0] in "(（") for part in parts]


def _filled(part: str, values: Mapping[str, str]) -> str:
    """Without `fill`'s stripping at the seams between parts."""
    return fill(f"|{part}|", **values)[1:-1]
