"""Where each agent is: derived from presence, telephone, call, owed outcomes and preview; never a flag set by hand.

::

    offline ──available──> phone ──picked up──> waiting ──a call is claimed──> ringing ──answered──> talking
       ^  ^                                     ^ ^ ^ │                        ^  │                     │
       │  └────────break, or the page is gone───┘ │ │ └─offered─> preview ─────┘  │                     │
       │                                          │ │               │   clicked   │                     │
       │                                          │ └─skipped, gone─┘             │                     │
       │                                          ├─────────nobody answered───────┘                     │
       │                                          └────outcome logged──── wrap_up <────call ended───────┘

A break that was asked for during a call begins when its outcome is logged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import exists, func, select, true
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from dialer.agents.presence import Leg, Presence, Preview, elsewhere
from dialer.attempt_life import OPEN, AttemptState
from dialer.attempts import Attempt
from web.reading.handling import NOTHING, Handling, handling


class DeskState(StrEnum):
    """What an agent is doing."""

    OFFLINE = "offline"
    BREAK = "break"
    #: The agent's own telephone is being rung.
    PHONE = "phone"
    WAITING = "waiting"
    #: A call is offered, and the agent reads about it before it is placed.
    PREVIEW = "preview"
    RINGING = "ringing"
    TALKING = "talking"
    #: The call is over and its outcome is owed.
    WRAP_UP = "wrap_up"


@dataclass(frozen=True)
class Call:
    """The open call of an agent, as far as the desk needs it."""

    attempt_id: int
    state: AttemptState
    answered_at: datetime | None
    bridged_at: datetime | None
    #: The outcome is written although the voices may still talk.
    logged: bool


@dataclass(frozen=True)
class Offered:
    """The call that an agent reads about, as far as the desk needs it."""

    follow_up_id: int
    offered_at: datetime
    lapses_at: datetime
    clicked_at: datetime | None


@dataclass(frozen=True)
class Owed:
    """A conversation that is over and whose outcome is not written."""

    attempt_id: int
    #: Since when it is written about.
    ended_at: datetime | None


@dataclass(frozen=True)
class Desk:
    """One agent's desk at this instant."""

    state: DeskState
    #: Since when, where that is known.
    since: datetime | None = None
    attempt_id: int | None = None
    #: Where the call is: clicked, claimed, placing, placed, ringing, answered; empty without one.
    stage: str = ""
    logged: bool = False
    #: Conversations whose outcome is not written yet, the oldest first.
    owed: tuple[int, ...] = ()
    #: What follows when nothing is left to do: available, break or offline.
    wants: str = "offline"
    #: Of a break: what for.
    reason: str = ""
    #: What is read about before it is called, and until when it is offered.
    previewed: int | None = None
    until: datetime | None = None
    #: What is done with the conversation.
    handling: Handling = NOTHING

    @property
    def key(self) -> str:
        """Changes when the page has something new to show, and only then."""
        about = f"{self.attempt_id or 0}.{self.previewed or 0}.{self.stage}.{int(self.logged)}"
        return f"{self.state}.{about}.{len(self.owed)}.{self.wants}.{self.reason}.{self.handling.key}"


def previewed_in(key: str) -> int | None:
    """What was read about on the page that has this `Desk.key`; None where nothing was, or it is no key."""
    state, _, rest = key.partition(".")
    of = rest.split(".")[1:2]
    return int(of[0]) if state == DeskState.PREVIEW and of and of[0].isdecimal() else None


def derive(
    presence: Presence | None,
    leg: Leg | None,
    call: Call | None,
    owed: tuple[Owed, ...],
    offered: Offered | None,
    now: datetime,
) -> Desk:
    """The desk from its five facts. A conversation comes before everything, an owed outcome before a new call."""
    if presence is None or presence.lease_until <= now:
        presence = Presence(wants="offline", reason="", since=now)
    wants, reason, ids = presence.wants, presence.reason, tuple(one.attempt_id for one in owed)
    if call is not None:
        talking = call.bridged_at is not None
        state = DeskState.TALKING if talking else DeskState.RINGING
        return Desk(state, call.answered_at, call.attempt_id, call.state.value, call.logged, ids, wants, reason)
    if owed:
        return Desk(DeskState.WRAP_UP, owed[0].ended_at, ids[0], owed=ids, wants=wants, reason=reason)
    if wants == "offline":
        return Desk(DeskState.OFFLINE)
    if wants == "break":
        return Desk(DeskState.BREAK, presence.since, wants=wants, reason=reason)
    if leg is None or leg.state != "joined":
        # Whoever answers is to hear somebody: what is offered waits for the agent's own telephone.
        return Desk(DeskState.PHONE, presence.since, wants=wants)
    since = max(presence.since, leg.joined_at or presence.since)
    return _reading(offered, wants) if offered else Desk(DeskState.WAITING, since, wants=wants)


