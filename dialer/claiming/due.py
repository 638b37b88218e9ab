"""Due: the rows that a tick looks at, each with the agents who may make the call. All of them are locked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, Text, and_, cast, exists, func, or_, select
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
    """One follow-up that is due."""

    follow_up: FollowUp
    #: Ids of the free agents who may make the call now; none for a greeting.
    callers: frozenset[int] = frozenset()


def due_greetings(room: Room, books: Books) -> list[Due]:
    """Greetings that are due, the most pressing first."""
    asked = _due(room, "greeting", list(books)).limit(_enough(room.calls))
    return [Due(one) for one in room.session.scalars(asked)]


def due_for(agents: Sequence[Agent], room: Room, books: Books, kinds: Sequence[Sequence[str]]) -> list[Due]:
    """What is due to be called about by one of these agents; others' rows would stand before those that they can make.

    `kinds` are the playbooks of each kind of work: of each as many rows are read, so that none hides the others.
    """
    somebody, who = callers(agents, books, room.tools, room.now)
    most = _enough(min(room.calls, len(agents)))
    found = []
    for playbooks in kinds:
        asked = _due(room, "agent", playbooks).where(somebody).add_columns(who).limit(most)
        found += [Due(follow_up, frozenset(ids)) for follow_up, ids in room.session.execute(asked)]
    return found


def _enough(calls: int) -> int:
    """Rows to be read for so many calls: some will not be permitted, or join another."""
    return min(BATCH, 20 + 4 * calls) if calls else 0


def _due(room: Room, mode: str, playbooks: Sequence[str]) -> Select[FollowUp]:
    now = room.now
    # Of a stopped campaign too: what was under way when it was stopped is withdrawn when its next try comes.
    not_paused = select(Campaign.id).where(Campaign.state != "paused", ~_rests(room))
    # Of a caller id that has called enough for now nothing is read: it would stand before the others' calls.
    resting = select(Branch.name).where(Branch.line.in_(room.caller_ids.resting))
    # So would whatever is not care while the lines that are left are kept for care.
    purposes = [FollowUp.purpose == CARE] if room.for_others <= 0 else []
    being_read = exists().where(Preview.customer_id == FollowUp.customer_id)
    return (
        select(FollowUp)
        .join(Customer, Customer.id == FollowUp.customer_id)
        .where(
            FollowUp.state == FollowUpState.PLANNED,
            FollowUp.mode == mode,
            # A playbook that was taken off the shelf rests; nobody would know what to say.
            FollowUp.playbook.in_(playbooks),
            FollowUp.next_try_at <= now,
            FollowUp.closes_at > now,
            or_(FollowUp.campaign_id.is_(None), FollowUp.campaign_id.in_(not_paused)),
            or_(Customer.branch.not_in(resting), FollowUp.campaign_id.in_(_with_lines_of_its_own())),
            ~being_read,
            *purposes,
        )
        .order_by(~promised(), ~pressing(now), FollowUp.priority, FollowUp.closes_at, FollowUp.id)
        .with_for_update(of=FollowUp, skip_locked=True)
    )


def _with_lines_of_its_own() -> Select[int]:
    """Campaigns for which other numbers call than those of their customers' branches."""
    return select(Campaign.id).where(func.cardinality(Campaign.lines) > 0)


def _rests(room: Room) -> ColumnElement[bool]:
    """True for a `Campaign` all of whose own numbers have called enough for now."""
    resting = cast(room.caller_ids.resting, ARRAY(Text))
    return and_(func.cardinality(Campaign.lines) > 0, Campaign.lines.contained_by(resting))
