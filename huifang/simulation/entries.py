"""What simulated agents write of their calls: drawn from the seed and the call, not from the moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.playbooks.editions import playbook_of
from dialer.attempts import Attempt
from dialer.talks.entries import Entry
from dialer.talks.promised_hours import NotOpen
from huifang.simulation.chance import Chance
from runtime.zones import local_date

#: Of a hundred talks.
_CAME_OF_IT = {
    "well": 78,
    "concern": 5,
    "dissatisfied": 4,
    "call_later": 6,
    "refused": 2,
    "relative": 3,
    "wrong_number": 2,
}
#: Of a hundred concerns so many cannot wait.
_RED = 40


def entry(session: Session, chance: Chance, attempt_id: int, machine: bool, now: datetime) -> Entry:
    """What is written of this call. What was heard of a machine is what the agent heard."""
    if machine:
        return Entry("machine")
    draw = chance.once(f"entry/{attempt_id}")
    disposition = draw.choices(list(_CAME_OF_IT), list(_CAME_OF_IT.values()))[0]
    attempt = session.get_one(Attempt, attempt_id)
    follow_up = session.get_one(FollowUp, attempt.follow_up_id)
    customer = session.get_one(Customer, attempt.customer_id)
    playbook = playbook_of(session, follow_up.playbook)
    low = 1 if disposition == "dissatisfied" else 4
    later = local_date(now, customer.day_zone) + timedelta(days=draw.randint(1, 6))
    unsettled, not_well = bool(playbook and playbook.until_settled), disposition in ("concern", "dissatisfied")
    red = disposition == "concern" and draw.randrange(100) < _RED
    return Entry(
        disposition,
        ratings={question.id: draw.randint(low, low + 1) for question in (playbook.survey if playbook else ())},
        next_date=later if disposition == "call_later" or (unsettled and not_well) else None,
        red_flag="Fever since this morning." if red else "",
    )


def on_another_day(said: Entry, closed: NotOpen) -> Entry:
    """The same, on the day that the page names instead, to which the customer agrees; where there is none, settled."""
    return replace(said, next_date=closed.instead) if closed.instead else Entry("well")
