"""Erasing: on a person's wish what is held about them is blanked, and nobody hears from us any more.

1. Everything stops, in the transaction of the deed: what is planned is withdrawn, texts too; a call is ended, whoever
   talks in it; recordings are discarded here, and by a worker at the carrier.
2. What `tables` names is blanked or deleted, and `erased_at` is set. From then on no page finds them, and an import of
   their row is refused.
3. What was under way is blanked when it is over: for two days the tick looks again each ten minutes.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from campaigns.appointments import Appointment
from campaigns.customers import Customer, CustomerNumber
from campaigns.follow_ups import FollowUp, move
from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import OPEN, AttemptState
from dialer.attempts import Attempt
from dialer.attempts import move as move_attempt
from dialer.inbound.calls import InboundCall
from dialer.inbound.texts import InboundText
from dialer.peace.suppress import suppress
from dialer.persons.tables import TABLES
from dialer.recordings.discarding import ERASED, discard
from dialer.recordings.recording import Recording
from dialer.tools import BATCH
from dialer.topics import Topic

#: Why they are left in peace, and why what was planned is withdrawn.
REASON = "erased"
#: For so long after the deed the tick looks for what was under way, so often.
AFTERWARDS, _EACH = timedelta(days=2), timedelta(minutes=10)


def erase_person(session: Session, customer_id: int, by_id: int, by: str, now: datetime) -> bool:
    """Erase one person's data; False where there is none, or nothing is left. The caller commits.

    `by_id` and `by` are the administrator's id and login.
    """
    customer = session.get(Customer, customer_id, with_for_update={"key_share": True}, populate_existing=True)
    if customer is None or customer.erased_at is not None:
        return False
    suppress(session, customer_id, "all", REASON, now, by=by)
    _cancel_appointments(session, customer_id, by_id, now)
    customer.erased_at = now
    _wipe(session, customer_id, by, now)
    return True


def erase_again(session: Session, now: datetime) -> None:
    """What was under way when somebody was erased, or came in late, is erased as well."""
    asked = select(Customer.id).where(
        Customer.erased_at > now - AFTERWARDS, Customer.erased_at <= now, Customer.updated_at <= now - _EACH
    )
    for customer_id in session.scalars(asked.order_by(Customer.id).limit(BATCH)).all():
        session.get_one(Customer, customer_id, with_for_update={"key_share": True})
        _wipe(session, customer_id, None, now)


def _wipe(session: Session, customer_id: int, by: str | None, now: datetime) -> None:
    _withdraw(session, customer_id, now)
    _end_calls(session, customer_id, now)
    _discard_recordings(session, customer_id, by, now)
    _blank_strangers(session, customer_id)
    for held in TABLES:
        theirs = [held.theirs(customer_id), *([] if held.only is None else [held.only])]
        if held.deleted:
            session.execute(delete(held.table).where(*theirs), execution_options={"synchronize_session": False})
        elif held.blanked:
            ended = {name: func.coalesce(getattr(held.table, name), now) for name in held.over}
            blank = update(held.table).where(*theirs).values(**held.blanked, **ended)
            session.execute(blank, execution_options={"synchronize_session": False})
    session.execute(update(Customer).where(Customer.id == customer_id).values(updated_at=now))
    session.expire_all()


def _withdraw(session: Session, customer_id: int, now: datetime) -> None:
    """What no call carries any more; of a call that is being ended, the next look."""
    waiting = (FollowUpState.PLANNED, FollowUpState.TALKED)
    open_ = select(FollowUp).where(FollowUp.customer_id == customer_id, FollowUp.state.in_(waiting))
    for follow_up in session.scalars(open_.order_by(FollowUp.id).with_for_update()).all():
        move(session, follow_up, FollowUpState.WITHDRAWN, REASON, now)
    texts = select(Attempt).where(
        Attempt.customer_id == customer_id, Attempt.channel == "text", Attempt.state == AttemptState.PLANNED
    )
    for text in session.scalars(texts.order_by(Attempt.id).with_for_update()).all():
        move_attempt(session, text, AttemptState.WITHDRAWN, REASON, now)


def _end_calls(session: Session, customer_id: int, now: datetime) -> None:
    """Whatever stage it is in, a conversation too, and also where they are talked about beside somebody else."""
    beside = select(Topic.attempt_id).join(FollowUp).where(FollowUp.customer_id == customer_id)
    calls = update(Attempt).where(
        (Attempt.customer_id == customer_id) | Attempt.id.in_(beside),
        Attempt.channel == "call",
        Attempt.state.in_(OPEN),
        Attempt.stop_wanted_at.is_(None),
    )
    session.execute(calls.values(stop_wanted_at=now), execution_options={"synchronize_session": False})


def _discard_recordings(session: Session, customer_id: int, by: str | None, now: datetime) -> None:
    beside = select(Topic.attempt_id).join(FollowUp).where(FollowUp.customer_id == customer_id)
    theirs = (Recording.customer_id == customer_id) | Recording.attempt_id.in_(beside)
    for recording in session.scalars(select(Recording).where(theirs).order_by(Recording.id).with_for_update()).all():
        discard(recording, ERASED, now, by)
    session.flush()


def _cancel_appointments(session: Session, customer_id: int, by_id: int, now: datetime) -> None:
    ahead = update(Appointment).where(
        Appointment.customer_id == customer_id, Appointment.starts_at > now, Appointment.cancelled_at.is_(None)
    )
    session.execute(ahead.values(cancelled_at=now, cancelled_by=by_id))


def _blank_strangers(session: Session, customer_id: int) -> None:
    """What their numbers sent before we knew whose they are; not where somebody else has the number as well."""
    others = aliased(CustomerNumber)
    numbers = select(CustomerNumber.e164).where(
        CustomerNumber.customer_id == customer_id,
        ~exists().where(others.e164 == CustomerNumber.e164, others.customer_id != customer_id),
    )
    alone = session.scalars(numbers).all()
    if alone:
        texts = update(InboundText).where(InboundText.customer_id.is_(None), InboundText.e164.in_(alone))
        session.execute(texts.values(e164="", body=""), execution_options={"synchronize_session": False})
        calls = update(InboundCall).where(InboundCall.customer_id.is_(None), InboundCall.e164.in_(alone))
        session.execute(calls.values(e164=""), execution_options={"synchronize_session": False})
