"""How a launch sounds and reads: filled in for one customer of the segment in each language, before anybody gets it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.playbooks.model import Step
from campaigns.segments import Segment, house_today
from dialer.launch import Launch
from dialer.text_rules.segments import Segments, segments
from dialer.texting.messages import step_words
from dialer.texting.texts import missed_call_words
from dialer.texting.wording import worded
from web.reading.script import Words, script_lines

LANGUAGES = ("zh", "en")
#: Customers among whom somebody with a title is looked for.
_LOOKED_AT = 50
#: Who is addressed where the segment has no customer at all.
_NOBODY = {"zh": ("陈美玲", "陈"), "en": ("Mary Chan", "Chan")}
_AGENT = {"zh": "王丽", "en": "Lily Wong"}


@dataclass(frozen=True)
class Text:
    """A text as the customer reads it."""

    words: str
    took: Segments


@dataclass(frozen=True)
class Sample:
    """What one customer hears and reads."""

    language: str
    #: The recorded voice; empty where none speaks.
    heard: str
    #: What the agent says, line by line; none where no agent calls.
    script: list[list[Words]]
    #: The text that is the follow-up itself, or announces the call.
    text: Text | None
    #: The text after a missed call.
    missed: Text | None


def own_text(step: Step, message: Mapping[str, str]) -> Step:
    """The step with the text that the launch gives it."""
    if step.mode != "text" or step.text is None:
        return step
    return step.model_copy(update={"text": step.text.model_copy(update={k: v for k, v in message.items() if v})})


def samples(session: Session, wanted: Launch, now: datetime) -> list[Sample]:
    """What this launch says and writes, one for each language of the segment; to invented people where it is empty."""
    today = house_today(session, now)
    found = [_somebody(session, wanted.segment, language, today) for language in LANGUAGES]
    people = [one for one in found if one is not None] or _invented(session)
    return [_sample(wanted, *person, today) for person in people]


def _sample(wanted: Launch, customer: Customer, branch: Branch, today: date) -> Sample:
    step, language, lines = own_text(wanted.chosen, wanted.message), customer.language, wanted.lines
    line = branch.line if branch.line in lines or not lines else lines[0]
    heard = worded(wanted.message.get(language, ""), customer, branch) if step.mode == "greeting" else ""
    calls = step.mode in ("agent", "greeting")
    missed = missed_call_words(customer, branch, again=(wanted.tries or step.tries) > 1, line=line)
    return Sample(
        language,
        heard,
        script_lines(step, customer, branch, None, _AGENT[language]) if step.mode != "greeting" else [],
        _text(step_words(step, customer, branch, today, line)) if step.text is not None else None,
        _text(missed) if calls and wanted.playbook.text_after_missed else None,
    )


def _text(words: str) -> Text:
    return Text(words, segments(words))


def _somebody(session: Session, segment: Segment, language: str, today: date) -> tuple[Customer, Branch] | None:
    """The first customer of the segment who speaks it, rather one of the first whose title is known."""
    whom = (*segment.conditions(today), Customer.language == language)
    some = select(Customer.id).where(*whom).order_by(Customer.id).limit(_LOOKED_AT)
    people = select(Customer, Branch).join(Branch, Branch.name == Customer.branch).where(Customer.id.in_(some))
    found = session.execute(people.order_by(Customer.title == "", Customer.id).limit(1)).first()
    return (found[0], found[1]) if found else None


def _invented(session: Session) -> list[tuple[Customer, Branch]]:
    """Somebody to be addressed in each language; nobody in a house without branches."""
    branches = session.scalars(select(Branch).order_by(Branch.name).limit(1)).all()
    names = [(language, *_NOBODY[language]) for language in LANGUAGES]
    return [
        (Customer(name=name, surname=surname, title="ms", language=language), branch)
        for branch in branches
        for language, name, surname in names
    ]
