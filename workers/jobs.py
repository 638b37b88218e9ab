"""What RQ runs: each job takes an id, takes the tools, and calls one function. Each is harmless when run twice."""

from __future__ import annotations

from dialer import dispatch
from dialer.agents.legs import check_leg as check_leg_
from dialer.agents.legs import end_leg as end_leg_
from dialer.agents.legs import place_leg as place_leg_
from dialer.calls.heard import hear as hear_
from dialer.calls.place import place as place_
from dialer.calls.reconcile import reconcile as reconcile_
from dialer.courses import plan_courses
from dialer.figures.upkeep import keep_figures
from dialer.handling.handing_over import hand_over as hand_over_
from dialer.handling.left_alone import fetch as fetch_
from dialer.handling.voices import treat as treat_
from dialer.inbound.crossing import stop_crossed as stop_crossed_
from dialer.recordings.tending import tend
from dialer.rehearsing.carrying_out import rehearse as rehearse_
from workers.tools import tools


def place(attempt_id: int) -> None:
    """Carry one claimed attempt out."""
    place_(tools(), attempt_id)


def hear(attempt_id: int) -> None:
    """Act on what the carrier told of one attempt."""
    hear_(tools(), attempt_id)


def reconcile(attempt_id: int) -> None:
    """Ask the carrier what became of one attempt."""
    reconcile_(tools(), attempt_id)


def stop(attempt_id: int) -> None:
    """End one call at the carrier."""
    dispatch.stop(tools(), attempt_id)


def stop_crossed(inbound_call_id: int) -> None:
    """End our call to somebody who rang us at the same instant."""
    stop_crossed_(tools(), inbound_call_id)


def place_leg(leg_id: int) -> None:
    """Ring an agent's own telephone."""
    place_leg_(tools(), leg_id)


def check_leg(leg_id: int) -> None:
    """Ask the carrier whether an agent's telephone still stands."""
    check_leg_(tools(), leg_id)


def end_leg(leg_id: int) -> None:
    """Hang an agent's own telephone up."""
    end_leg_(tools(), leg_id)


def tend_recording(recording_id: int) -> None:
    """Start, ask about, fetch or delete one recording."""
    tend(tools(), recording_id)


def treat(attempt_id: int) -> None:
    """Hold or mute what is wished, or not any more."""
    treat_(tools(), attempt_id)


def fetch(attempt_id: int) -> None:
    """Have a customer who is alone in a conference ask us anew."""
    fetch_(tools(), attempt_id)


def hand_over(transfer_id: int) -> None:
    """Put a customer through to the colleague."""
    hand_over_(tools(), transfer_id)


def rehearse(rehearsal_id: int) -> None:
    """Ring a supervisor's own telephone, or ask what became of that."""
    rehearse_(tools(), rehearsal_id)


def plan(_: int) -> None:
    """Plan whoever waits to be planned."""
    plan_courses(tools())


def figures(_: int) -> None:
    """Bring the figures that the reports read up to date."""
    keep_figures(tools())
