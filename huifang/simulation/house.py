"""The house of a run in its database: branches, colleagues, customers, and what they bring in while it runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import get_args

from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.branches import Branch
from campaigns.consents import Consent
from campaigns.customers import Customer, CustomerNumber
from campaigns.events import Event
from campaigns.playbooks.editions import held, switch
from campaigns.playbooks.model import Role
from campaigns.segments import Segment
from campaigns.to_plan import plan_again
from dialer.launch import Launch, launch
from huifang.simulation.people import PLACES, Happening, Person

#: The playbooks of the shelf that the house runs.
RUNS = frozenset({"surgery", "run-out", "service-next-day", "red-flag", "holiday-greeting"})
GREETING = {
    "zh": "{address}您好，{house}祝您节日快乐。如不希望再接到此类问候，请按9。",
    "en": "Hello {address}. {house} wishes you a happy holiday. Press 9 if you would rather not receive such calls.",
}


def open_house(session: Session, persons: Sequence[Person], agents: int, now: datetime) -> None:
    """Branches, one supervisor, agents and customers, whose ids all begin at 1; nothing has happened yet."""
    before = now - timedelta(days=30)
    for place in PLACES:
        names = {"name_en": f"{place.branch.title()} Clinic", "name_zh": f"{place.branch}诊所"}
        row = {"name": place.branch, "source": "simulation", "region": place.country, "zone": place.zone}
        session.add(Branch(**row, **names, line=place.line))
    session.flush()
    session.add_all(_agent(n, before) for n in range(1, agents + 1))
    session.add(_colleague("head", "supervisor", f"+85261{agents + 1:06}", before))
    session.flush()
    for name, one in held(session).items():
        if one.on != (name in RUNS):
            switch(session, name, name in RUNS, None, before)
    session.add_all(_customer(n, person, before) for n, person in enumerate(persons, start=1))
    session.flush()
    agreed = [n for n, person in enumerate(persons, start=1) if person.agreed]
    said = {"purpose": "marketing", "given_at": before, "proof": "said so", "source": "simulation"}
    session.add_all(Consent(customer_id=n, **said) for n in agreed)
    plan_again(session, agreed, before)


def phone_of(agent_id: int) -> str:
    """The telephone of an agent."""
    return f"+85261{agent_id:06}"


def _agent(n: int, before: datetime) -> Agent:
    made = _colleague(f"agent-{n}", "agent", phone_of(n), before)
    # Somebody can make every call.
    made.roles = list(get_args(Role)) if n % 2 else ["service", "nurse", "consultant"]
    return made


def _colleague(login: str, post: str, phone: str, before: datetime) -> Agent:
    return Agent(login=login, name=login, post=post, phone=phone, password_hash="never", created_at=before)


def _customer(n: int, person: Person, before: datetime) -> Customer:
    place = person.place
    made = Customer(
        source="simulation",
        external_id=f"C-{n}",
        branch=place.branch,
        name=person.name,
        surname=person.name[:1],
        title="ms",
        language=person.language,
        zone=person.zone,
        day_zone=place.zone,
        calendar=place.country,
        tier=person.tier,
        created_at=before,
        updated_at=before,
    )
    for position, e164 in enumerate(person.numbers, start=1):
        row = {"e164": e164, "kind": "mobile", "country": place.country, "position": position}
        made.numbers.append(CustomerNumber(**row))
    return made


def bring_in(session: Session, happenings: Sequence[Happening], first: int, now: datetime) -> None:
    """What happened is on file from now on; `first` numbers it. The caller commits."""
    for n, one in enumerate(happenings, start=first):
        row = {"source": "simulation", "external_id": f"E-{n}", "customer_id": one.whose, "kind": one.kind}
        told = {"category": one.category, "subject": one.kind, "occurred_on": one.on, "details": one.details}
        session.add(Event(**row, **told, created_at=now))
    plan_again(session, [one.whose for one in happenings], now)


def greet_everybody(session: Session, by: int, no_voice: Sequence[str], now: datetime) -> None:
    """The supervisor launches a blast of greetings over all customers. The caller commits."""
    playbook = held(session)["holiday-greeting"].playbook
    wanted = Launch("Festival", playbook, Segment(), GREETING, by, key=f"festival-{now:%Y-%m-%d}")
    launch(session, wanted, no_voice, now)
