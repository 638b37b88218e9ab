"""The form by which a customer is left in peace: of what, why, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from runtime.zones import start_of_day
from web.customers.agreed_words import CHANNELS
from web.customers.days import read_day

REASONS: dict[str, LazyString] = {
    "asked": _l("They ask for it"),
    "wrong_number": _l("The numbers belong to somebody else"),
    "deceased": _l("They have died"),
}


@dataclass(frozen=True)
class PeaceTyped:
    """What was filled in."""

    channel: str = "all"
    reason: str = "asked"
    last_day: str = ""
    #: Field -> what is to be changed.
    wrong: dict[str, str] = field(default_factory=dict)


def read_peace(form: Mapping[str, str], zone: str, now: datetime) -> tuple[PeaceTyped, datetime | None]:
    """What came with the request, and the instant at which it ends; None for good. Days are the customer's, in `zone`.

    Who has died is neither called nor texted, and that has no end.
    """
    channel, reason, last_day = form.get("channel", ""), form.get("reason", ""), form.get("last_day", "").strip()
    if reason == "deceased":
        return PeaceTyped("all", reason), None
    wrong = {}
    if channel not in CHANNELS or reason not in REASONS:
        wrong["reason"] = gettext("Choose what they are left in peace of, and why.")
    until = _end(last_day, zone)
    if last_day and (until is None or until <= now):
        wrong["last_day"] = gettext("Choose today or a later day, or leave it empty.")
    return PeaceTyped(channel, reason, last_day, wrong), until


def _end(last_day: str, zone: str) -> datetime | None:
    day = read_day(last_day)
    return start_of_day(day + timedelta(days=1), zone) if day else None
