"""Mischief that is nobody's machine: opt-outs at the worst moment, a clock that is set, a blast on a holiday."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from dialer.attempts import Attempt
from dialer.peace.suppress import suppress
from huifang.simulation.chosen import OURS
from huifang.simulation.colleagues import AGAIN
from huifang.simulation.house import greet_everybody
from huifang.simulation.world import World
from runtime.database import Sessions
from sandbox.texts import answers, life

#: Our clock is set once an hour, by so many seconds at the most.
HOUR, STEP = 3600.0, 5.0
#: From the claim until a customer asks for peace, in seconds: before the call, while it rings, while they talk.
WORST = (0.0, 20.0)
STOPS = ("STOP", "退订", "TD")


class Mischief:
    """What people and clocks do at the wrong moment."""

    def __init__(self, world: World, ours: Sessions, eye: Sessions) -> None:
        self._world, self._ours, self._eye = world, ours, eye
        if world.on("clock-steps"):
            world.agenda.after(HOUR / 4, self._set_clock)
        if world.on("festival"):
            for day in range(0, max(1, int(world.chosen.days)), 7):
                at = world.chosen.begins + timedelta(days=day, hours=0.3 if world.chosen.days < 1 else 2.5)
                world.agenda.at(at.timestamp(), lambda: self._until_done("head launches greetings", self._greet))

    def placing(self, attempt_id: int) -> None:
        """A call or a text is about to be placed."""
        world = self._world
        if world.on("opt-outs") and world.chance.strikes("opt-outs", OURS["opt-outs"]):
            world.agenda.after(world.chance.of("worst").uniform(*WORST), lambda: self._opt_out(attempt_id))

    def _opt_out(self, attempt_id: int) -> None:
        with self._eye() as session:
            attempt = session.get_one(Attempt, attempt_id)
        draw = self._world.chance.of("how")
        if draw.random() < 0.5:
            name = f"head suppresses customer {attempt.customer_id}"
            self._until_done(name, lambda: self._suppress(attempt.customer_id))
        else:
            net = self._world.network
            assert net is not None
            answers.write_us(net, attempt.e164, attempt.line, draw.choice(STOPS), life.send)

    def _suppress(self, customer_id: int) -> None:
        with self._ours.begin() as session:
            suppress(session, customer_id, "all", "opt_out", self._world.clock.now())

    def _greet(self) -> None:
        with self._ours.begin() as session:
            greet_everybody(session, self._world.chosen.agents + 1, (), self._world.clock.now())

    def _until_done(self, name: str, deed: Callable[[], None]) -> None:
        done = []

        def to_the_end() -> None:
            deed()
            done.append(True)

        self._world.step(name, to_the_end)
        if not done:
            self._world.agenda.after(AGAIN, lambda: self._until_done(name, deed))

    def _set_clock(self) -> None:
        world = self._world
        if world.on("clock-steps") and world.chance.strikes("clock-steps", OURS["clock-steps"]):
            world.clock.ahead = world.chance.of("clock").uniform(-STEP, STEP)
        if not world.closing:
            world.agenda.after(HOUR, self._set_clock)
