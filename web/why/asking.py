"""What the pages of this room ask with: the voice of the page, the instant of the request, and what was typed."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext
from sqlalchemy import select

from campaigns.branches import Branch
from campaigns.house_clock import house_zone
from dialer.explain import Asked, Voice, asked_at
from dialer.explaining.asking import LONGEST_RING, Question, Typed, read_question
from dialer.explaining.voice import Language
from dialer.twilio.coverage import Coverage
from web.at_hand import db, now, real, settings
from web.languages import language
from web.reasons import in_words

#: A number without its country code belongs here where no house says otherwise.
_REGION = "CN"


def voice() -> Voice:
    """Says everything in the language of the page."""
    spoken: Language = "en" if language() == "en" else "zh"
    return Voice(spoken, "UTC", in_words)


def asked() -> Asked:
    """This instant, and what a worker would judge with."""
    house = settings()
    return asked_at(now(), Coverage(house.also_serves), real(house.carrier_timeout), house)


def question(form: Mapping[str, str]) -> Question:
    """What was typed; an instant is one of the house's clock. Raises `Unclear`."""
    first_house = select(Branch.region).order_by(Branch.name).limit(1)
    region = db().scalars(first_house).one_or_none() or _REGION
    given = {name: form.get(name, "").strip() for name in ("number", "zone", "hours", "at", "ring", "purpose")}
    return read_question(Typed(region=region, **given), now(), house_zone(db()))


def unclear(about: str) -> str:
    """What is wrong with one part of the question, and what to do."""
    words = {
        "number": gettext("This is not one telephone number that can be called. Write it with its country code."),
        "zone": gettext("There is no time zone of this name; it is written like Asia/Hong_Kong."),
        "hours": gettext("There are no hours of this name."),
        "at": gettext("This is not a day and a time."),
        "ring": gettext("Seconds are a number from 0 to %(most)d.", most=LONGEST_RING),
        "on": gettext("This is not a day; it is written like %(day)s.", day=now().date()),
        "purpose": gettext("There is no purpose of this name."),
    }
    return words[about]
