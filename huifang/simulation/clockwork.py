"""The clock process: it ticks when a tick can find something, and listens after each webhook."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from dialer import dispatch
from dialer.attempt_life import OPEN
from dialer.attempts import Attempt
from dialer.dispatch import Work
from dialer.tools import Tools
from huifang.simulation.deadlines import AT_REST, UNDER_WAY, next_deadline
from huifang.simulation.doorbell import Doorbell
from huifang.simulation.world import Step, World
from runtime.database import Sessions

#: Seconds: between two ticks that find something, and after a webhook until it is listened to.
TICK, EAR = 1.0, 0.05
#: A tick that failed, or a clock that died, is followed by the next one so much later.
AWAY = 5.0
#: After these steps the next tick may find something, as soon as it comes; so it may after these webhooks.
_STIRS = ("agent", "head", "place_leg", "end_leg", "reconcile", "stop", "fetch", "plan")
_STIRRING = ("/twilio/inbound", "/wait", "/over", "/leg/")


class Clockwork:
    """Ticks in a world; the real clock ticks twice a second, and most of its ticks find nothing."""

    def __init__(self, world: World, tools: Tools, bell: Doorbell, eye: Sessions, every: float = TICK) -> None:
        """`eye` looks at the database undisturbed; `every` is the time between two ticks, in seconds."""
        self._every = every
        self._world, self._tools, self._bell, self._eye = world, tools, bell, eye
        self._tick_at: float | None = None
        self._ear_at: float | None = None
        world.heard.append(self._hear)
        self.stir()

    def stir(self, seconds: float | None = None) -> None:
        """Tick in so many seconds, else when the next tick comes; unless one comes before."""
        at = self._world.time.at + (self._every if seconds is None else seconds)
        if self._tick_at is None or at < self._tick_at:
            self._tick_at = at
            self._world.agenda.at(at, lambda: self._due(at))

    def _due(self, at: float) -> None:
        if self._tick_at == at:
            self._tick_at = None
            self._tick()

    def _tick(self) -> None:
        found = self._world.step("tick", lambda: self._told(dispatch.tick(self._tools)))
        self.stir(AWAY if found is None else self._every if found else self._rest())

    def _told(self, work: Work) -> int:
        # The claims are committed; whether the workers hear of them is another matter.
        self._world.trouble.reach()
        return self._bell.ring(work)

    def _rest(self) -> float:
        """Seconds until a tick can find something."""
        with self._eye() as session:
            return self._until_due(session)

    def _until_due(self, session: Session) -> float:
        now = self._tools.now()
        due, calls = next_deadline(session, now)
        soonest = now + (UNDER_WAY if calls else AT_REST)
        until = min(due, soonest) if due is not None else soonest
        return max(until - now, timedelta(seconds=self._every)).total_seconds()

    def _hear(self, step: Step) -> None:
        """What a step means for the next tick, or for the ear."""
        what = step.name.split(" ", 1)[0]
        if what == "webhook":
            self._listen_soon()
            if any(one in step.name for one in _STIRRING) and not step.name.endswith("/conference"):
                self.stir()
        elif step.ended or what in _STIRS or (what in ("place", "hear") and self._is_over(int(step.name.split()[1]))):
            self.stir()

    def _is_over(self, attempt_id: int) -> bool:
        """The agent may be free again, or a text is to follow."""
        with self._eye() as session:
            attempt = session.get(Attempt, attempt_id)
            return attempt is None or attempt.state not in OPEN

    def _listen_soon(self, seconds: float = EAR) -> None:
        if self._ear_at is None:
            self._ear_at = self._world.time.at + seconds
            self._world.agenda.at(self._ear_at, self._listen)

    def _listen(self) -> None:
        self._ear_at = None
        found = self._world.step("listen", lambda: self._told(dispatch.listen(self._tools)))
        if found is None:
            self._listen_soon(AWAY)
