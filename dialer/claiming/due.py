"""Due: the rows that a tick looks at, each with the agents who may make the call. All of them are locked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, Text, and_, any_, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from campaigns.agents import Agent
from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.launches import Campaign
from campaigns.lifecycle import FollowUpState
from dialer.agents.callers import Books, Skills, callers, skills
from dialer.agents.presence import Preview
from dialer.claiming.drawing import pressing, promised
from dialer.pacing import CARE, Room
from dialer.tools import BATCH
from runtime.database import UtcDateTime


@dataclass(frozen=True)
class Due:
    """One follow-up that an agent may call about now."""

    follow_up: FollowUp
    #: Ids of the free agents who may make the call.
    callers: frozenset[int]


def due_greetings(room: Room, books: Books, most: int) -> Sequence[FollowUp]:
    """So many of the greetings that are due, the most pressing first."""
    asked = _greetings(*_shape(room))
    return room.session.scalars(asked, _given(room, "greeting", list(books), most)).all()


def looked_at(calls: int) -> int:
    """Rows that are read for so many calls at the most: some will not be permitted, or join another."""
    return min(BATCH, 20 + 4 * calls) if calls else 0


def due_for(agents: Sequence[Agent], room: Room, books: Books, kinds: Sequence[Sequence[str]]) -> list[Due]:
    """What is due to be called about by one of these agents; others' rows would stand before those that they can make.

    `kinds` are the playbooks of each kind of work: of each as many rows are read, so that none hides the others.
    """
    tools, ids = room.tools, [agent.id for agent in agents]
    asked = _calls(*_shape(room), skills(books), tools.hand_over, tuple(sorted(tools.high_tiers)))
    found = []
    for playbooks in kinds:
        most = looked_at(min(room.calls, len(agents)))
        rows = room.session.execute(asked, _given(room, "agent", playbooks, most) | {"callers": ids})
        found += [Due(follow_up, frozenset(ids)) for follow_up, ids in rows]
    return found


_NOW: ColumnElement[datetime] = bindparam("now", type_=UtcDateTime)
_RESTING = bindparam("resting", type_=ARRAY(Text))
_WAITS = (FollowUp.state == FollowUpState.PLANNED, FollowUp.next_try_at <= _NOW, FollowUp.closes_at > _NOW)
_ORDER = (~promised(), ~pressing(_NOW), FollowUp.priority, FollowUp.closes_at, FollowUp.id)


def _shape(room: Room) -> tuple[bool, bool]:
    """Whether only care has room just now, and whether some caller ids have called enough."""
    return room.for_others <= 0, bool(room.caller_ids.resting)


def _given(room: Room, mode: str, playbooks: Sequence[str], most: int) -> dict[str, Any]:
    return {
        "now": room.now,
        "mode": mode,
        "playbooks": list(playbooks),
        "resting": room.caller_ids.resting,
        "rows": most,
    }


@cache
def _greetings(care_only: bool, some_rest: bool) -> Select[FollowUp]:
    """Put together once for each shape: that costs more than to ask it."""
    return _locked(_due(care_only, some_rest))


@lru_cache(maxsize=32)
def _calls(
    care_only: bool, some_rest: bool, asked: Skills, hand_over: timedelta, high_tiers: tuple[str, ...]
) -> Select[FollowUp, Sequence[int]]:
    """Likewise: of the house only playbooks change, and seldom."""
    somebody, who = callers(asked, hand_over, high_tiers)
    first = _due(care_only, some_rest).join(Customer, Customer.id == FollowUp.customer_id).where(somebody)
    return _locked(first).join(Customer, Customer.id == FollowUp.customer_id).add_columns(who)


def _locked(due: Select[int]) -> Select[FollowUp]:
    """The first of these, locked.

    The ids alone are sorted, and no more of them kept than are wanted; what another hand holds is left to it.
    """
    first = due.order_by(*_ORDER).limit(bindparam("rows", type_=BigInteger))
    return (
        select(FollowUp)
        # Asked again: what another hand has moved meanwhile is read anew with its lock, and does not wait any more.
        .where(FollowUp.id.in_(first), *_WAITS)
        .order_by(*_ORDER)
        .with_for_update(of=FollowUp, skip_locked=True)
    )


def _due(care_only: bool, some_rest: bool) -> Select[int]:
    """Ids of what is due in this mode and may be read now."""
    return select(FollowUp.id).where(
        *_WAITS,
        FollowUp.mode == bindparam("mode", type_=Text),
        # A playbook that was taken off the shelf rests; nobody would know what to say.
        FollowUp.playbook == any_(bindparam("playbooks", type_=ARRAY(Text))),
        # Somebody reads about the customer at this moment.
        FollowUp.customer_id.not_in(select(Preview.customer_id)),
        or_(FollowUp.campaign_id.is_(None), FollowUp.campaign_id.in_(_not_paused())),
        *_with_room(care_only, some_rest),
    )


def _with_room(care_only: bool, some_rest: bool) -> Iterator[ColumnElement[bool]]:
    """Of what has no room just now nothing is read: it would stand before the others' calls."""
    if care_only:
        yield FollowUp.purpose == CARE
    if some_rest:
        # Asked only then: of each that is due the branch is looked up.
        theirs = select(Customer.id).join(Branch, Branch.name == Customer.branch)
        rests = theirs.where(Customer.id == FollowUp.customer_id, Branch.line == any_(_RESTING)).correlate(FollowUp)
        yield or_(~rests.exists(), FollowUp.campaign_id.in_(_with_lines_of_its_own()))


def _not_paused() -> Select[int]:
    """Of a stopped campaign too: what was under way when it was stopped is withdrawn when its next try comes."""
    return select(Campaign.id).where(Campaign.state != "paused", ~_rests())


def _with_lines_of_its_own() -> Select[int]:
    """Campaigns for which other numbers call than those of their customers' branches."""
    return select(Campaign.id).where(func.cardinality(Campaign.lines) > 0)


def _rests() -> ColumnElement[bool]:
    """True for a `Campaign` all of whose own numbers have called enough for now."""
    return and_(func.cardinality(Campaign.lines) > 0, Campaign.lines.contained_by(_RESTING))
