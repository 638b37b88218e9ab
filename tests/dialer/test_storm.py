"""A storm: anything happens in any order, and when it is over every call has an end and every promise was kept."""

from __future__ import annotations

import random
from contextlib import suppress as quietly
from datetime import timedelta

import pytest
from sqlalchemy import select

from campaigns.launches import Campaign
from dialer.agents.presence import announce, unlogged
from dialer.attempt_life import OPEN, Result
from dialer.attempts import Attempt
from dialer.carrier import Blocked, FateUnknown, NumberRefused, TryLater, Unsubscribed
from dialer.inbound.ring_back import ring_back
from dialer.inbound.texts import Came, receive
from dialer.peace.campaign_control import CampaignOver, pause, resume, stop
from dialer.talks.conclude import conclude
from dialer.talks.entries import Entry, EntryWrong
from dialer.topics import beside
from huifang.proof.invariants import violations
from runtime.zones import local_date
from tests.cast import MEI, campaign, customer, follow_up, greeting, ready
from tests.dialer.family import SURVEY
from tests.dialer.play import Play

LINE = "+85221234567"
NUMBERS = [MEI, *(f"+8529123450{n}" for n in range(5))]
FAULTS = [NumberRefused("21211"), Unsubscribed("21610"), Blocked("21215"), TryLater("20429"), FateUnknown("20500")]
ENDS = [Result.BUSY, Result.NO_ANSWER, Result.FAILED, Result.BAD_NUMBER, Result.CANCELLED, Result.TALKED]
OF_ITS_OWN = ["well", "concern", "call_later", "not_discussed"]
ENTRIES = ["well", "concern", "dissatisfied", "call_later", "refused", "machine", "wrong_number", "relative"]


class Storm:
    """Everything that can happen, by lot."""

    def __init__(self, play: Play, seed: int) -> None:
        self.play, self.lot = play, random.Random(seed)
        with play.scene() as session:
            agents = [ready(session, play.now, login) for login in ("wing", "fai")]
            of = campaign(session, agents[0])
            for n, number in enumerate(NUMBERS):
                whose = customer(session, f"客{n}", *{number: 0, self.lot.choice(NUMBERS): 0})
                until = play.now + timedelta(days=self.lot.choice([1, 5]))
                follow_up(session, whose, closes_at=until)
                follow_up(session, whose, closes_at=until, **SURVEY)
                greeting(session, whose, of, closes_at=until)
                if n % 2:
                    follow_up(session, customer(session, f"子{n}", number), closes_at=until, priority=12)
        self.agents, self.campaign = [a.id for a in agents], of.id

    def blows(self) -> None:
        """One thing happens."""
        deed = self.lot.choices(
            [self.time, self.word, self.pick_up, self.entry, self.ring, self.text, self.hand, self.fault, self.rest],
            weights=[12, 10, 6, 8, 2, 3, 1, 3, 1],
        )[0]
        deed()

    def time(self) -> None:
        self.play.clock.forward(seconds=self.lot.choice([1, 5, 30, 90, 600, 5000]))
        with quietly(FateUnknown):
            self.play.work()

    def a_call(self) -> Attempt | None:
        """One of the last that the carrier has taken; it names it by its own id."""
        carrier = self.play.carrier
        known = {view.carrier_id for view, *_ in carrier.known}
        named = {c.token: f"CA{n:032}" for n, c in enumerate(carrier.calls, 1)}
        named |= {t.token: f"SM{n:032}" for n, t in enumerate(carrier.texts, 1)}
        taken = [a for a in self.play.attempts() if named.get(a.token) in known]
        if not taken:
            return None
        call = self.lot.choice(taken[-4:])
        call.carrier_id = named[call.token]
        return call

    def word(self) -> None:
        if call := self.a_call():
            stage = self.lot.choice(["placed", "ringing", "answered", "ended", "ended"])
            result = self.lot.choice(ENDS) if stage == "ended" and call.channel == "call" else None
            if stage != "ended" or result:
                self.play.tell(call, stage, result, key=f"{call.id}/{stage}")

    def pick_up(self) -> None:
        if (call := self.a_call()) and call.channel == "call" and call.direction == "out":
            self.play.picks_up(call)

    def entry(self, disposition: str = "") -> None:
        play = self.play
        for agent_id in self.agents:
            with quietly(EntryWrong), play.scene() as session:
                for call in session.scalars(unlogged(agent_id)).all():
                    on = local_date(play.now, "Asia/Hong_Kong") + timedelta(days=self.lot.randint(1, 3))
                    topics = {f.id: self.lot.choice(["", *OF_ITS_OWN]) for f in beside(session, call.id)}
                    said = disposition or self.lot.choice(ENTRIES)
                    entry = Entry(said, next_date=self.lot.choice([on, None]), topics={} if disposition else topics)
                    conclude(session, call.id, agent_id, entry, play.now)

    def ring(self) -> None:
        with self.play.scene() as session:
            ring_back(session, self.lot.choice(NUMBERS), LINE, f"CA-in-{self.lot.random()}", self.play.now)

    def text(self) -> None:
        word = self.lot.choice(["STOP", "START", "hello"])
        with self.play.scene() as session:
            came = Came(f"SM-{self.lot.random()}", self.lot.choice(NUMBERS), LINE, word)
            receive(session, came, self.play.now)

    def hand(self) -> None:
        with quietly(CampaignOver), self.play.scene() as session:
            if session.get_one(Campaign, self.campaign).state == "paused":
                resume(session, self.campaign)
            else:
                self.lot.choice([pause, pause, stop])(session, self.campaign, self.play.now)

    def fault(self) -> None:
        self.play.carrier.refuses = self.lot.choice([*FAULTS, None, None, None, None])
        self.play.carrier.loses = self.lot.choice([FateUnknown("ReadTimeout"), None, None])
        self.play.carrier.lags = self.lot.random() < 0.2

    def rest(self) -> None:
        with self.play.scene() as session:
            wants = self.lot.choice(["break", "available", "available"])
            announce(session, self.lot.choice(self.agents), wants, self.play.now, timedelta(days=30))

    def is_over(self) -> None:
        """The carrier is well again, every call ends, and every entry is written."""
        carrier = self.play.carrier
        carrier.refuses = carrier.loses = None
        carrier.lags = False
        with self.play.scene() as session:
            for agent_id in self.agents:
                announce(session, agent_id, "offline", self.play.now, timedelta(days=30))
            with quietly(CampaignOver):
                stop(session, self.campaign, self.play.now)
        for _ in range(4):
            for view, *_ in list(carrier.known):
                if view.stage != "ended":
                    carrier.tells(view.carrier_id, "ended", "no_answer" if view.carrier_id[0] == "C" else "delivered")
            self.play.clock.forward(minutes=61)
            self.play.work()
            self.entry("well")


@pytest.mark.parametrize("seed", range(3))
def test_after_any_storm_the_house_is_in_order(play: Play, seed: int) -> None:
    storm = Storm(play, seed)
    for _ in range(50):
        storm.blows()
    storm.is_over()
    tokens = [wanted.token for wanted in play.carrier.calls if not wanted.leg]
    assert len(tokens) == len(set(tokens)), "somebody was dialled twice"
    with play.scene() as session:
        assert violations(session, []) == []
        assert session.scalars(select(Attempt.id).where(Attempt.state.in_(OPEN))).all() == []
