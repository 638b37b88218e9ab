"""What texts take and cost before they are sent: in each language, for a sample customer, at the example prices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.playbooks.model import Playbook, Step
from campaigns.segments import Segment
from dialer.launch import reached
from dialer.text_rules.segments import Cost, Segments, segments, text_cost
from dialer.texting.messages import step_words
from dialer.texting.texts import missed_call_words
from runtime.zones import local_date

LANGUAGES = ("zh", "en")
#: Who is addressed where the house has no customer of the language yet.
_NOBODY = {"zh": ("陈美玲", "陈"), "en": ("Mary Chan", "Chan")}


@dataclass(frozen=True)
class Sample:
    """One text as a customer would get it."""

    #: The step's id; empty for the text after a missed call.
    step: str
    language: str
    words: str
    took: Segments
    #: ISO country of the sample customer's house.
    country: str

    @property
    def cost(self) -> Cost | None:
        """Of one such text."""
        return text_cost(self.took.count, self.country)


@dataclass(frozen=True)
class Batch:
    """The texts of a launch to one country in one language."""

    #: They go out only where nobody answers.
    missed: bool
    language: str
    #: ISO country of the number.
    country: str
    #: How many go out at the most.
    texts: int
    took: Segments

    @property
    def segments(self) -> int:
        """Of all of them together."""
        return self.texts * self.took.count

    @property
    def cost(self) -> Cost | None:
        """Of all of them together; None where the country has no example price."""
        return text_cost(self.segments, self.country)


def of_playbook(session: Session, playbook: Playbook, now: datetime) -> list[Sample]:
    """Every text that the playbook may send, in both languages."""
    people = [person for language in LANGUAGES if (person := _sample(session, language)) is not None]
    found = []
    for step, missed in _texting(playbook, playbook.steps):
        for customer, branch in people:
            words = _words(step, customer, branch, now, missed=missed)
            found.append(Sample("" if missed else step.id, customer.language, words, segments(words), branch.region))
    return found


def of_launch(
    session: Session,
    playbook: Playbook,
    segment: Segment,
    no_voice: Sequence[str],
    now: datetime,
    step: Step | None = None,
) -> list[Batch]:
    """The texts of a launched step of the playbook over this segment, the most first; none where it sends none.

    Without `step` it is the first that is launched. Each batch is measured by one of its customers: a longer name may
    take a segment more.
    """
    launched = step or playbook.launched[0]
    texting, channel = list(_texting(playbook, [launched])), "text" if launched.mode == "text" else "call"
    batches = []
    for group in reached(session, segment, no_voice, now, playbook.purpose, channel) if texting else ():
        customer = session.get_one(Customer, group.one_of_them)
        branch = session.get_one(Branch, customer.branch)
        for step, missed in texting:
            took = segments(_words(step, customer, branch, now, missed=missed))
            batches.append(Batch(missed, group.language, group.country, group.customers, took))
    return sorted(batches, key=lambda batch: (batch.missed, -batch.texts))


def _texting(playbook: Playbook, steps: Sequence[Step]) -> Iterator[tuple[Step, bool]]:
    """Steps with a text of their own; then one of those after whose missed calls a text goes out: they say the same."""
    yield from ((step, False) for step in steps if step.text is not None)
    called = [step for step in steps if step.mode in ("agent", "greeting")]
    if playbook.text_after_missed:
        yield from ((step, True) for step in called[:1])


def _words(step: Step, customer: Customer, branch: Branch, now: datetime, *, missed: bool) -> str:
    if missed:
        return missed_call_words(customer, branch, again=step.tries > 1)
    return step_words(step, customer, branch, local_date(now, branch.zone))


def _sample(session: Session, language: str) -> tuple[Customer, Branch] | None:
    """The first customer who speaks it, else an invented one; None in a house without branches."""
    first = select(Customer).where(Customer.language == language).order_by(Customer.title == "", Customer.id).limit(1)
    customer = session.scalars(first).one_or_none()
    if customer is not None:
        return customer, session.get_one(Branch, customer.branch)
    branch = session.scalars(select(Branch).order_by(Branch.name).limit(1)).one_or_none()
    if branch is None:
        return None
    name, surname = _NOBODY[language]
    return Customer(name=name, surname=surname, title="ms", language=language), branch
