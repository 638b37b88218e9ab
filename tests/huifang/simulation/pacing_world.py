"""A world in which nothing but the pace counts: everybody is due, no cap stands in the way, and nothing goes wrong.

What is drawn, and how: of the dials exactly the share `p` is answered, in an order that the seed shuffles; their ring
times, from the dialling to the answer, are the middles of equal strata of U(5, 20), shuffled as well; what is not
answered rings 25 s from the dialling; each talk takes 130 s and is written down in 20, so that the handling time is
150 s. Only whom each agent gets is left to the product. Stratified draws have no noise of their own: what is missing to
the theory is time that we lose.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from math import ceil
from typing import Any

import requests
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.follow_ups import FollowUp
from campaigns.suppressions import Suppression
from dialer.agents.presence import announce
from dialer.dispatch import Work
from dialer.talks.conclude import conclude
from dialer.talks.entries import Entry
from dialer.tools import Tools
from dialer.twilio.adapter import TwilioCarrier
from dialer.twilio.addresses import Addresses
from dialer.twilio.coverage import Coverage
from huifang.simulation.agent_log import AgentLog
from huifang.simulation.chosen import Chosen
from huifang.simulation.clockwork import Clockwork
from huifang.simulation.desks import desks
from huifang.simulation.doorbell import Doorbell
from huifang.simulation.invariants import Watch
from huifang.simulation.network import ACCOUNT, TOKEN, Patience, Postmen
from huifang.simulation.stage import Stage
from huifang.simulation.wire import Watched, Wire, session_over
from huifang.simulation.world import Step, World
from sandbox.api.app import create_app
from sandbox.clock import Clock as SandboxClock
from sandbox.faults import Faults
from sandbox.network import Account, Network
from sandbox.numbers import OwnNumber
from sandbox.people.habits import Turn
from sandbox.people.town import Town
from sandbox.post.office import PostOffice
from sandbox.schedule import Schedule
from tests.cast import TUESDAY_11, branch, customer, follow_up
from tests.cast import agent as hire
from webhooks.blueprint import blueprint
from webhooks.door import Door

OURS, THEIRS = "http://huifang.pacing", "http://network.pacing"
TALK_S, WRAP_S, RINGS_IN_VAIN_S = 130.0, 20.0, 25.0
#: From the create to the first ring, in the sandbox: its queue and its set-up; in theory they are ringing.
SETUP_S = 1.2
#: The clock of the house ticks so often, on a grid.
TICK_S = 0.5


@dataclass(frozen=True)
class Paced:
    """What came of it: how the agents' time went from the first dial to the last word, and how often they dialled."""

    utilisation: float
    dials: int
    contacts: int
    #: Seconds of each dial that are neither ringing nor talk nor writing.
    lost_s: float
    log: AgentLog
    network: Network
    violations: list[str]


def theory(p: float) -> float:
    """Dialing theory, 3.3 (b): progressive, one line for each agent who waits."""
    handling, rings = TALK_S + WRAP_S, (5 + 20) / 2
    return handling / (handling + rings + (1 - p) / p * RINGS_IN_VAIN_S)


class PlannedTown(Town):
    """Everybody at these numbers is called once, and does what was drawn."""

    def __init__(self, turns: dict[str, Turn]) -> None:
        super().__init__(1)
        self._turns = turns

    def next_call(self, number: str) -> Turn:
        """What was drawn; an agent picks up at once."""
        return self._turns[number] if number in self._turns else super().next_call(number)


class HalfSeconds(Clockwork):
    """Ticks on the house's grid of half seconds; the ticks that would find nothing are left out."""

    def stir(self, seconds: float | None = None) -> None:
        soonest = self._world.time.at + (0.001 if seconds is None else seconds)
        super().stir(ceil(soonest / TICK_S) * TICK_S - self._world.time.at)


class CallsOnly(Doorbell):
    """Rings for calls; nobody plans, and nobody counts."""

    def ring(self, work: Work) -> int:
        return super().ring(replace(work, plan=[], figures=[]))


