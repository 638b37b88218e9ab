"""The house's playbooks as supervisors read them: what runs, what rests, and every step as a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from campaigns.planning.preview import StepChange
from campaigns.playbooks.model import Playbook
from campaigns.playbooks.sentence import policies, sentence
from web.reading.steps import Books


@dataclass(frozen=True)
class Read:
    """One playbook, read aloud."""

    id: str
    name: str
    on: bool
    #: Written or changed by the house.
    own: bool
    #: Since when it is as it is; None: from the beginning.
    since: datetime | None
    steps: tuple[str, ...]
    #: What it keeps to besides its steps.
    policies: tuple[str, ...]
    #: Questions of its survey.
    questions: int


def whole_shelf(books: Books) -> tuple[Read, ...]:
    """Every playbook, those that run first, then by name."""
    return tuple(sorted((read for one in books.held if (read := read_aloud(books, one))), key=_running_first))


def read_aloud(books: Books, playbook_id: str) -> Read | None:
    """One playbook; None where there is none of this name."""
    held = books.held.get(playbook_id)
    if held is None:
        return None
    return Read(
        id=playbook_id,
        name=books.name(playbook_id),
        on=held.on,
        own=held.own,
        since=held.since,
        steps=sentences(held.playbook, books.language),
        policies=tuple(policies(held.playbook, books.language)),
        questions=len(held.playbook.survey),
    )


def sentences(playbook: Playbook, language: str) -> tuple[str, ...]:
    """A sentence for each step."""
    return tuple(sentence(playbook, step, language) for step in playbook.steps)


def in_order(changes: Iterable[StepChange], playbook: Playbook) -> list[StepChange]:
    """The changes in the order of the playbook's steps; what is in it no more comes last."""
    order = {step.id: number for number, step in enumerate(playbook.steps)}
    return sorted(changes, key=lambda change: order.get(change.step, len(order)))


def _running_first(read: Read) -> tuple[bool, str]:
    return not read.on, read.name
