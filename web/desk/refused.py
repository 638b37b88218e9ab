"""What the dialer says of an entry that it cannot keep, in the page's language."""

from __future__ import annotations

import re

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from dialer.talks.entries import EntryWrong
from dialer.talks.promised_hours import NotOpen
from web.reasons import in_words
from web.weekdays import weekday

#: Its sentences, named here so that they are in the catalogue.
SAID_BY_THE_DIALER = (
    _l("The call has not been answered yet; there is nothing to log."),
    _l("A rating is a number from 1 to 5."),
    _l("To call again later, choose the next date."),
    _l("The next date must lie after today and within a year."),
    _l("A call later today needs a time."),
    _l("A time of day needs its date: choose the next date too."),
    _l("Name a time that is at least ten minutes from now."),
    _l("This matter stays open until it is settled: choose the next date, or log it as settled."),
    _l("This is no visit that is still to be made."),
    _l("Say how the visit went, or that the customer was not met."),
    _l("No call about this is due now, or it is being made at this moment."),
    _l("Choose what came of the chat."),
    _l("The customer was warm, calm, hurried or upset, or nothing is said of it."),
    _l("Ten questions are kept at most; write what is left into the notes."),
    _l("A question, and an answer, has 400 characters at most."),
    _l("The red flag is one line of 200 characters at most; the notes have room for more."),
)
_TOO_MANY = re.compile(r"That would be more than (?P<most>\d+) contacts in its (?P<period>[a-z-]+); name a later day\.")


def refused(wrong: EntryWrong) -> str:
    """What is to be changed, in a sentence or two."""
    if isinstance(wrong, NotOpen):
        return gettext("%(closed)s %(instead)s", closed=_closed(wrong), instead=_instead(wrong))
    found = _TOO_MANY.fullmatch(str(wrong))
    return _too_many(found["period"], found["most"]) if found else gettext(str(wrong))


def _closed(wrong: NotOpen) -> str:
    day, why = weekday(wrong.on), in_words(wrong.why)
    if wrong.at is None:
        return gettext("No call is permitted on %(day)s: %(why)s.", day=day, why=why)
    return gettext("No call is permitted on %(day)s at %(time)s: %(why)s.", day=day, time=f"{wrong.at:%H:%M}", why=why)


def _instead(wrong: NotOpen) -> str:
    """Named so that the agent can offer it at once; hours are the customer's."""
    hours = gettext(", ").join(f"{begins:%H:%M}–{ends:%H:%M}" for begins, ends in wrong.hours)
    if wrong.instead is None:
        return gettext("Nor is one in the 60 days after it.")
    if wrong.instead == wrong.on:
        return gettext("On that day it is possible at %(hours)s.", hours=hours)
    return gettext("The next possible day is %(day)s, %(hours)s.", day=weekday(wrong.instead), hours=hours)


def _too_many(period: str, most: str) -> str:
    """A sentence for each period, so that each language can say it in its own way."""
    match period:
        case "month":
            return gettext("That would be more than %(most)s contacts in that month; name a later day.", most=most)
        case "quarter":
            return gettext("That would be more than %(most)s contacts in that quarter; name a later day.", most=most)
        case "half-year":
            return gettext("That would be more than %(most)s contacts in that half-year; name a later day.", most=most)
        case _:
            return gettext("That would be more than %(most)s contacts in that year; name a later day.", most=most)
