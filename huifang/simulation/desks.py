"""Desks: what each agent has before his eyes, in one question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dialer.attempt_life import OPEN
from huifang.simulation.agent_log import Doing
from huifang.simulation.glance import Glance

_OPEN = ", ".join(f"'{state.value}'" for state in OPEN)
_ASKED = f"""
    select g.id, coalesce(p.wants, 'offline'), coalesce(p.lease_until > %(now)s, false), o.id, o.bridged_at is not null,
    w.id, v.follow_up_id, v.offered_at
    from agent g left join presence p on p.agent_id = g.id left join preview v on v.agent_id = g.id
    left join lateral (select id, bridged_at from attempt where agent_id = g.id and channel = 'call'
        and state in ({_OPEN}) limit 1) o on true
    left join lateral (select a.id from attempt a join follow_up f on f.id = a.follow_up_id where a.agent_id = g.id
        and a.bridged_at is not null and a.ended_at is not null and f.state = 'talked' and not exists
        (select from outcome where attempt_id = a.id) order by a.id limit 1) w on true
    where g.post = 'agent' order by g.id"""


@dataclass(frozen=True)
class Desk:
    """One agent's page."""

    agent_id: int
    doing: Doing
    #: The call that goes on; a conversation that is over, and unwritten.
    talks_in: int | None
    owed: int | None
    #: The follow-up that is read about, and since when.
    reads: int | None
    offered_at: datetime | None


def desks(glance: Glance, now: datetime) -> list[Desk]:
    """All agents' pages at this instant."""
    found = []
    for agent_id, wants, there, call, bridged, owed, reads, offered in glance.rows(_ASKED, {"now": now}):
        doing = _doing(wants if there else "offline", call, bridged, owed, reads)
        found.append(Desk(agent_id, doing, call if bridged else None, owed, reads, offered))
    return found


def _doing(wants: str, call: int | None, bridged: bool | None, owed: int | None, reads: int | None) -> Doing:
    if call is not None:
        return "talking" if bridged else "ringing"
    if owed is not None:
        return "writing"
    if wants == "offline":
        return "away"
    return "reading" if reads is not None else "break" if wants == "break" else "idle"
