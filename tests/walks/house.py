"""The house that a story is played in: its customer, an agent of each role, and the playbooks that run."""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

from sqlalchemy import update

from campaigns.agents import Agent
from campaigns.consents import give
from campaigns.customers import Customer
from campaigns.playbooks.editions import held, switch
from campaigns.playbooks.model import Role
from campaigns.playbooks.shelf import shelf
from campaigns.segments import Segment
from campaigns.to_plan import plan_again
from dialer.agents.presence import Leg, announce
from dialer.launch import Launch, launch
from dialer.pacing import Bucket
from tests.cast import MEI, MING, agent, customer, event, ready
from tests.dialer.play import Play
from tests.walks.story import LAUNCH, Happens, Story, instant

#: The login of the customer's own consultant.
OWN = "own"
#: The calendar and the number of a house's customers.
_OF = {"harbour": ("HK", MEI), "bund": ("CN", MING)}
#: No number begins so.
_NOWHERE = "+0"
#: Nobody goes home during a story.
_FOR_EVER = timedelta(days=4000)


def open_house(play: Play, story: Story) -> None:
    """Everybody is there when the first thing of the story happens; calls can be placed wherever customers live."""
    play.clock.at = instant(story.happens[0].at)
    play.carrier.no_voice = (_NOWHERE,)
    calendar, number = _OF[story.house]
    with play.scene() as session:
        session.get_one(Bucket, play.tools.account).filled_at = play.now
        facts = {"calendar": calendar, "created_at": play.now, "updated_at": play.now} | dict(story.customer)
        whose = customer(session, "陈美玲", number, house=story.house, **facts)
        if story.agreed:
            give(session, whose.id, "marketing", "said so", "story", play.now)
        posts: dict[str, str] = {role: role for role in get_args(Role)}
        if facts.get("owner") == OWN:
            posts[OWN] = "consultant"
        for place, (login, role) in enumerate(posts.items()):
            made = ready(session, play.now, login, roles=[role], phone=f"+8526111{place:04}")
            announce(session, made.id, "available", play.now, _FOR_EVER)
        # Nobody asks the carrier whether these telephones still stand.
        session.execute(update(Leg).values(deadline_at=play.now + _FOR_EVER))
        runs = {story.playbook, *story.beside}
        for name, one in held(session).items():
            if one.on != (wanted := name in runs or (one.on and name not in story.rests)):
                switch(session, name, wanted, None, play.now)


def let_happen(play: Play, story: Story, one: Happens) -> None:
    """The fact comes into our books, and the customer is to be planned anew."""
    if one.kind == LAUNCH:
        _launch(play, story, one.category)
        return
    with play.scene() as session:
        whose = session.get_one(Customer, play.customer().id)
        for name, value in one.facts.items():
            setattr(whose, name, value)
        if one.kind:
            now = {"created_at": play.now, "occurred_at": None if one.on else play.now}
            name = f"{one.kind}/{one.category}/{one.at}/{one.on}"
            on = date.fromisoformat(one.on or one.at[:10])
            told = {"subject": one.subject, "details": dict(one.details), "external_id": name}
            event(session, whose, on, one.kind, one.category, **told | now)
        plan_again(session, [whose.id], play.now)


def _launch(play: Play, story: Story, step: str) -> None:
    """A supervisor launches this step over everybody."""
    with play.scene() as session:
        by = agent(session, f"head of {step}", post="supervisor")
        wanted = Launch(step, shelf()[story.playbook], Segment(), {}, by.id, step=step)
        launch(session, wanted, play.carrier.no_voice, play.now)


def who_goes(play: Play, role: str) -> int:
    """An agent of this role."""
    return next(a.id for a in play.agents() if a.roles == [role])


def role_of(play: Play, agent_id: int | None) -> str:
    """The one role of an agent, told apart where it is the customer's own; empty for nobody."""
    if agent_id is None:
        return ""
    found: Agent = next(a for a in play.agents() if a.id == agent_id)
    return f"own {found.roles[0]}" if found.login == OWN else found.roles[0]
