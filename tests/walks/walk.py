"""The walk: plan, wait, dial, talk and log as in production, until nothing is left to do or the story is departed from.

1. The clock goes on to the next thing: a fact of the story, a call, a text or a visit that is due, a window's end.
2. What is claimed is carried out; the customer and the agent do as the story's next line says, and what came is held
   against that line. Where the judgement puts a call off, the walk goes on to the instant that it names.
3. Whoever is to be planned is planned: after news, as in production. (There everybody is planned now and then too,
   which only what comes round by the calendar needs; a story says how often.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple, dataclass, field, replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from campaigns.planning.house import anybody_waits
from campaigns.playbooks.shelf import shelf
from dialer.agents.previews import click
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt
from dialer.courses import plan_courses
from dialer.talks.entries import Entry, EntryWrong
from dialer.talks.visits import log_visit
from dialer.texting.messages import AHEAD, ALONE
from dialer.topics import beside
from tests.dialer.play import Play
from tests.walks.house import let_happen, open_house, role_of, who_goes
from tests.walks.story import CLOCK, Happens, Line, Story, instant

#: No story takes more turns than this.
TURNS = 300
_PLANNED, _DONE = FollowUpState.PLANNED, FollowUpState.DONE
_TEXTS = {AHEAD: "announced", ALONE: "text"}
#: Nobody was met, or nobody of the house: the follow-up goes on.
_GOES_ON = ("relative", "machine")


def walk(play: Play, story: Story) -> Counter[str]:
    """Play the story; what ended otherwise than done, or is still planned. AssertionError where it is departed from."""
    open_house(play, story)
    there = Walk(play, story)
    for _ in range(TURNS):
        if not there.goes_on():
            there.ends()
            return there.leaves()
        there.plans()
    raise AssertionError(f"the walk goes round in circles: {there.log[-3:]}")


@dataclass
class Walk:
    """Where a walk stands."""

    play: Play
    story: Story
    log: list[Line] = field(default_factory=list)
    ahead: list[Happens] = field(init=False)

    def __post_init__(self) -> None:
        self.ahead = list(self.story.happens)

    def plans(self) -> None:
        """Plan where there is news of the customer."""
        with self.play.tools.sessions() as session:
            news = anybody_waits(session)
        if news:
            plan_courses(self.play.tools)

    def goes_on(self) -> bool:
        """One turn; False when nothing is left to do."""
        due = min(self._due(), default=None, key=lambda one: one[0])
        if due is None or (self.story.until and due[0] > instant(f"{self.story.until} 23:59")):
            return False
        at, what = due
        stride = self.play.now + timedelta(days=self.story.stride)
        if self.story.stride and self.ahead != list(self.story.happens) and at > stride:
            self.play.clock.at = stride
            plan_courses(self.play.tools)
            return True
        self.play.clock.at = max(self.play.now, at)
        if isinstance(what, Happens):
            while self.ahead and self.ahead[0].at == what.at:
                let_happen(self.play, self.story, self.ahead.pop(0))
        elif isinstance(what, FollowUp) and what.mode == "visit" and at < what.closes_at:
            self._goes_there(what)
        else:
            self._dials(what)
        return True

    def _due(self) -> Iterator[tuple[datetime, Happens | FollowUp | Attempt]]:
        """What is to be done, and when; of two at once the first."""
        yield from ((instant(one.at), one) for one in self.ahead[:1])
        with self.play.tools.sessions() as session:
            texts = session.scalars(select(Attempt).where(Attempt.state == AttemptState.PLANNED)).all()
            planned = session.scalars(select(FollowUp).where(FollowUp.state == _PLANNED).order_by(FollowUp.id)).all()
        yield from ((one.due_at, one) for one in texts if one.due_at is not None)
        for one in planned:
            at = self._sets_out(one) if one.mode == "visit" else one.next_try_at
            yield min(at, one.closes_at), one

    def _sets_out(self, visit: FollowUp) -> datetime:
        wanted = self._wanted()
        waits = wanted.waits if wanted.what == "visit" and wanted.step == self._name(visit) else 0
        return datetime.combine(visit.first_day + timedelta(days=waits), time(10), CLOCK)

    def _dials(self, what: FollowUp | Attempt) -> None:
        """A tick and what comes of it: a call, a text, another instant or another state; never nothing."""
        self.play.work()
        for preview in self.play.previews():
            with self.play.scene() as session:
                click(session, preview.agent_id, preview.follow_up_id, self.play.now)
            self.play.work()
        placed = [one for one in self.play.attempts() if one.state is AttemptState.PLACED]
        for one in placed:
            (self._rings if one.channel == "call" else self._arrives)(one)
        if not placed and isinstance(what, FollowUp):
            now = self.play.case(what.id)
            stuck = now.state is _PLANNED and now.next_try_at <= self.play.now < now.closes_at
            assert not stuck, f"nobody does {self._name(now)} as {now.role} on {self._today()}: {now.waits_for}"

    def _arrives(self, sent: Attempt) -> None:
        self.play.tell(sent, "ended", Result.DELIVERED)
        what = _TEXTS.get(sent.mode, "sorry")
        about = self.play.case(sent.follow_up_id)
        role = about.role if what == "text" else ""
        self._note(self._line(what, about, role, self._logged(sent.id, about) if what == "text" else ""))

    def _rings(self, rung: Attempt) -> None:
        """The customer picks up or does not, as the story says of this step."""
        lead, wanted = self.play.case(rung.follow_up_id), self._wanted()
        came = self._line("call", lead, role_of(self.play, rung.agent_id))
        assert wanted.what in ("call", "missed", "greeting"), f"{came} instead of {wanted}"
        assert wanted.step == self._name(lead), f"{came} instead of {wanted}"
        if wanted.what == "missed":
            self.play.tell(rung, "ended", Result.NO_ANSWER)
            self._note(replace(came, what="missed"))
            return
        with self.play.tools.sessions() as session:
            topics = [lead, *beside(session, rung.id)]
        self.play.picks_up(rung)
        if rung.mode == "agent":
            self.play.clock.forward(minutes=3)
        self.play.tell(rung, "ended", Result.TALKED)
        if rung.mode == "agent":
            self._concludes(rung, wanted, topics)
        for number, topic in enumerate(topics):
            what = "along" if number else "call" if rung.mode == "agent" else "greeting"
            line = self._line(what, topic, came.role, self._logged(rung.id, topic))
            self._note(replace(line, at=came.at))

    def _concludes(self, rung: Attempt, wanted: Line, topics: list[FollowUp]) -> None:
        said = {topic.id: self._wanted(place).says for place, topic in enumerate(topics) if place}
        more = {"finding": wanted.finding, "ratings": self._ratings(topics[0]), "topics": said}
        more |= {"red_flag": wanted.red_flag}
        for refused in wanted.refuses:
            with pytest.raises(EntryWrong):
                self.play.concludes(rung, wanted.says, next_date=_day(refused), **more)
        self.play.concludes(rung, wanted.says, next_date=_day(wanted.next_on), **more)

    def _goes_there(self, visit: FollowUp) -> None:
        wanted = self._wanted()
        entry = Entry(
            wanted.says or "well",
            next_date=_day(wanted.next_on),
            ratings=self._ratings(visit),
            finding=wanted.finding,
        )
        who = who_goes(self.play, visit.role)
        with self.play.scene() as session:
            disposition = log_visit(session, visit.id, who, entry, self.play.now).disposition
        self._settled(visit, disposition)
        self._note(self._line("visit", visit, visit.role, disposition))

    def _logged(self, attempt_id: int, topic: FollowUp) -> str:
        """The disposition of the outcome that was written for this topic of this attempt; the topic is done with it."""
        asked = select(Outcome).where(Outcome.attempt_id == attempt_id, Outcome.follow_up_id == topic.id)
        with self.play.tools.sessions() as session:
            outcome = session.scalars(asked).one()
        self._settled(topic, outcome.disposition)
        asked_for = outcome.agent_id and topic.id == self.play.attempt(attempt_id).follow_up_id
        assert outcome.ratings == (self._ratings(topic) if asked_for else {})
        return outcome.disposition

    def _settled(self, topic: FollowUp, disposition: str) -> None:
        state = self.play.case(topic.id).state
        assert (state is _DONE) is (disposition not in _GOES_ON), f"{self._name(topic)} is {state} after {disposition}"

    def _ratings(self, topic: FollowUp) -> dict[str, int]:
        """Four for everything that the step's survey asks."""
        book = shelf()[topic.playbook]
        return {one.id: 4 for one in book.survey} if book.step(topic.step).survey else {}

    def _name(self, of: FollowUp) -> str:
        return of.step if of.playbook == self.story.playbook else f"{of.playbook}/{of.step}"

    def _today(self) -> str:
        return self.play.now.astimezone(CLOCK).strftime("%Y-%m-%d %H:%M")

    def _line(self, what: str, of: FollowUp, role: str = "", says: str = "") -> Line:
        day, minute = self._today().split()
        return Line(what, self._name(of), day, role, says, at=minute, by=of.last_day.isoformat())

    def _wanted(self, further: int = 0) -> Line:
        """The story's next line, or one further on; an empty one after the last."""
        rest = self.story.walk[len(self.log) + further :]
        return rest[0] if rest else Line("nothing more", "", "")

    def _note(self, came: Line) -> None:
        wanted = self._wanted()
        seen = replace(came, at=came.at if wanted.at else "", by=came.by if wanted.by else "")
        assert astuple(seen)[:7] == astuple(wanted)[:7], f"{came} instead of {wanted}"
        self.log.append(came)

    def ends(self) -> None:
        """Everything that the story tells has come about, and no telephone rang besides."""
        wanted = self._wanted()
        assert wanted.what == "nothing more", f"nothing more came, but {wanted} was expected"
        rang = [one for one in self.log if one.what in ("call", "missed", "greeting")]
        assert len(self.play.carrier.calls) == len(rang)

    def leaves(self) -> Counter[str]:
        """What ended otherwise than done, or is still open, with its reason."""
        with self.play.tools.sessions() as session:
            rows = session.scalars(select(FollowUp).where(FollowUp.state != _DONE)).all()
        return Counter(
            f"{self._name(one)} {one.state.value}" + (f" {one.reason}" if one.state is not _PLANNED else "")
            for one in rows
        )


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None
