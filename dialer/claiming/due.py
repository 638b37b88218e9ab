"""Due: the rows that a tick looks at, each with the agents who may make the call. All of them are locked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ColumnExpressionArgument, Select, Text, and_, cast, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from campaigns.agents import Agent
from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.launches import Campaign
from campaigns.lifecycle import FollowUpState
from dialer.agents.callers import Books, callers
from dialer.agents.presence import Preview
from dialer.claiming.drawing import pressing, promised
from dialer.pacing import CARE, Room
from dialer.tools import BATCH


@dataclass(frozen=True)
class Due:
    """One follow-up that an agent may call about now."""

    follow_up: FollowUp
    #: Ids of the free agents who may make the call.
    callers: frozenset[int]


def due_greetings(room: Room, books: Books) -> Sequence[FollowUp]:
    """Greetings that are due, the most pressing first."""
    return room.session.scalars(_locked(_due(room, "greeting", list(books)), room)).all()


def due_for(agents: Sequence[Agent], room: Room, books: Books, kinds: Sequence[Sequence[str]]) -> list[Due]:
    """What is due to be called about by one of these agents; others' rows would stand before those that they can make.

    `kinds` are the playbooks of each kind of work: of each as many rows are read, so that none hides the others.
    """
    somebody, who = callers(agents, books, room.tools, room.now)
    found = []
    for playbooks in kinds:
        first = _due(room, "agent", playbooks).join(Customer, Customer.id == FollowUp.customer_id).where(somebody)
        asked = _locked(first, room, len(agents)).join(Customer, Customer.id == FollowUp.customer_id).add_columns(who)
        found += [Due(follow_up, frozenset(ids)) for follow_up, ids in room.session.execute(asked)]
    return found


def _locked(due: Select[int], room: Room, most: int = BATCH) -> Select[FollowUp]:
    """The first of these, locked, for so many calls at the most. Some will not be permitted, or join another.

    The ids alone are sorted, and no more of them kept than are wanted; what another hand holds is left to it.
    """
    calls = min(room.calls, most)
    first = due.order_by(*_order(room.now)).limit(min(BATCH, 20 + 4 * calls) if calls else 0)
    return (
        select(FollowUp)
        # Asked again: what another hand has moved meanwhile is read anew with its lock, and does not wait any more.
        .where(FollowUp.id.in_(first), *_waits(room.now))
        .order_by(*_order(room.now))
        .with_for_update(of=FollowUp, skip_locked=True)
    )


def _order(now: datetime) -> tuple[ColumnExpressionArgument[Any], ...]:
    return ~promised(), ~pressing(now), FollowUp.priority, FollowUp.closes_at, FollowUp.id


def _waits(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return FollowUp.state == FollowUpState.PLANNED, FollowUp.next_try_at <= now, FollowUp.closes_at > now


def _due(room: Room, mode: str, playbooks: Sequence[str]) -> Select[int]:
    """Ids of what is due in this mode and may be read now."""
    return select(FollowUp.id).where(
        *_waits(room.now),
        FollowUp.mode == mode,
        # A playbook that was taken off the shelf rests; nobody would know what to say.
        FollowUp.playbook.in_(playbooks),
        # Somebody reads about the customer at this moment.
        FollowUp.customer_id.not_in(select(Preview.customer_id)),
        or_(FollowUp.campaign_id.is_(None), FollowUp.campaign_id.in_(_not_paused(room))),
        *_with_room(room),
    )


def _with_room(room: Room) -> Iterator[ColumnElement[bool]]:
    """Of what has no room just now nothing is read: it would stand before the others' calls."""
    if room.for_others <= 0:
        yield FollowUp.purpose == CARE
    resting = room.caller_ids.resting
    if resting:
        # Caller ids that have called enough for now. Asked only then: of each that is due the branch is looked up.
        theirs = select(Customer.id).join(Branch, Branch.name == Customer.branch)
        rests = theirs.where(Customer.id == FollowUp.customer_id, Branch.line.in_(resting)).correlate(FollowUp)
        yield or_(~rests.exists(), FollowUp.campaign_id.in_(_with_lines_of_its_own()))


def _not_paused(room: Room) -> Select[int]:
    """Of a stopped campaign too: what was under way when it was stopped is withdrawn when its next try comes."""
    return select(Campaign.id).where(Campaign.state != "paused", ~_rests(room))


def _with_lines_of_its_own() -> Select[int]:
    """Campaigns for which other numbers call than those of their customers' branches."""
    return select(Campaign.id).where(func.cardinality(Campaign.lines) > 0)


def _rests(room: Room) -> ColumnElement[bool]:
    """True for a `Campaign` all of whose own numbers have called enough for now."""
    resting = cast(room.caller_ids.resting, ARRAY(Text))
    return and_(func.cardinality(Campaign.lines) > 0, Campaign.lines.contained_by(resting))