class PacingWorld:
    """Put together as in production, and driven by the simulation's clock."""

    def __init__(self, stage: Stage, p: float, agents: int, dials: int, seed: int = 1) -> None:
        """`dials` telephones, of which the share `p` is answered; a whole number of them."""
        stage.clear()
        self._stage, self._dials = stage, dials
        self.world = world = World(Chosen(days=1, customers=dials, agents=agents, seed=seed))
        world.time.move_to(TUESDAY_11.timestamp())
        self.log = AgentLog()
        webhooks = Flask("webhooks")
        way = session_over(Watched(Wire(webhooks), self._webhook))
        numbers = [f"+8529{n:07}" for n in range(2_000_000, 2_000_000 + dials)]
        self.network = world.network = _network(
            world, Postmen(world.agenda, world.chance, way), _draw(numbers, p, seed)
        )
        self._wire = Wire(create_app(world.network))
        world.network.waiting = Patience(world, 15.0, lambda: None)
        webhooks.register_blueprint(blueprint(Door(stage.ours, world.clock, TOKEN, OURS)))
        with stage.eye.begin() as session:
            _open(session, agents, numbers)
        stage.analyze()
        self._watch = Watch(stage, world.network)
        world.check = self._watch.after_step
        world.heard.append(self._look)
        self._owed: set[int] = set()
        tools = self._tools()
        HalfSeconds(world, tools, CallsOnly(world, tools), stage.glance, every=TICK_S)

    def run(self) -> Paced:
        """Until everybody has been called and everything is written down."""
        self._announce("available")
        while self._open():
            self.world.live(60.0)
        self._announce("offline")
        self.world.live(120.0)
        self.log.close(self.world.time.now)
        return self._paced(self._watch.at_end())

    def _paced(self, violations: list[str]) -> Paced:
        talks = [spell for spell in self.log if spell.state in ("talking", "writing")]
        busy = sum((spell.until - spell.since).total_seconds() for spell in talks)
        # For each agent from the first dial to the last word.
        span = 0.0
        for agent_id in {spell.agent_id for spell in self.log}:
            his = [s for s in self.log if s.agent_id == agent_id and s.state in ("ringing", "talking", "writing")]
            span += (his[-1].until - his[0].since).total_seconds()
        calls = [call for call in self.network.calls.values() if call.to.startswith("+8529")]
        contacts = sum(bool(call.talked_with) for call in calls)
        rings = sum(((call.answered_at or call.ended_at or 0.0) - call.created_at) for call in calls)
        lost = (span - rings - contacts * (TALK_S + WRAP_S)) / len(calls)
        return Paced(busy / span, len(calls), contacts, lost, self.log, self.network, violations)

    def _open(self) -> int:
        with self._stage.eye() as session:
            return session.execute(
                select(func.count()).select_from(FollowUp).where(FollowUp.closed_at.is_(None))
            ).scalar_one()

    def _announce(self, wants: str) -> None:
        def deed() -> None:
            with self._stage.ours.begin() as session:
                for agent_id in session.scalars(select(Agent.id).order_by(Agent.id)):
                    announce(session, agent_id, wants, self.world.clock.now(), timedelta(days=1))

        self.world.step(f"agents say {wants}", deed)

    def _look(self, step: Step) -> None:
        """What the agents see; who has something to write begins at once."""
        for desk in desks(self._stage.glance, self.world.clock.now()):
            self.log.note(desk.agent_id, desk.doing, step.at)
            if desk.owed and desk.owed not in self._owed:
                self._owed.add(desk.owed)
                self.world.agenda.after(WRAP_S, partial(self._write, desk.agent_id, desk.owed))

    def _write(self, agent_id: int, attempt_id: int) -> None:
        def deed() -> None:
            with self._stage.ours.begin() as session:
                conclude(session, attempt_id, agent_id, Entry("well"), self.world.clock.now())

        self.world.step(f"agent {agent_id} concludes {attempt_id}", deed)

    def _tools(self) -> Tools:
        carrier = TwilioCarrier(
            ACCOUNT, TOKEN, Addresses(OURS), Coverage(), timeout=15.0, api_url=THEIRS,
            session=session_over(Watched(self._wire, self._request)),
        )  # fmt: skip
        ours, clock = self._stage.ours, self.world.clock
        # The set-up before the first ring is taken off these seconds in `_draw`.
        slow = Tools(ours, carrier, clock, ACCOUNT, 100.0, 100, carrier_timeout=15.0, ring_seconds=25)
        return replace(slow, caller_id_calls_per_second=100.0)

    def _request(self, _request: requests.PreparedRequest, ask: Any) -> Any:
        self.world.live(0.05)
        return ask()

    def _webhook(self, request: requests.PreparedRequest, ask: Any) -> Any:
        return self.world.step(f"webhook {request.method} {request.url}", ask)


def _draw(numbers: list[str], p: float, seed: int) -> dict[str, Turn]:
    draw = random.Random(f"{seed}/pacing")
    answered = round(len(numbers) * p)
    rings = [5 + 15 * (n + 0.5) / answered - SETUP_S for n in range(answered)]
    turns = [Turn("answer", ring, TALK_S, ("",), 0.0) for ring in rings]
    # Overtime is what the network adds to the 25 s asked for: here it takes the set-up back.
    turns += [Turn("no-answer", 0.0, None, ("",), -SETUP_S)] * (len(numbers) - answered)
    draw.shuffle(turns)
    return dict(zip(numbers, turns, strict=True))


def _network(world: World, postmen: Postmen, turns: dict[str, Turn]) -> Network:
    class VirtualClock(SandboxClock):
        def now(self) -> float:
            return world.time.at

        def real_seconds_until(self, instant: float) -> float:
            return 0.0

    clock = VirtualClock()
    schedule = Schedule(clock, lambda detail: net.trouble(0, "sandbox", detail))
    faults = Faults(1, {})
    account = Account(ACCOUNT, TOKEN, {"+85221234567": OwnNumber("+85221234567")}, calls_per_second=100.0)
    net = Network(
        account, clock, schedule, PostOffice(TOKEN, faults, schedule.after, postmen), faults, PlannedTown(turns)
    )
    net.base_url = THEIRS
    return net


def _open(session: Session, agents: int, numbers: list[str]) -> None:
    branch(session)
    for n in range(agents):
        hire(session, f"agent-{n}", phone=f"client:agent-{n}")
    for n, number in enumerate(numbers):
        whose = customer(session, f"客{n}", number)
        follow_up(session, whose, tries_allowed=1)
        # Nobody is texted: only calls are counted here.
        row = {"channel": "text", "reason": "asked", "since": TUESDAY_11}
        session.add(Suppression(customer_id=whose.id, **row))
