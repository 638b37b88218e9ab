"""The clock process: it ticks when a tick can find something, and listens after each webhook."""

from __future__ import annotations

from datetime import timedelta

from dialer import dispatch
from dialer.attempt_life import OPEN
from dialer.dispatch import Work
from dialer.tools import Tools
from huifang.simulation.deadlines import AT_REST, UNDER_WAY, next_deadline
from huifang.simulation.doorbell import Doorbell
from huifang.simulation.glance import Glance
from huifang.simulation.world import Step, World

#: Seconds: between two ticks that find something, and after a webhook until it is listened to.
TICK, EAR = 1.0, 0.05
#: A tick that failed, or a clock that died, is followed by the next one so much later.
AWAY = 5.0
#: After these steps the next tick may find something, as soon as it comes; so it may after these webhooks.
_STIRS = ("agent", "head", "place_leg", "end_leg", "reconcile", "stop", "fetch", "plan")
_STIRRING = ("/twilio/inbound", "/wait", "/over", "/leg/")


class Clockwork:
    """Ticks in a world; the real clock ticks twice a second, and most of its ticks find nothing."""

    def __init__(self, world: World, tools: Tools, bell: Doorbell, glance: Glance, every: float = TICK) -> None:
        """`every` is the time between two ticks, in seconds."""
        self._every = every
        self._world, self._tools, self._bell, self._glance = world, tools, bell, glance
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
        now = self._tools.now()
        due, calls = next_deadline(self._glance, now, plans=self._world.agenda.waits("plan") > 0)
        soonest = now + (UNDER_WAY if calls else AT_REST)
        until = min(due, soonest) if due is not None else soonest
        return max(until - now, timedelta(seconds=self._every)).total_seconds()

    def _hear(self, step: Step) -> None:
        """What a step means for the next tick, or for the ear."""
        what = step.name.split(" ", 1)[0]
        if what == "tick":
            return  # Whoever ticked says himself when the next one comes.
        if what == "webhook":
            self._listen_soon()
            if any(one in step.name for one in _STIRRING) and not step.name.endswith("/conference"):
                self.stir()
        elif step.ended or what in _STIRS or (what in ("place", "hear") and self._is_over(int(step.name.split()[1]))):
            self.stir()

    def _is_over(self, attempt_id: int) -> bool:
        """The agent may be free again, or a text is to follow."""
        found = self._glance.rows("select state from attempt where id = %(id)s", {"id": attempt_id})
        return not any(state in OPEN for (state,) in found)

    def _listen_soon(self, seconds: float = EAR) -> None:
        at = self._world.time.at + seconds
        if self._ear_at is None or at < self._ear_at:
            self._ear_at = at
            self._world.agenda.at(at, lambda: self._listen(at))

    def _listen(self, at: float) -> None:
        """Hear what was told, where anything is to be heard by now; else, or where it was not heard, later again."""
        if self._ear_at != at:
            return
        self._ear_at = None
        seconds = self._until_told()
        if seconds == 0:
            failed = self._world.step("listen", lambda: self._told(dispatch.listen(self._tools))) is None
            seconds = AWAY if failed else self._until_told()
        if seconds is not None:
            self._listen_soon(max(seconds, EAR))

    def _until_told(self) -> float | None:
        """Seconds until there is something to hear: again, where a job was lost on its way. None where there is not."""
        ((at,),) = self._glance.rows("select min(apply_at) from carrier_event where apply_at is not null")
        return None if at is None else max(0.0, (at - self._tools.now()).total_seconds())
