"""What RQ runs: each job takes an id, takes the tools, and calls one function. Each is harmless when run twice."""

from __future__ import annotations

from dialer import dispatch
from dialer.agents.legs import check_leg as check_leg_
from dialer.agents.legs import end_leg as end_leg_
from dialer.agents.legs import place_leg as place_leg_
from dialer.calls.place import place as place_
from dialer.calls.reconcile import reconcile as reconcile_
from dialer.courses import plan_courses
from workers.tools import tools


def place(attempt_id: int) -> None:
    """Carry one claimed attempt out."""
    place_(tools(), attempt_id)


def reconcile(attempt_id: int) -> None:
    """Ask the carrier what became of one attempt."""
    reconcile_(tools(), attempt_id)


def stop(attempt_id: int) -> None:
    """End one call at the carrier."""
    dispatch.stop(tools(), attempt_id)


def place_leg(leg_id: int) -> None:
    """Ring an agent's own telephone."""
    place_leg_(tools(), leg_id)


def check_leg(leg_id: int) -> None:
    """Ask the carrier whether an agent's telephone still stands."""
    check_leg_(tools(), leg_id)


def end_leg(leg_id: int) -> None:
    """Hang an agent's own telephone up."""
    end_leg_(tools(), leg_id)


def plan(_: int) -> None:
    """Plan whoever waits to be planned."""
    plan_courses(tools())
