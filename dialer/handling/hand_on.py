"""Handing on: the agent's wish to give his customer to a colleague. Ticks and workers carry it out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from dialer.agents.presence import Presence
from dialer.agents.transfers import Transfer, latest
from dialer.attempt_life import AttemptState
from dialer.handling.colleagues import colleagues
from dialer.talks.entries import NotYours
from dialer.topics import Held, locked

#: Seconds for which a colleague's telephone is waited for; it rings as long.
PATIENCE = 40
LONGEST_NOTE = 500


class NotHandedOn(Exception):
    """The customer cannot be handed on to this colleague now; the first agent still has them."""

    def __init__(self, code: str) -> None:
        super().__init__(f"{type(self).__doc__} ({code})")
        #: call_over, colleague_busy or already.
        self.code = code


def hand_on(
    session: Session, attempt_id: int, agent_id: int, to_agent_id: int, note: str, deadline_at: datetime, now: datetime
) -> None:
    """The talking agent wants a colleague to have his customer, by then or not at all. The caller commits.

    Raises `NotYours` or `NotHandedOn`, and nothing is changed.
    """
    attempt = _held(session, attempt_id, agent_id).attempt
    talking = attempt.state is AttemptState.ANSWERED and attempt.bridged_at is not None
    if not talking or attempt.stop_wanted_at is not None or attempt.alone_since is not None:
        raise NotHandedOn("call_over")
    # Nobody gives the colleague another call meanwhile.
    session.execute(select(Presence.agent_id).where(Presence.agent_id == to_agent_id).with_for_update())
    if to_agent_id not in {one.agent_id for one in colleagues(session, agent_id, now)}:
        raise NotHandedOn("colleague_busy")
    row: dict[str, Any] = {"attempt_id": attempt_id, "from_agent_id": agent_id, "to_agent_id": to_agent_id}
    row |= {"note": note.strip()[:LONGEST_NOTE], "wanted_at": now, "deadline_at": deadline_at}
    made = insert(Transfer).values(row).on_conflict_do_nothing().returning(Transfer.id)
    if session.execute(made).scalar() is None:
        raise NotHandedOn("already")


def keep(session: Session, attempt_id: int, agent_id: int, now: datetime) -> bool:
    """The agent thought better of it; False where the customer has been handed on, or was not to be.

    The caller commits. Raises `NotYours`.
    """
    _held(session, attempt_id, agent_id)
    transfer = latest(session, attempt_id)
    if transfer is None or transfer.state != "wanted":
        return False
    over(transfer, "cancelled", "kept", now)
    return True


def over(transfer: Transfer, state: str, reason: str, now: datetime) -> None:
    """Nothing more comes of it, for this reason; the caller holds the row or the call."""
    transfer.state, transfer.reason, transfer.ended_at = state, reason, now


def _held(session: Session, attempt_id: int, agent_id: int) -> Held:
    held = locked(session, attempt_id)
    if held is None or held.attempt.agent_id != agent_id:
        raise NotYours("This conversation belongs to another agent.")
    return held
