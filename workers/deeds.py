"""What workers do, by the name of the job and of the part of `dialer.dispatch.Work` that asks for it."""

from __future__ import annotations

from collections.abc import Callable

from dialer import dispatch
from dialer.agents.legs import end_leg, place_leg
from dialer.agents.still_there import check_legs
from dialer.calls.heard import hear
from dialer.calls.place import place
from dialer.calls.reconcile import reconcile
from dialer.courses import plan_courses
from dialer.figures.upkeep import keep_figures
from dialer.handling.handing_over import hand_over
from dialer.handling.left_alone import fetch
from dialer.handling.voices import treat
from dialer.inbound.crossing import stop_crossed
from dialer.recordings.tending import tend
from dialer.rehearsing.carrying_out import rehearse
from dialer.watch.watching import watch

#: Each takes the tools and an id (to place calls and to ask about telephones: some ids), calls one function, and is
#: harmless when run twice.
DEEDS: dict[str, Callable[..., None]] = {
    "place": place,
    "hear": hear,
    "reconcile": reconcile,
    "stop": dispatch.stop,
    "stop_crossed": stop_crossed,
    "place_leg": place_leg,
    "check_legs": check_legs,
    "end_leg": end_leg,
    "tend_recording": tend,
    "treat": treat,
    "fetch": fetch,
    "hand_over": hand_over,
    "rehearse": rehearse,
    "plan": lambda tools, _: plan_courses(tools),
    "figures": lambda tools, _: keep_figures(tools),
    "watch": lambda tools, _: watch(tools),
}
