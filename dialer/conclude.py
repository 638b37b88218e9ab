"""Concluding: the agent's entry closes the follow-up, plans the next, tries again or suppresses. Once for each call."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp, move
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from dialer.attempt_life import Result
from dialer.attempts import Attempt, locked
from dialer.consequences import number_is_dead, try_again
from dialer.next_call import plan_next
from dialer.suppress import suppress
from dialer.texts import plan_text
from runtime.zones import local_date

#: The customer was not talked with: the follow-up goes on.
_RESULTS = {"machine": Result.MACHINE, "relative": Result.NO_ANSWER, "wrong_number": Result.BAD_NUMBER}
NOT_REACHED = frozenset(_RESULTS)
#: The next date lies within this span.
AHEAD = timedelta(days=366)


@dataclass(frozen=True)
class Entry:
    """What the agent wrote."""

    disposition: str
    notes: str = ""
    ratings: dict[str, int] = field(default_factory=dict)
    #: On the customer's calendar.
    next_date: date | None = None


class EntryWrong(Exception):
    """The entry cannot be kept as it is; the message says what to change."""


class NotYours(Exception):
    """This conversation belongs to another agent."""


def conclude(session: Session, attempt_id: int, agent_id: int, entry: Entry, now: datetime) -> Outcome:
    """Keep the entry and act on it; the same call concluded twice gives the first outcome back. The caller commits.

    Raises `EntryWrong` or `NotYours`, before anything is written.
    """
    customer_id = session.scalar(select(Attempt.customer_id).where(Attempt.id == attempt_id))
    if customer_id is None:
        raise NotYours("There is no such conversation.")
    customer = session.get_one(Customer, customer_id, with_for_update={"key_share": True})
    found = locked(session, attempt_id)
    assert found is not None
    attempt, follow_up = found
    kept = session.scalar(select(Outcome).where(Outcome.attempt_id == attempt_id))
    if kept is not None:
        return kept
    _check(attempt, agent_id, entry, local_date(now, customer.day_zone))
    outcome = _keep(session, attempt, agent_id, entry, now)
    _close(session, attempt, follow_up, entry, now)
    if entry.next_date is not None:
        plan_next(session, follow_up, customer, outcome, entry.next_date, now)
    return outcome


def _check(attempt: Attempt, agent_id: int, entry: Entry, today: date) -> None:
    if attempt.agent_id != agent_id:
        raise NotYours("This conversation belongs to another agent.")
    if attempt.bridged_at is None:
        raise EntryWrong("The call has not been answered yet; there is nothing to log.")
    if any(not 1 <= rating <= 5 for rating in entry.ratings.values()):
        raise EntryWrong("A rating is a number from 1 to 5.")
    if entry.disposition == "call_later" and entry.next_date is None:
        raise EntryWrong("To call again later, choose the next date.")
    if entry.next_date is not None and not today < entry.next_date <= today + AHEAD:
        raise EntryWrong("The next date must lie after today and within a year.")


def _keep(session: Session, attempt: Attempt, agent_id: int, entry: Entry, now: datetime) -> Outcome:
    outcome = Outcome(
        follow_up_id=attempt.follow_up_id,
        attempt_id=attempt.id,
        customer_id=attempt.customer_id,
        agent_id=agent_id,
        disposition=entry.disposition,
        notes=entry.notes,
        ratings=entry.ratings,
        next_date=entry.next_date,
        logged_at=now,
    )
    session.add(outcome)
    session.flush()
    return outcome


def _close(session: Session, attempt: Attempt, follow_up: FollowUp, entry: Entry, now: datetime) -> None:
    if entry.disposition == "wrong_number":
        number_is_dead(session, attempt, "wrong_number", now)
    if follow_up.state.final:
        return
    if entry.disposition in NOT_REACHED and entry.next_date is None:
        attempt.result = _RESULTS[entry.disposition]
        try_again(session, attempt, follow_up, now)
        if entry.disposition == "machine":
            plan_text(session, attempt, follow_up, now)
        return
    move(session, follow_up, FollowUpState.DONE, entry.disposition, now)
    if entry.disposition == "refused":
        suppress(session, attempt.customer_id, "all", "refused", now)
