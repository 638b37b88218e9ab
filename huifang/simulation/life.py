"""A life: everything that takes part in one run, from its first day until nothing is under way any more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

import requests
from flask import Flask

from dialer.attempt_life import OPEN
from dialer.tools import Tools
from dialer.twilio.adapter import TwilioCarrier
from dialer.twilio.addresses import INBOUND_CALL, INBOUND_TEXT, Addresses
from dialer.twilio.coverage import Coverage
from huifang.simulation.chosen import Chosen
from huifang.simulation.clockwork import Clockwork
from huifang.simulation.colleagues import Colleagues
from huifang.simulation.doorbell import Doorbell
from huifang.simulation.forger import Forger
from huifang.simulation.house import bring_in, open_house, phone_of
from huifang.simulation.invariants import Watch
from huifang.simulation.mischief import STEP, Mischief
from huifang.simulation.network import ACCOUNT, TOKEN, Patience, Postmen, network
from huifang.simulation.people import FEW, PLACES, happenings, people
from huifang.simulation.stage import Stage
from huifang.simulation.wire import Watched, Wire, session_over
from huifang.simulation.world import World
from sandbox.api.app import create_app
from sandbox.numbers import OwnNumber
from webhooks.blueprint import blueprint
from webhooks.door import Door

PUBLIC_URL, NETWORK_URL = "http://huifang.simulation", "http://network.simulation"
#: Seconds after which a request to the carrier is given up, and that one takes on its way there and back.
TIMEOUT, TAKES = 15.0, (0.02, 0.12)
#: What the account may place by its own count; the network takes one.
CALLS_PER_SECOND = 0.9
#: What is under way at the end has so long to come to its own end.
PATIENCE = timedelta(hours=72)
_UNDER_WAY = ", ".join(f"'{state.value}'" for state in OPEN)
_OPEN = f"""
    select (select count(*) from attempt where state in ({_UNDER_WAY}))
    + (select count(*) from follow_up where state in ('underway', 'talked'))
    + (select count(*) from leg where state <> 'ended')
    + (select count(*) from carrier_event where apply_at is not null)"""
DAY = 86_400.0


class Life:
    """Puts a world together and lets it live."""

    def __init__(self, chosen: Chosen, stage: Stage) -> None:
        """The house is open, and nothing has happened yet. The stage is empty."""
        self.chosen, self._stage = chosen, stage
        self.world = world = World(chosen)
        self._persons = people(chosen, world.chance)
        webhooks = _application("webhooks")
        way = session_over(Watched(Wire(webhooks), self._webhook))
        postmen = Postmen(world.agenda, world.chance, way)
        postmen.seen_by.append(Forger(world, stage, way).sees)
        world.network = self._network(postmen)
        carrier = create_app(world.network)
        carrier.config["PROPAGATE_EXCEPTIONS"] = True
        self._carrier_wire = Wire(carrier)
        world.network.waiting = Patience(world, TIMEOUT, self._give_up)
        webhooks.register_blueprint(blueprint(Door(stage.ours, world.clock, TOKEN, PUBLIC_URL)))
        with stage.ours.begin() as session:
            open_house(session, self._persons, chosen.agents, world.time.now)
        if chosen.customers > FEW:
            stage.analyze()
        stage.points.trouble = world.trouble
        self._watch = Watch(stage, world.network, STEP if "clock-steps" in chosen.faults else 0.0)
        world.check = self._watch.after_step
        self._people_it(self._make_tools())

    def _people_it(self, tools: Tools) -> None:
        """Workers, the clock, colleagues, and whoever does mischief."""
        world, stage = self.world, self._stage
        bell = Doorbell(world, tools)
        bell.placing.append(Mischief(world, stage.ours, stage.eye).placing)
        self.colleagues = Colleagues(world, stage, self._watch.logged)
        self._clockwork = Clockwork(world, tools, bell, stage.glance)
        self._plan_happenings()

    def pass_days(self) -> None:
        """Live until the chosen days are over. Raises Violated."""
        whole = int(self.chosen.days)
        for day in range(1, whole + 1):
            self.world.live(DAY)
            if day & (day - 1) == 0:
                # As PostgreSQL does of itself: when the tables may have grown to twice what they were.
                self._stage.analyze()
        self.world.live((self.chosen.days - whole) * DAY)

    def come_to_rest(self) -> list[str]:
        """Nothing strikes any more, nothing is begun, what is under way ends; what is wrong then. Raises Violated."""
        world = self.world
        world.closing = True
        world.trouble.calm()
        assert world.network is not None
        world.network.faults.rest()
        self.colleagues.go_home()
        self._clockwork.stir()
        end = world.time.now + PATIENCE
        span = 60.0
        while self._open() and world.time.now < end:
            world.live(span)
            span = min(span * 1.5, 1800.0)
        left = self._open()
        found = self._watch.at_end()
        return [*found, f"invariant 3 after {PATIENCE} {left} things are still under way"] if left else found

    def end(self) -> None:
        """Take everything off the stage."""
        self._stage.points.trouble = None
        self.colleagues.log.close(self.world.time.now)

    def _open(self) -> int:
        ((count,),) = self._stage.glance.rows(_OPEN)
        return int(count)

    def _network(self, postmen: Postmen) -> Any:
        inbound = f"{PUBLIC_URL}{INBOUND_CALL}", f"{PUBLIC_URL}{INBOUND_TEXT}"
        lines = {place.line: OwnNumber(place.line, *inbound) for place in PLACES}
        zones = {number: person.place.zone for person in self._persons for number in person.numbers}
        net = network(self.chosen, self.world.time, self.world.chance, postmen, lines, zones)
        net.base_url = NETWORK_URL
        net.town.describe({phone_of(n): {"kind": "agent"} for n in range(1, self.chosen.agents + 1)})
        return net

    def _make_tools(self) -> Tools:
        carrier = TwilioCarrier(
            ACCOUNT, TOKEN, Addresses(PUBLIC_URL), Coverage(), timeout=TIMEOUT, api_url=NETWORK_URL,
            session=session_over(Watched(self._carrier_wire, self._request)),
        )  # fmt: skip
        return Tools(
            sessions=self._stage.ours,
            carrier=carrier,
            clock=self.world.clock,
            account=ACCOUNT,
            calls_per_second=CALLS_PER_SECOND,
            concurrent_calls=50,
            carrier_timeout=TIMEOUT,
        )

    def _request(self, request: requests.PreparedRequest, ask: Callable[[], Any]) -> Any:
        """A worker asks the carrier; while he waits, the world goes on."""
        world, draw = self.world, self.world.chance.of("requests")
        held = self._stage.held()
        if held:
            world.broken.append(f"asked the carrier with {held} transactions open: {request.method} {request.url}")
        world.trouble.reach()
        world.live(draw.uniform(*TAKES))
        answer = ask()
        world.live(draw.uniform(*TAKES))
        world.trouble.reach()
        return answer

    def _webhook(self, request: requests.PreparedRequest, ask: Callable[[], Any]) -> Any:
        """The carrier asks us: a process that dies of it answers nothing any more."""
        answer = self.world.step(f"webhook {request.method} {urlsplit(request.url or '').path}", ask)
        if answer is None:
            raise requests.exceptions.ChunkedEncodingError("the process is gone")
        return answer

    def _give_up(self) -> None:
        self._carrier_wire.lines[-1].hung = True

    def _plan_happenings(self) -> None:
        found = sorted(happenings(self.chosen, self.world.chance, self._persons), key=lambda one: one.at)
        first = 1
        for at, together in groupby(found, key=lambda one: one.at.replace(microsecond=0)):
            told = list(together)
            self._learn(at.timestamp(), told, first)
            first += len(told)

    def _learn(self, instant: float, told: list[Any], first: int) -> None:
        """The house learns of these, if need be at the second go: whoever brings them in sees that he has to."""
        done: list[bool] = []

        def deed() -> None:
            with self._stage.ours.begin() as session:
                bring_in(session, told, first, self.world.clock.now())
            done.append(True)

        def go() -> None:
            # What was committed although nobody heard of it is there already, by its own number.
            known = "select from event where source = 'simulation' and external_id = %(id)s"
            if self._stage.glance.rows(known, {"id": f"E-{first}"}):
                return
            self.world.step(f"head brings in {len(told)} facts", deed)
            if not done:
                self.world.agenda.after(30.0, go)

        self.world.agenda.at(instant, go)


def _application(name: str) -> Flask:
    """One whose mistakes are not hidden behind a status of 500."""
    made = Flask(name)
    made.config["PROPAGATE_EXCEPTIONS"] = True
    return made