def _reading(offered: Offered, wants: str) -> Desk:
    return Desk(
        DeskState.PREVIEW,
        offered.offered_at,
        stage="clicked" if offered.clicked_at else "",
        wants=wants,
        previewed=offered.follow_up_id,
        until=offered.lapses_at,
    )


def desk(session: Session, agent_id: int, now: datetime) -> Desk:
    """One agent's desk."""
    found = desks(session, [agent_id], now)[agent_id]
    return replace(found, handling=handling(session, agent_id, found.attempt_id))


def desks(session: Session, agent_ids: Iterable[int], now: datetime) -> dict[int, Desk]:
    """The desks of these agents, by agent; what is done with their conversations is left out."""
    ids = list(agent_ids)
    presences = {p.agent_id: p for p in session.scalars(select(Presence).where(Presence.agent_id.in_(ids)))}
    # Who has chosen another telephone waits for that one; the old one is about to end.
    standing = select(Leg).where(Leg.agent_id.in_(ids), Leg.state != "ended", Leg.listens_to.is_(None), ~elsewhere())
    legs = {leg.agent_id: leg for leg in session.scalars(standing)}
    calls, owed, offered = _calls(session, ids), _owed(session, ids), _offered(session, ids)
    found = {i: derive(presences.get(i), legs.get(i), calls.get(i), tuple(owed[i]), offered.get(i), now) for i in ids}
    begun = _breaks_begun(session, [i for i, one in found.items() if one.state is DeskState.BREAK])
    return {
        i: replace(one, since=max(one.since, begun[i])) if one.since and i in begun else one for i, one in found.items()
    }


def _breaks_begun(session: Session, ids: list[int]) -> dict[int, datetime]:
    """When those who are on a break had logged their last call, or it had ended."""
    last = (
        select(Attempt.id, Attempt.ended_at)
        .where(Attempt.agent_id == Agent.id, Attempt.channel == "call", Attempt.ended_at.is_not(None))
        .order_by(Attempt.claimed_at.desc())
        .limit(1)
        .lateral()
    )
    logged = select(func.max(Outcome.logged_at)).where(Outcome.attempt_id == last.c.id).scalar_subquery()
    rows = select(Agent.id, func.greatest(last.c.ended_at, logged)).join(last, true()).where(Agent.id.in_(ids))
    return dict(session.execute(rows).all()) if ids else {}


def _calls(session: Session, ids: list[int]) -> dict[int | None, Call]:
    logged = exists().where(Outcome.attempt_id == Attempt.id)
    columns = (Attempt.agent_id, Attempt.id, Attempt.state, Attempt.answered_at, Attempt.bridged_at, logged)
    # Few calls are open at a time, and there is an index of just them; of one agent there is one at the most.
    rows = select(*columns).where(Attempt.channel == "call", Attempt.state.in_(OPEN))
    mine = rows.where(Attempt.agent_id == ids[0]) if len(ids) == 1 else rows.where(Attempt.agent_id.is_not(None))
    return {row.agent_id: Call(*row[1:]) for row in session.execute(mine)}


def _offered(session: Session, ids: list[int]) -> dict[int, Offered]:
    columns = (Preview.agent_id, Preview.follow_up_id, Preview.offered_at, Preview.lapses_at, Preview.clicked_at)
    rows = session.execute(select(*columns).where(Preview.agent_id.in_(ids)))
    return {row.agent_id: Offered(*row[1:]) for row in rows}


def _owed(session: Session, ids: list[int]) -> dict[int | None, list[Owed]]:
    rows = (
        select(Attempt.agent_id, Attempt.id, Attempt.ended_at)
        .join(FollowUp, FollowUp.id == Attempt.follow_up_id)
        .where(
            Attempt.agent_id.in_(ids),
            Attempt.bridged_at.is_not(None),
            Attempt.state.not_in(OPEN),
            FollowUp.state == FollowUpState.TALKED,
            ~exists().where(Outcome.attempt_id == Attempt.id),
        )
        .order_by(Attempt.id)
    )
    found: dict[int | None, list[Owed]] = defaultdict(list)
    for agent_id, attempt_id, ended_at in session.execute(rows):
        found[agent_id].append(Owed(attempt_id, ended_at))
    return found
