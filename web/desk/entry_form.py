"""The form of an outcome: what was typed, kept as it was typed, and what it means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from flask_babel import lazy_gettext as _l

from campaigns.playbooks.model import Question
from dialer.conclude import Entry, EntryWrong
from web.desk.dispositions import DISPOSITIONS

#: Signs of a note.
LONGEST_NOTE = 4000

_CHOOSE = _l("Choose what came of the conversation.")
_NO_DAY = _l("The next date is not a day of the calendar.")
_TOO_LONG = _l("The notes are longer than 4,000 characters.")
#: What the dialer says, put into both languages here.
SAID_BY_THE_DIALER = (
    _l("The call has not been answered yet; there is nothing to log."),
    _l("A rating is a number from 1 to 5."),
    _l("To call again later, choose the next date."),
    _l("The next date must lie after today and within a year."),
)


@dataclass(frozen=True)
class Typed:
    """The fields as the agent filled them in, right or wrong."""

    disposition: str = ""
    notes: str = ""
    next_date: str = ""
    #: Question id -> what was chosen.
    ratings: dict[str, str] = field(default_factory=dict)


def read_typed(form: Mapping[str, str], survey: Sequence[Question]) -> Typed:
    """What came with the request; answers to questions that the survey does not ask are ignored."""
    answers = {q.id: form.get(f"rating-{q.id}", "") for q in survey}
    return Typed(
        disposition=form.get("disposition", ""),
        notes=form.get("notes", "").strip(),
        next_date=form.get("next_date", "").strip(),
        ratings={question: chosen for question, chosen in answers.items() if chosen},
    )


def as_entry(typed: Typed) -> Entry:
    """The entry to be concluded with. Raises `EntryWrong`."""
    if typed.disposition not in DISPOSITIONS:
        raise EntryWrong(str(_CHOOSE))
    if len(typed.notes) > LONGEST_NOTE:
        raise EntryWrong(str(_TOO_LONG))
    if not all(chosen in "12345" and len(chosen) == 1 for chosen in typed.ratings.values()):
        raise EntryWrong("A rating is a number from 1 to 5.")
    ratings = {question: int(chosen) for question, chosen in typed.ratings.items()}
    return Entry(typed.disposition, typed.notes, ratings, _day(typed.next_date))


def _day(raw: str) -> date | None:
    try:
        return date.fromisoformat(raw) if raw else None
    except ValueError as wrong:
        raise EntryWrong(str(_NO_DAY)) from wrong
