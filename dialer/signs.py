"""Signs: one statement says what there is to do, so that a part of the tick that has nothing to do costs nothing.

A sign may stand where the part then finds nothing, but never the other way about. Of a large table the earliest instant
is asked for, which is the first entry of an index: how many rows lie behind it makes no difference.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Interval,
    and_,
    bindparam,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import InstrumentedAttribute

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.planning.house import EVERY as PLANNED_EVERY
from campaigns.planning.house import PlanningRun
from campaigns.to_plan import ToPlan
from dialer.agents.legs import needed_no_more, to_listen
from dialer.agents.presence import Leg, Presence, Preview, at_the_telephone, somebody_is_free
from dialer.agents.transfers import Transfer
from dialer.attempt_life import OPEN, UNANSWERED, AttemptState
from dialer.attempts import Attempt
from dialer.courses import PlanningAsked
from dialer.figures.rows import FiguresRun, FigureStale
from dialer.inbound.calls import InboundCall
from dialer.persons.erase import AFTERWARDS
from dialer.recordings.recording import Recording
from dialer.rehearsals import OPEN as REHEARSED
from dialer.rehearsals import Rehearsal
from dialer.restoring.hold import HOLDS, Restoration
from dialer.talks.drafts import KEPT, Draft

#: No part's name: nothing is claimed while it stands.
ON_HOLD = "on hold"
#: The instant of the tick.
NOW: ColumnElement[datetime] = literal_column(":now", DateTime(timezone=True))

Instant = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]


def _ago(span: timedelta) -> ColumnElement[Any]:
    return NOW - literal(span, Interval)


def _first(at: Instant, *among: ColumnElement[bool]) -> ColumnElement[Any]:
    return select(func.min(at)).where(at.is_not(None), *among).scalar_subquery()


def _due(mode: str) -> ColumnElement[bool]:
    return _first(FollowUp.next_try_at, _PLANNED, FollowUp.mode == mode) <= NOW


_PLANNED = FollowUp.state == FollowUpState.PLANNED
_CALL = Attempt.channel == "call"
_HANDED_ON = exists().where(Transfer.ended_at.is_(None))
_OVERDUE = _first(Attempt.deadline_at, Attempt.state.in_(OPEN)) <= NOW
_ANSWERED = (_CALL, Attempt.state == AttemptState.ANSWERED)

_own = exists().where(Leg.agent_id == Presence.agent_id, Leg.state != "ended")
_without_leg = exists().where(Presence.wants == "available", Presence.lease_until > NOW, ~_own)
_customer_alone = exists().where(*_ANSWERED, Attempt.alone_since.is_not(None))

_never_planned = ~exists().select_from(PlanningRun)
_planned_long_ago = exists().where(PlanningRun.at <= _ago(PLANNED_EVERY))
_asked_to_plan = exists().where(PlanningAsked.again_at > NOW)
_counted = exists().where(
    or_(FiguresRun.again_at > NOW, and_(FiguresRun.at.is_not(None), ~exists().select_from(FigureStale)))
)

SIGNS: dict[str, ColumnElement[bool]] = {
    "windows": _first(FollowUp.closes_at, _PLANNED) <= NOW,
    "messages": _due("text"),
    "leases": _OVERDUE,
    "previews": exists().select_from(Preview),
    "old recordings": _first(Recording.delete_at, Recording.state == "kept") <= NOW,
    "old drafts": _first(Draft.at) < _ago(KEPT),
    "erased persons": select(func.max(Customer.erased_at)).scalar_subquery() > _ago(AFTERWARDS),
    "cut-off": exists().where(_CALL, Attempt.direction == "out", Attempt.state.in_(UNANSWERED)),
    "transfers": _HANDED_ON,
    "legs": or_(_without_leg, _customer_alone, _HANDED_ON, exists().where(*to_listen())),
    "clicked calls": exists().where(Preview.clicked_at.is_not(None)),
    "agent calls": and_(_due("agent"), somebody_is_free(NOW)),
    "greetings": _due("greeting"),
    "texts": _first(Attempt.due_at, Attempt.state == AttemptState.PLANNED) <= NOW,
    "overdue": _OVERDUE,
    "unwanted": exists().where(Attempt.stop_wanted_at <= NOW, Attempt.state.in_(OPEN), Attempt.carrier_id.is_not(None)),
    "crossed": _first(InboundCall.stop_at) <= NOW,
    "legs to end": exists().where(needed_no_more(NOW)),
    "legs to check": exists().where(Leg.state == "joined", or_(Leg.deadline_at.is_(None), Leg.deadline_at <= NOW)),
    # As the index says it, word for word.
    "voices": exists(select(Attempt.id).where(text("treat_at is not null or mute_wanted"))),
    "left alone": exists().where(*_ANSWERED, Attempt.alone_since.is_(None), ~at_the_telephone(Attempt.agent_id)),
    "recordings": _first(Recording.look_at) <= NOW,
    "rehearsals": exists(select(Rehearsal.id).where(text(REHEARSED))),
    "planning": and_(or_(exists().select_from(ToPlan), _never_planned, _planned_long_ago), ~_asked_to_plan),
    "figures": ~_counted,
    ON_HOLD: exists(select(Restoration.id).where(HOLDS)),
}
#: Rendered once: finding out each time that the statement is the same took longer than its answer.
_RENDERED = select(*(sign.label(name) for name, sign in SIGNS.items())).compile(
    dialect=PGDialect_psycopg(),  # type: ignore[no-untyped-call]
    compile_kwargs={"literal_binds": True},
)
_ASKED = text(str(_RENDERED)).bindparams(bindparam("now", type_=DateTime(timezone=True)))


def signs(session: Session, now: datetime) -> frozenset[str]:
    """Names of the parts that may have something to do at this instant, and `ON_HOLD` where nothing may be claimed."""
    found = session.execute(_ASKED, {"now": now}).one()
    return frozenset(name for name, stands in zip(SIGNS, found, strict=True) if stands)
