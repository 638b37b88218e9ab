"""The form of a consent that was given: how and where it was said, and on which day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext

from campaigns.consents import Standing
from runtime.zones import local_date, start_of_day
from web.customers.days import read_day
from web.reading.arrangements import Consented

LONGEST_PROOF = 400


@dataclass(frozen=True)
class Given:
    """What was filled in."""

    proof: str = ""
    on: str = ""
    #: Field -> what is to be changed.
    wrong: dict[str, str] = field(default_factory=dict)


def read_given(form: Mapping[str, str], of: Consented, zone: str, now: datetime) -> tuple[Given, datetime]:
    """What came with the request, and the instant from which it holds: now for today, else the day's beginning.

    So a consent that is dated on the day of a withdrawal does not undo it. Days are the customer's, in `zone`.
    """
    proof, on = form.get("proof", "").strip(), form.get("on", "").strip()
    wrong, given_at = {}, now
    if not proof or len(proof) > LONGEST_PROOF:
        wrong["proof"] = gettext("Say how and where it was given, in at most %(n)d characters.", n=LONGEST_PROOF)
    day = read_day(on)
    if day is None or day > local_date(now, zone):
        wrong["on"] = gettext("Choose the day on which it was given, today at the latest.")
    else:
        given_at = now if day == local_date(now, zone) else start_of_day(day, zone)
        if _overtaken(of, given_at):
            wrong["on"] = gettext("They took it back later than on that day.")
    return Given(proof, on, wrong), given_at


def _overtaken(of: Consented, given_at: datetime) -> bool:
    if of.standing is not Standing.WITHDRAWN or of.last is None or of.last.withdrawn_at is None:
        return False
    return of.last.withdrawn_at >= given_at
