"""The cast: memorable people, the houses that call them, and what is due to them. Each builder adds and flushes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.branches import Branch
from campaigns.consents import Standing, standing_of
from campaigns.customers import Customer, CustomerNumber
from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.launches import Campaign
from dialer.agents.presence import Leg, announce
from dialer.launch import new_key

#: A Tuesday, eleven in the morning in Hong Kong and Shanghai: every department is open.
TUESDAY_11 = datetime(2026, 11, 24, 3, tzinfo=UTC)
BEFORE = TUESDAY_11 - timedelta(days=30)

#: Mei lives in Hong Kong, Ming in Shanghai, Jack in Vancouver.
MEI, MEI_OFFICE, MING, JACK = "+85291234567", "+85225251234", "+8613912345678", "+16042530001"

_HOUSES = {
    "harbour": ("HK", "Asia/Hong_Kong", "Harbour Clinic", "海港诊所", "+85221234567"),
    "bund": ("CN", "Asia/Shanghai", "Bund Motors", "外滩车行", "+862161234567"),
    "kitsilano": ("CA", "America/Vancouver", "Kitsilano Clinic", "基斯兰诺诊所", "+16045550100"),
}

#: The caller ids of the three houses.
LINES = tuple(line for *_, line in _HOUSES.values())


def branch(session: Session, name: str = "harbour") -> Branch:
    """One of the three houses; asked for again, the same."""
    found = session.get(Branch, name)
    if found is None:
        region, zone, en, zh, line = _HOUSES[name]
        found = Branch(name=name, source="cast", region=region, zone=zone, name_en=en, name_zh=zh, line=line)
        session.add(found)
        session.flush()
    return found


def customer(session: Session, name: str = "陈美玲", *numbers: str, house: str = "harbour", **changes: Any) -> Customer:
    """A customer of this house with these numbers, in this order; 陈美玲 (Mei) of Harbour Clinic unless said."""
    place = branch(session, house)
    row: dict[str, Any] = {
        "source": "cast",
        "external_id": f"{name}/{'/'.join(numbers)}",
        "branch": house,
        "name": name,
        "surname": name[:1],
        "title": "ms",
        "language": "zh",
        "zone": place.zone,
        "day_zone": place.zone,
        "tier": "",
        "created_at": BEFORE,
        "updated_at": BEFORE,
    }
    found = Customer(**row | changes)
    for position, e164 in enumerate(numbers or (MEI,), start=1):
        found.numbers.append(CustomerNumber(e164=e164, kind="mobile", country=place.region, position=position))
    session.add(found)
    session.flush()
    return found


def agent(session: Session, login: str = "wing", **changes: Any) -> Agent:
    """Wing, who calls for service at every branch."""
    row: dict[str, Any] = {
        "login": login,
        "name": login.title(),
        "post": "agent",
        "roles": ["service"],
        "branches": [],
        "phone": "+85261110001",
        "password_hash": "never",
        "created_at": BEFORE,
    }
    found = Agent(**row | changes)
    session.add(found)
    session.flush()
    return found


def ready(session: Session, now: datetime, login: str = "wing", **changes: Any) -> Agent:
    """An agent who is available and whose telephone stands in the conference."""
    found = agent(session, login, **changes)
    announce(session, found.id, "available", now, timedelta(days=30))
    line = branch(session).line
    session.add(Leg(agent_id=found.id, e164=found.phone, line=line, state="joined", wanted_at=now, joined_at=now))
    session.flush()
    return found


def event(
    session: Session, whose: Customer, on: date, kind: str = "treatment", category: str = "laser", **changes: Any
) -> Event:
    """A laser treatment on this day, unless said otherwise."""
    row: dict[str, Any] = {"source": "cast", "external_id": f"{whose.id}/{kind}/{category}/{on}", "created_at": BEFORE}
    found = Event(**row | {"customer_id": whose.id, "kind": kind, "category": category, "occurred_on": on} | changes)
    session.add(found)
    session.flush()
    return found


def campaign(session: Session, by: Agent, now: datetime = TUESDAY_11, **changes: Any) -> Campaign:
    """A holiday greeting that runs."""
    row: dict[str, Any] = {"name": "New Year", "playbook": "holiday-greeting", "segment": {}, "message": {}}
    row["launch_key"] = new_key()
    found = Campaign(**row | {"launched_by": by.id, "launched_at": now} | changes)
    session.add(found)
    session.flush()
    return found


def follow_up(session: Session, whose: Customer, now: datetime = TUESDAY_11, **changes: Any) -> FollowUp:
    """The call on the day after the laser treatment: due now, by service, three tries, until this time tomorrow."""
    row: dict[str, Any] = {
        "customer_id": whose.id,
        "playbook": "skin-laser",
        "step": "day-1",
        "purpose": "care",
        "role": "service",
        "hours": "clinic",
        "mode": "agent",
        "priority": 10,
        "first_day": now.date(),
        "last_day": now.date(),
        "opens_at": now - timedelta(hours=1),
        "closes_at": now + timedelta(days=1),
        "next_try_at": now,
        "tries_allowed": 3,
        "created_at": BEFORE,
    }
    row["occurrence_key"] = f"cast/{whose.id}/{changes.get('step', 'day-1')}/{changes.get('campaign_id', '')}"
    found = FollowUp(**row | changes)
    session.add(found)
    session.flush()
    return found


def greeting(session: Session, whose: Customer, of: Campaign | None = None, **changes: Any) -> FollowUp:
    """The greeting that is read out to whoever answers."""
    row: dict[str, Any] = {"playbook": "holiday-greeting", "step": "greeting", "purpose": "marketing"}
    row |= {"hours": "greeting", "mode": "greeting", "priority": 80, "tries_allowed": 2}
    row |= {"campaign_id": of.id} if of else {}
    return follow_up(session, whose, **row | changes)


def consents(session: Session, customer_id: int) -> dict[str, Standing]:
    """How a customer stands to each purpose that they spoke of."""
    said = session.scalar(select(standing_of()).where(Customer.id == customer_id))
    return {purpose: Standing(standing) for purpose, standing in (said or {}).items()}
