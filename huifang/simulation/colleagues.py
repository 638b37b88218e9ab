"""Simulated agents: they come and go, take breaks, talk while the customer does, and write down what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.orm import Session

from dialer.agents.presence import announce, heartbeat
from dialer.agents.previews import PreviewGone, click, skip
from dialer.attempts import Attempt
from dialer.talks.conclude import conclude
from dialer.talks.promised_hours import NotOpen
from huifang.simulation.agent_log import AgentLog
from huifang.simulation.chosen import OURS
from huifang.simulation.desks import Desk, desks
from huifang.simulation.entries import entry, on_another_day
from huifang.simulation.house import phone_of
from huifang.simulation.stage import Stage
from huifang.simulation.world import Step, World
from sandbox.voice import life

#: Seconds: writing an outcome down, reading before a click, pressing again where the page did not answer.
WRITES, READS, AGAIN = (8.0, 60.0), (5.0, 40.0), 5.0
#: Each way of going home: when a shift begins, and how long it lasts, in hours.
SHIFTS = ((0.3, 9.0), (4.5, 9.0), (9.6, 4.5))
#: Hours into the shift, and seconds, of a break.
BREAK_AFTER, BREAK = 3.5, (600.0, 2400.0)
#: A page that is gone without a word is believed open for so long; and its agent comes back after so many seconds.
LEASE, GONE = timedelta(seconds=30), (60.0, 1500.0)
#: Of a hundred previews so many are skipped.
SKIPPED = 8
#: Where one of these was written to, somebody may have something new before his eyes.
_SHOWN = frozenset({"presence", "preview", "attempt", "follow_up", "outcome"})


class Colleagues:
    """All agents of a run."""

    def __init__(self, world: World, stage: Stage, logged: Callable[[int], None]) -> None:
        """`logged` is told of each conversation whose outcome the page said is kept."""
        self._world, self._ours, self._glance, self._logged = world, stage.ours, stage.glance, logged
        self._writes = stage.writes.reader()
        self.log = AgentLog()
        self._vanished: set[int] = set()
        #: Offers and conversations that somebody is at already.
        self._taken_up: set[tuple[str, int, object]] = set()
        world.heard.append(self._hear)
        for agent_id in range(1, world.chosen.agents + 1):
            self._plan_days(agent_id)

    def go_home(self) -> None:
        """Everybody stops taking calls; what is talked or owed is brought to its end."""
        for agent_id in range(1, self._world.chosen.agents + 1):
            self._says(agent_id, "offline")

    def _plan_days(self, agent_id: int) -> None:
        begins = self._world.chosen.begins.timestamp()
        morning = self._world.chosen.begins.replace(hour=0, minute=0).timestamp()
        for day in range(int(self._world.chosen.days) + 2):
            draw = self._world.chance.once(f"shift/{agent_id}/{day}")
            begin, hours = SHIFTS[(agent_id + day) % len(SHIFTS)]
            comes = morning + day * 86_400 + begin * 3600 + draw.uniform(0, 900)
            goes = comes + hours * 3600
            if goes < begins:
                continue
            self._at(comes, agent_id, "available")
            self._at(comes + BREAK_AFTER * 3600, agent_id, "break")
            self._at(comes + BREAK_AFTER * 3600 + draw.uniform(*BREAK), agent_id, "available")
            self._at(goes, agent_id, "offline")

    def _at(self, instant: float, agent_id: int, wants: str) -> None:
        if instant < self._world.chosen.ends.timestamp():
            self._world.agenda.at(instant, lambda: None if self._world.closing else self._says(agent_id, wants))

    def _says(self, agent_id: int, wants: str) -> None:
        """Announce it, and again until the page answers. Who has vanished says nothing."""
        if agent_id in self._vanished and not self._world.closing:
            return

        def deed() -> None:
            with self._ours.begin() as session:
                reason = "lunch" if wants == "break" else ""
                announce(session, agent_id, wants, self._world.clock.now(), timedelta(hours=12), reason)

        self._until_answered(f"agent {agent_id} says {wants}", deed)

    def _until_answered(self, name: str, deed: Callable[[], None], then: Callable[[], None] = lambda: None) -> None:
        answered = []

        def done() -> None:
            deed()
            answered.append(True)

        self._world.step(name, done)
        if answered:
            then()
        else:
            self._world.agenda.after(AGAIN, lambda: self._until_answered(name, deed, then))

    def _hear(self, step: Step) -> None:
        if _SHOWN.isdisjoint(self._writes.take()):
            return
        for desk in desks(self._glance, self._world.clock.now()):
            self.log.note(desk.agent_id, "vanished" if desk.agent_id in self._vanished else desk.doing, step.at)
            self._look(desk)

    def _look(self, desk: Desk) -> None:
        """What is new before this agent's eyes."""
        world, draw = self._world, self._world.chance.of(f"agent/{desk.agent_id}")
        owed, reads = desk.owed, desk.reads
        if owed is not None and self._new("owed", desk.agent_id, owed):
            self._later(draw.uniform(*WRITES), desk.agent_id, lambda: self._write(desk.agent_id, owed))
        if reads is not None and self._new("reads", desk.agent_id, (reads, desk.offered_at)):
            skips = draw.randrange(100) < SKIPPED
            self._later(draw.uniform(*READS), desk.agent_id, lambda: self._decide(desk.agent_id, reads, skips))
        talks = desk.talks_in is not None and self._new("talks", desk.agent_id, desk.talks_in)
        rate = OURS["vanishing-agents"] if world.on("vanishing-agents") else 0.0
        if talks and world.chance.strikes("vanishing-agents", rate):
            world.agenda.after(draw.uniform(1.0, 90.0), lambda: self._vanish(desk.agent_id))

    def _new(self, what: str, agent_id: int, which: object) -> bool:
        key = (what, agent_id, which)
        new = key not in self._taken_up
        self._taken_up.add(key)
        return new

    def _later(self, seconds: float, agent_id: int, deed: Callable[[], None]) -> None:
        """In so many seconds, or when he is back."""

        def due() -> None:
            if agent_id in self._vanished:
                self._later(LEASE.total_seconds(), agent_id, deed)
            else:
                deed()

        self._world.agenda.after(seconds, due)

    def _write(self, agent_id: int, attempt_id: int) -> None:
        """The outcome of this conversation, on the next day that is open where the wished one is not."""

        def deed() -> None:
            with self._ours.begin() as session:
                now = self._world.clock.now()
                said = entry(session, self._world.chance, attempt_id, self._heard_machine(session, attempt_id), now)
                try:
                    conclude(session, attempt_id, agent_id, said, now)
                except NotOpen as closed:
                    conclude(session, attempt_id, agent_id, on_another_day(said, closed), now)

        name = f"agent {agent_id} concludes {attempt_id}"
        self._until_answered(name, deed, lambda: self._logged(attempt_id))

    def _heard_machine(self, session: Session, attempt_id: int) -> bool:
        """Whether it was a machine that answered, as an agent hears."""
        net, attempt = self._world.network, session.get_one(Attempt, attempt_id)
        call = net.calls.get(attempt.carrier_id or "") if net else None
        return bool(call and call.turn and call.turn.answer == "machine")

    def _decide(self, agent_id: int, follow_up_id: int, skips: bool) -> None:
        def deed() -> None:
            with self._ours.begin() as session:
                try:
                    if skips:
                        skip(session, agent_id, follow_up_id, "not_a_good_time", self._world.clock.now())
                    else:
                        click(session, agent_id, follow_up_id, self._world.clock.now())
                except PreviewGone:
                    return  # Taken back in this moment; it is offered again.

        self._until_answered(f"agent {agent_id} {'skips' if skips else 'clicks'} {follow_up_id}", deed)

    def _vanish(self, agent_id: int) -> None:
        """Gone without a word: the telephone is down, and the page has been heard of for the last time."""
        if self._world.closing or agent_id in self._vanished:
            return
        self._vanished.add(agent_id)

        def deed() -> None:
            with self._ours.begin() as session:
                heartbeat(session, agent_id, self._world.clock.now(), LEASE)

        self._until_answered(f"agent {agent_id} vanishes", deed)
        net = self._world.network
        assert net is not None
        for call in [one for one in net.live.values() if one.to == phone_of(agent_id)]:
            life.end(net, call)
        self._world.agenda.after(self._world.chance.of("gone").uniform(*GONE), lambda: self._come_back(agent_id))

    def _come_back(self, agent_id: int) -> None:
        self._vanished.discard(agent_id)
        self._says(agent_id, "offline" if self._world.closing else "available")
