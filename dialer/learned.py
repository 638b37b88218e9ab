"""What we learn ourselves becomes an event, so that playbooks can count from it: a finding, a customer not reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.outcomes import Outcome
from campaigns.planning.falls_away import CLOSED
from campaigns.playbooks.editions import held
from campaigns.red_flags import CLOSES
from campaigns.to_plan import plan_again
from runtime.zones import local_date

#: The source of the events that we write ourselves.
OURS = "huifang"
#: What a concern that an agent logs is called among the findings.
ABNORMAL = "abnormal"


def learn(session: Session, follow_up: FollowUp, outcome: Outcome, finding: str, now: datetime) -> None:
    """After a conversation: what the agent found becomes an event, once; chained steps and quotas are planned anew.

    A concern is the finding `abnormal`, where the playbook knows that finding. A settled matter is closed.
    """
    of = held(session).get(follow_up.playbook)
    known = {one.id for one in of.playbook.findings} if of else set()
    for category in {finding, ABNORMAL if outcome.disposition == "concern" else ""} & known:
        _write(session, follow_up, "finding", category, f"finding/{outcome.id}/{category}", now)
    if of and of.playbook.until_settled and outcome.disposition == "well" and follow_up.event_id:
        # What was held while the matter was open may go on.
        kind = session.scalars(select(Event.kind).where(Event.id == follow_up.event_id)).one()
        # What began with the closing of a matter is not closed a second time: it would begin anew, over and over.
        if not kind.endswith(CLOSED):
            _write(
                session, follow_up, f"{kind}{CLOSED}", "", f"settled/{outcome.id}", now, {CLOSES: follow_up.event_id}
            )
    plan_again(session, [follow_up.customer_id], now)


def not_reached(session: Session, follow_ups: Iterable[FollowUp], now: datetime) -> None:
    """All tries are used, or the window is over, and nobody was reached: an event of kind `unreached` for each.

    Only after a try: whom nobody called was not unreachable. Not where the playbook is itself about the unreached.
    """
    playbooks = held(session)
    for one in follow_ups:
        of = playbooks.get(one.playbook)
        if one.tries_made and one.mode == "agent" and of is not None and of.playbook.raises_unreached:
            _write(session, one, "unreached", one.playbook, f"unreached/{one.id}", now)


def write_event(session: Session, customer_id: int, kind: str, name: str, now: datetime, **more: Any) -> int | None:
    """What we ourselves saw today becomes an event, once by its `name`; its id, None where it was written before.

    The customer is planned anew. The caller commits.
    """
    zone = session.scalars(select(Customer.day_zone).where(Customer.id == customer_id)).one()
    row = {"source": OURS, "external_id": name, "customer_id": customer_id, "kind": kind} | more
    row |= {"occurred_on": local_date(now, zone), "occurred_at": now, "created_at": now}
    once = insert(Event).values(row).on_conflict_do_nothing(index_elements=["source", "external_id"])
    written: int | None = session.execute(once.returning(Event.id)).scalar()
    plan_again(session, [customer_id], now)
    return written


def _write(
    session: Session,
    follow_up: FollowUp,
    kind: str,
    category: str,
    name: str,
    now: datetime,
    more: Mapping[str, int] | None = None,
) -> None:
    about = session.get(Event, follow_up.event_id) if follow_up.event_id else None
    said = {"subject": about.subject, "by_whom": about.by_whom} if about else {}
    details = {"playbook": follow_up.playbook, "step": follow_up.step, **(more or {})}
    write_event(session, follow_up.customer_id, kind, name, now, category=category, details=details, **said)
