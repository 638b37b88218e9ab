"""Handing over: when the colleague stands in his conference, the customer's call is told to ask us anew.

1. In one transaction: the call becomes the colleague's, the transfer is done; commit.
2. The carrier is asked, with no transaction open, to have the call ask for its `answer`. It says so to the customer and
   leads to the colleague; only then are the first agent's hands free.
3. The carrier refuses: in another transaction everything is taken back. Where the customer has asked all the same, the
   refusal was an answer lost on its way, and nothing is taken back.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from dialer.agents.presence import Leg, Presence, own_leg, standing
from dialer.agents.stand_in import give
from dialer.agents.transfers import Transfer
from dialer.attempt_life import AttemptState
from dialer.attempts import Attempt
from dialer.carrier import CarrierError
from dialer.handling.hand_on import over
from dialer.handling.voices import room_of
from dialer.tools import BATCH, Tools
from dialer.topics import locked


def to_hand_over(tools: Tools, session: Session, now: datetime) -> list[int]:
    """Transfers whose colleague stands in his conference, for the workers; those that came to nothing are closed."""
    asked = (
        select(Transfer, Attempt)
        .join(Attempt, Attempt.id == Transfer.attempt_id)
        .where(Transfer.ended_at.is_(None))
        .limit(BATCH)
        .with_for_update(of=Transfer, skip_locked=True)
    )
    ready = []
    for transfer, attempt in session.execute(asked):
        if attempt.state.final and transfer.state == "done":
            transfer.ended_at = now
        elif transfer.state == "wanted" and (attempt.state.final or attempt.agent_id != transfer.from_agent_id):
            over(transfer, "cancelled", "call_over", now)
        elif transfer.state == "wanted" and (transfer.deadline_at <= now or _rang_in_vain(session, transfer)):
            over(transfer, "failed", "no_answer", now)
        elif transfer.state == "wanted" and standing(session, transfer.to_agent_id):
            ready.append(transfer.id)
    return ready


def _rang_in_vain(session: Session, transfer: Transfer) -> bool:
    rang = exists().where(
        Leg.agent_id == transfer.to_agent_id,
        Leg.wanted_at >= transfer.wanted_at,
        Leg.state == "ended",
        Leg.joined_at.is_(None),
    )
    return bool(session.scalar(select(rang)))


def hand_over(tools: Tools, transfer_id: int) -> None:
    """Put one customer through to the colleague; a second call finds it done."""
    if not _unmuted(tools, transfer_id):
        return
    attempt = _given(tools, transfer_id)
    if attempt is None or attempt.carrier_id is None:
        return
    try:
        tools.carrier.put_through(attempt.carrier_id, attempt.token)
    except CarrierError as refusal:
        _take_back(tools, transfer_id, refusal.code)


def _unmuted(tools: Tools, transfer_id: int) -> bool:
    """The first agent is heard again, before his next customer comes; False where the carrier did not do it."""
    with tools.sessions() as session:
        transfer = session.get_one(Transfer, transfer_id)
        attempt = session.get_one(Attempt, transfer.attempt_id)
        leg = own_leg(session, transfer.from_agent_id)
    if transfer.state != "wanted" or not attempt.mute_wanted or leg is None or leg.carrier_id is None:
        return True
    try:
        room = room_of(tools, leg)
        if room is not None:
            tools.carrier.treat(room, leg.carrier_id, mute=False)
    except CarrierError:
        return False  # The next tick sends another worker, until the deadline.
    return True


def _given(tools: Tools, transfer_id: int) -> Attempt | None:
    """The call, which is the colleague's from now on; None where it cannot be."""
    with tools.sessions.begin() as session:
        held = locked(session, session.get_one(Transfer, transfer_id).attempt_id)
        assert held is not None, "a transfer hangs on its call"
        attempt = held.attempt
        transfer = session.get_one(Transfer, transfer_id, with_for_update=True, populate_existing=True)
        session.execute(select(Presence.agent_id).where(Presence.agent_id == transfer.to_agent_id).with_for_update())
        goes_on = attempt.state is AttemptState.ANSWERED and attempt.stop_wanted_at is None
        if transfer.state != "wanted" or not goes_on or attempt.agent_id != transfer.from_agent_id:
            return None
        if not standing(session, transfer.to_agent_id) or not give(session, attempt, transfer.to_agent_id):
            over(transfer, "failed", "colleague_busy", tools.now())
            return None
        transfer.state = "done"
        # In the colleague's conference nobody is held or muted.
        attempt.hold_wanted = attempt.mute_wanted = False
        attempt.treat_at = None
        return attempt


def _take_back(tools: Tools, transfer_id: int, code: str) -> None:
    with tools.sessions.begin() as session:
        held = locked(session, session.get_one(Transfer, transfer_id).attempt_id)
        assert held is not None, "a transfer hangs on its call"
        transfer = session.get_one(Transfer, transfer_id, with_for_update=True, populate_existing=True)
        if transfer.state != "done" or transfer.ended_at is not None or held.attempt.state.final:
            return
        if give(session, held.attempt, transfer.from_agent_id):
            over(transfer, "failed", f"carrier_{code}", tools.now())
