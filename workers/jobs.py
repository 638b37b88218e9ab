"""What RQ runs: each job takes an id, takes the tools, and does one deed. Each is harmless when run twice."""

from __future__ import annotations

from workers.deeds import DEEDS
from workers.tools import tools


def place(*attempt_ids: int) -> None:
    """Carry claimed attempts out."""
    DEEDS["place"](tools(), *attempt_ids)


def hear(attempt_id: int) -> None:
    """Act on what the carrier told of one attempt."""
    DEEDS["hear"](tools(), attempt_id)


def reconcile(attempt_id: int) -> None:
    """Ask the carrier what became of one attempt."""
    DEEDS["reconcile"](tools(), attempt_id)


def stop(attempt_id: int) -> None:
    """End one call at the carrier."""
    DEEDS["stop"](tools(), attempt_id)


def stop_crossed(inbound_call_id: int) -> None:
    """End our call to somebody who rang us at the same instant."""
    DEEDS["stop_crossed"](tools(), inbound_call_id)


def place_leg(leg_id: int) -> None:
    """Ring an agent's own telephone."""
    DEEDS["place_leg"](tools(), leg_id)


def check_legs(*leg_ids: int) -> None:
    """Ask the carrier whether agents' telephones still stand."""
    DEEDS["check_legs"](tools(), *leg_ids)


def end_leg(leg_id: int) -> None:
    """Hang an agent's own telephone up."""
    DEEDS["end_leg"](tools(), leg_id)


def tend_recording(recording_id: int) -> None:
    """Start, ask about, fetch or delete one recording."""
    DEEDS["tend_recording"](tools(), recording_id)


def treat(attempt_id: int) -> None:
    """Hold or mute what is wished, or not any more."""
    DEEDS["treat"](tools(), attempt_id)


def fetch(attempt_id: int) -> None:
    """Have a customer who is alone in a conference ask us anew."""
    DEEDS["fetch"](tools(), attempt_id)


def hand_over(transfer_id: int) -> None:
    """Put a customer through to the colleague."""
    DEEDS["hand_over"](tools(), transfer_id)


def rehearse(rehearsal_id: int) -> None:
    """Ring a supervisor's own telephone, or ask what became of that."""
    DEEDS["rehearse"](tools(), rehearsal_id)


def plan(_: int) -> None:
    """Plan whoever waits to be planned."""
    DEEDS["plan"](tools(), _)


def figures(_: int) -> None:
    """Bring the figures that the reports read up to date."""
    DEEDS["figures"](tools(), _)


def watch(_: int) -> None:
    """Add up what happened, and ask now and then whether the invariants hold."""
    DEEDS["watch"](tools(), _)
