"""Promises: whether the next date that an agent names may be given, and whether one has to be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from campaigns.playbooks.editions import playbook_of
from campaigns.playbooks.recurrence import MONTHS, Quota
from dialer.talks.entries import CONTACT, EntryWrong, Said
from runtime.zones import local_date

#: The matter is not settled by these.
_OPEN = frozenset({"concern", "dissatisfied"})


def check_promises(session: Session, said: Sequence[Said], customer: Customer, now: datetime) -> None:
    """Raise `EntryWrong` where a matter that is to be settled has no next date, or a date would be one too many."""
    lead = said[0]
    playbook = playbook_of(session, lead.topic.playbook)
    if playbook is None:
        return
    if playbook.until_settled and lead.disposition in _OPEN and lead.next_date is None:
        raise EntryWrong("This matter stays open until it is settled: choose the next date, or log it as settled.")
    step = playbook.find(lead.topic.step)
    if step is None or step.quota is None or lead.next_date is None:
        return
    today = local_date(now, customer.day_zone) if lead.disposition in CONTACT else None
    if _contacts(session, customer.id, step.quota, lead.next_date, today) >= step.quota.at_most:
        raise EntryWrong(
            f"That would be more than {step.quota.at_most} contacts in its {step.quota.per}; name a later day."
        )


def _contacts(session: Session, customer_id: int, quota: Quota, on: date, today: date | None) -> int:
    """What the period of this day has already: conversations, days on which one is promised, and the one of today.

    One call about several topics has an outcome for each, and is one conversation.
    """
    first, end = period_of(on, MONTHS[quota.per])
    held = select(func.count(func.coalesce(Outcome.attempt_id, -Outcome.id).distinct())).where(
        Outcome.customer_id == customer_id, Outcome.contact_on >= first, Outcome.contact_on < end
    )
    promised = select(func.count(FollowUp.first_day.distinct())).where(
        FollowUp.customer_id == customer_id,
        FollowUp.state == FollowUpState.PLANNED,
        FollowUp.occurrence_key.startswith("next/"),
        FollowUp.first_day >= first,
        FollowUp.first_day < end,
    )
    now_too = 1 if today is not None and first <= today < end else 0
    return session.execute(held).scalar_one() + session.execute(promised).scalar_one() + now_too


def period_of(day: date, months: int) -> tuple[date, date]:
    """The calendar period of so many months that a day lies in: its first day, and the first day of the next."""
    number = day.year * 12 + day.month - 1
    first = number - number % months
    return date(first // 12, first % 12 + 1, 1), date((first + months) // 12, (first + months) % 12 + 1, 1)
