"""Left alone: an agent's telephone goes down in the middle of a talk, and the customer is still on the line.

::

    together ──the telephone is down──> alone: hears so at once, then a word every few seconds
       ^                                  ├──it stands again: together
       │                                  ├──half a minute, or the agent has gone: somebody else who is free takes over
       └──────────────────────────────────┤
                                          ├──a minute: an apology, and a call is promised
                                          └──the customer hangs up

Whoever ends a call, or has logged it, does not leave the customer alone: the line is hung up.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.outcomes import Outcome
from dialer.agents.presence import Leg, at_the_telephone, conference, own_leg, there
from dialer.agents.stand_in import stand_in
from dialer.agents.transfers import LINE_DROPPED, Transfer
from dialer.attempt_life import AttemptState
from dialer.attempts import Attempt
from dialer.calls.answer import Answer, Join, Speak, Wait, left_alone
from dialer.carrier import CarrierError
from dialer.handling.promise import promise
from dialer.tools import BATCH, Tools
from dialer.topics import Held, locked

#: So long the customer's own agent is waited for, and so long anybody.
OWN, ANYBODY = timedelta(seconds=30), timedelta(seconds=60)
#: Real seconds in which the carrier itself tells that a customer is alone.
TOLD = 3

_STAY = {"zh": "请稍候。", "en": "Please stay with us."}
_SORRY = {
    "zh": "非常抱歉，现在无法为您接通，我们很快会再打给您。再见。",
    "en": "We are very sorry, we cannot put you through now. We will call you again soon. Goodbye.",
}


def left(session: Session, attempt_id: int, carrier_id: str, now: datetime) -> Answer:
    """The customer's conference is over, and they are still on the line; None hangs up. The caller commits."""
    held = locked(session, attempt_id)
    if held is None or not _goes_on(session, held, carrier_id):
        return None
    leg = own_leg(session, held.attempt.agent_id or 0)
    if leg is not None:
        # Nobody told us that it is down: the carrier is asked by the next tick.
        leg.deadline_at = now
    return left_alone(held, session.get_one(Customer, held.lead.customer_id), now)


def still_alone(session: Session, attempt_id: int, carrier_id: str, late: timedelta, now: datetime) -> Answer:
    """What who waits hears next; None hangs up. `late` is how long our own machinery may take. The caller commits."""
    held = locked(session, attempt_id)
    if held is None or not _goes_on(session, held, carrier_id):
        return None
    attempt, customer = held.attempt, session.get_one(Customer, held.lead.customer_id)
    assert attempt.agent_id is not None
    since = attempt.alone_since or now
    leg = own_leg(session, attempt.agent_id)
    # The telephone that went down may still count as standing: only one that came after it is another.
    if leg is not None and leg.joined_at is not None and (attempt.alone_since is None or leg.joined_at > since):
        attempt.alone_since = None
        return Join(conference(attempt.agent_id))
    expected = session.scalar(select(Agent.id).where(Agent.id == attempt.agent_id, there(Agent.id, now)))
    if now >= since + OWN + late or expected is None:
        taken = _taken_over(session, attempt, now)
        if taken is not None:
            return taken
    if now >= since + ANYBODY + late:
        promise(session, held, customer, now)
        return Speak(_SORRY[customer.language], customer.language)
    return Wait(_STAY[customer.language], customer.language)


def _taken_over(session: Session, attempt: Attempt, now: datetime) -> Join | None:
    """Somebody else has the customer from now on, and owes what came of it; that it was so is kept."""
    before, since = attempt.agent_id, attempt.alone_since or now
    agent = stand_in(session, attempt, now)
    if agent is None:
        return None
    instants = {"wanted_at": since, "deadline_at": now, "ended_at": now}
    who = {"from_agent_id": before, "to_agent_id": agent.id}
    session.add(Transfer(attempt_id=attempt.id, state="done", reason=LINE_DROPPED, **who, **instants))
    attempt.alone_since = None
    return Join(conference(agent.id))


def _goes_on(session: Session, held: Held, carrier_id: str) -> bool:
    """The talk is not over: nobody has ended it or written what came of it."""
    attempt = held.attempt
    if attempt.state is not AttemptState.ANSWERED or attempt.carrier_id != carrier_id:
        return False
    if attempt.bridged_at is None or attempt.stop_wanted_at is not None:
        return False
    logged = exists().where(Outcome.attempt_id == attempt.id)
    return not session.scalar(select(logged))


def to_fetch(tools: Tools, session: Session, now: datetime) -> list[int]:
    """Customers who are alone, and the carrier does not say so: they stand in a conference that nobody comes to."""
    told = now - tools.real(TOLD)
    down_just_now = exists().where(Leg.agent_id == Attempt.agent_id, Leg.listens_to.is_(None), Leg.ended_at > told)
    alone = select(Attempt).where(
        Attempt.channel == "call",
        Attempt.state == AttemptState.ANSWERED,
        Attempt.bridged_at <= told,
        Attempt.alone_since.is_(None),
        Attempt.stop_wanted_at.is_(None),
        Attempt.carrier_id.is_not(None),
        ~at_the_telephone(Attempt.agent_id),
        ~down_just_now,
        ~exists().where(Outcome.attempt_id == Attempt.id),
    )
    attempts = session.scalars(alone.limit(BATCH).with_for_update(of=Attempt, skip_locked=True)).all()
    for attempt in attempts:
        attempt.alone_since = now
    return [attempt.id for attempt in attempts]


def fetch(tools: Tools, attempt_id: int) -> None:
    """Have the customer's call ask us anew what to do; where the carrier does not, a worker is sent again."""
    with tools.sessions() as session:
        attempt = session.get(Attempt, attempt_id)
    if attempt is None or attempt.alone_since is None or attempt.carrier_id is None or attempt.state.final:
        return
    try:
        tools.carrier.put_through(attempt.carrier_id, attempt.token)
    except CarrierError:
        with tools.sessions.begin() as session:
            session.get_one(Attempt, attempt_id, with_for_update=True).alone_since = None
