"""The whole house: every running playbook planned, what was switched off withdrawn, and when it is time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, delete, exists, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaigns.customers import Customer
from campaigns.planning.known import look
from campaigns.planning.open_steps import retire
from campaigns.planning.plan import Planned, bring_about, prepare, rules_of
from campaigns.planning.rule import Scope
from campaigns.playbooks.editions import held
from campaigns.to_plan import ToPlan
from runtime.database import Base

#: What comes round by the calendar alone is looked at this often; a customer's news is planned at once.
EVERY = timedelta(hours=6)
#: Customers planned in one go.
BATCH = 500
#: Two runs over everybody at once would only do the same work twice.
_LOCK = 4822737


class PlanningRun(Base):
    """When everybody was planned last; the one row of its table."""

    __tablename__ = "planning_run"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]


def plan_house(session: Session, now: datetime, customers: Iterable[int] | None = None) -> Planned:
    """Plan all that the house runs, for everybody or for these customers. The caller commits."""
    whom = None if customers is None else tuple(sorted(set(customers)))
    playbooks = held(session)
    since = {name: one.since for name, one in playbooks.items() if one.since is not None}
    rules = rules_of(one.playbook for one in playbooks.values() if one.on)
    scope = Scope(now, whom, since)
    prepare(session, scope)
    known = look(session, rules, scope)
    retired = retire(session, known.open - {(rule.playbook.id, rule.step.id) for rule in rules}, scope)
    return Planned(withdrawn=retired) + bring_about(session, rules, scope, known)


def plan_everybody(session: Session, now: datetime) -> Planned | None:
    """Plan the whole house and remember it; None where somebody else is at it. The caller commits."""
    if not session.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))):
        return None
    session.execute(delete(ToPlan))
    done = plan_house(session, now)
    run = insert(PlanningRun).values(id=1, at=now)
    session.execute(run.on_conflict_do_update(index_elements=["id"], set_={"at": now}))
    return done


def plan_waiting(session: Session, now: datetime) -> int:
    """Plan the customers about whom something was learned; how many, 0 when nobody waits. The caller commits."""
    waiting = select(ToPlan.customer_id).order_by(ToPlan.since).limit(BATCH).with_for_update(skip_locked=True)
    customers = session.scalars(waiting).all()
    if customers:
        session.execute(delete(ToPlan).where(ToPlan.customer_id.in_(customers)))
        plan_house(session, now, customers)
    return len(customers)


def is_due(session: Session, now: datetime) -> bool:
    """Whether everybody is to be planned again."""
    last = session.scalar(select(PlanningRun.at))
    return last is None or last <= now - EVERY


def ask_for_everybody(session: Session, now: datetime) -> None:
    """Everybody is planned anew as soon as a worker can: what the house runs has changed. The caller commits."""
    if session.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))):
        session.execute(delete(PlanningRun))
        return
    # A run that began before the change would hide it when it ends: whom it plans now is planned once more.
    rows = insert(ToPlan).from_select(["customer_id", "since"], select(Customer.id, literal(now)))
    session.execute(rows.on_conflict_do_nothing())


def anybody_waits(session: Session) -> bool:
    """Whether there are customers about whom something was learned."""
    return bool(session.scalar(select(exists().select_from(ToPlan))))
