"""The form of an outcome: what was typed, kept as it was typed, and what it means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Any

from flask_babel import lazy_gettext as _l

from campaigns.playbooks.model import Question
from dialer.talks.entries import DISCUSSED, MOST_QUESTIONS, Asked, Entry, EntryWrong
from web.desk.dispositions import DISPOSITIONS, OF_A_COMPANION
from web.reading.topic import Purpose, Topic

#: Signs of a note.
LONGEST_NOTE = 4000

_CHOOSE = _l("Choose what came of the conversation.")
_NO_DAY = _l("The next date is not a day of the calendar.")
_NO_TIME = _l("The time is not a time of day, such as 16:30.")
_TOO_LONG = _l("The notes are longer than 4,000 characters.")

#: As browsers send it.
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True)
class Typed:
    """The fields as the agent filled them in, right or wrong."""

    disposition: str = ""
    notes: str = ""
    next_date: str = ""
    #: At what time of that day, where one is named.
    next_time: str = ""
    #: What was found, by the playbook's list; empty where nothing was, or nobody said.
    finding: str = ""
    #: Question id -> what was chosen.
    ratings: dict[str, str] = field(default_factory=dict)
    #: Companion -> what came of it; nothing where it goes by the lead's.
    topics: dict[int, str] = field(default_factory=dict)
    #: Companion -> question id -> what was chosen.
    topic_ratings: dict[int, dict[str, str]] = field(default_factory=dict)
    #: How the customer was; empty where nobody said.
    attitude: str = ""
    #: What they asked and were answered, without the rows that were left empty.
    questions: tuple[tuple[str, str], ...] = ()
    #: What cannot wait; empty where nothing was raised.
    red_flag: str = ""


def read_typed(form: Mapping[str, str], purpose: Purpose, companions: Sequence[Topic] = ()) -> Typed:
    """What came with the request; what the form does not ask is ignored."""
    found = form.get("finding", "")
    chosen = {t.follow_up_id: form.get(f"topic-{t.follow_up_id}", "") for t in companions}
    answers = {t.follow_up_id: _answers(form, t.purpose.survey, f"rating-{t.follow_up_id}-") for t in companions}
    return Typed(
        disposition=form.get("disposition", ""),
        notes=form.get("notes", "").strip(),
        next_date=form.get("next_date", "").strip(),
        next_time=form.get("next_time", "").strip(),
        finding=found if found in {finding.id for finding in purpose.findings} else "",
        ratings=_answers(form, purpose.survey, "rating-"),
        topics={one: code for one, code in chosen.items() if code},
        topic_ratings={one: given for one, given in answers.items() if given},
        attitude=form.get("attitude", ""),
        questions=_questions(form),
        red_flag=form.get("red_flag", "").strip(),
    )


def _questions(form: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    rows = [(form.get(f"asked-{n}", "").strip(), form.get(f"answered-{n}", "").strip()) for n in range(MOST_QUESTIONS)]
    return tuple(row for row in rows if any(row))


def _answers(form: Mapping[str, str], survey: Sequence[Question], prefix: str) -> dict[str, str]:
    answers = {q.id: form.get(f"{prefix}{q.id}", "") for q in survey}
    return {question: chosen for question, chosen in answers.items() if chosen}


def as_entry(typed: Typed) -> Entry:
    """The entry to be concluded with. Raises `EntryWrong`."""
    if typed.disposition not in DISPOSITIONS:
        raise EntryWrong(str(_CHOOSE))
    _check_notes(typed)
    if not set(typed.topics.values()) <= set(OF_A_COMPANION):
        raise EntryWrong(str(_CHOOSE))
    # Where nobody could talk, the page does not ask what came of the other topics.
    asked = typed.disposition in DISCUSSED | {"call_later"}
    return Entry(
        typed.disposition,
        notes=typed.notes,
        ratings=_rated(typed.ratings),
        next_date=_day(typed.next_date),
        next_time=_time(typed.next_time),
        finding=typed.finding,
        topics=typed.topics if asked else {},
        topic_ratings={one: _rated(given) for one, given in typed.topic_ratings.items()} if asked else {},
        **_record(typed),
    )


def as_visit(typed: Typed) -> Entry:
    """The entry of a visit; whether it may be kept is `dialer.talks.visits`' to say. Raises `EntryWrong`."""
    if typed.disposition == "call_later" and not typed.next_date:
        raise EntryWrong("To call again later, choose the next date.")
    return replace(as_chat(typed), next_time=None)


def as_chat(typed: Typed) -> Entry:
    """The entry of a talk in writing; whether it may be kept is `dialer.talks.chats`' to say. Raises `EntryWrong`."""
    _check_notes(typed)
    return Entry(
        typed.disposition,
        notes=typed.notes,
        ratings=_rated(typed.ratings),
        next_date=_day(typed.next_date),
        next_time=_time(typed.next_time),
        finding=typed.finding,
        **_record(typed),
    )


def _record(typed: Typed) -> dict[str, Any]:
    """What is said of the talk as a whole."""
    questions = tuple(Asked(asked, answered) for asked, answered in typed.questions)
    return {"attitude": typed.attitude, "questions": questions, "red_flag": typed.red_flag}


def _check_notes(typed: Typed) -> None:
    if len(typed.notes) > LONGEST_NOTE:
        raise EntryWrong(str(_TOO_LONG))


def _rated(answers: Mapping[str, str]) -> dict[str, int]:
    if not all(chosen in "12345" and len(chosen) == 1 for chosen in answers.values()):
        raise EntryWrong("A rating is a number from 1 to 5.")
    return {question: int(chosen) for question, chosen in answers.items()}


def _day(raw: str) -> date | None:
    try:
        return date.fromisoformat(raw) if raw else None
    except ValueError as wrong:
        raise EntryWrong(str(_NO_DAY)) from wrong


def _time(raw: str) -> time | None:
    if raw and not _CLOCK.fullmatch(raw):
        raise EntryWrong(str(_NO_TIME))
    return time.fromisoformat(raw) if raw else None
