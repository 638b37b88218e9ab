"""Appointments: two times are offered, one is agreed; the steps that hang on an appointment count from it."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaigns.agents import Agent
from campaigns.calendars.public_holidays import is_public_holiday, is_workday
from campaigns.calendars.shifts import NoOpenDay
from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.playbooks.anchors import EventAnchor
from campaigns.playbooks.conditions import EventIs
from campaigns.playbooks.editions import playbook_of
from campaigns.to_plan import plan_again
from runtime.database import Base
from runtime.zones import local_date, on_clock

KIND = "appointment"
#: The source of what people of ours write down.
OURS = "huifang"
#: Signs of what for, and of with whom.
LONGEST = 120
#: So far ahead an appointment is made at most, in days.
FARTHEST = 366
#: Days in which a time to offer is looked for.
LOOK = 60
#: Hours that are offered, the first one that is free: of the first offer in the morning, of the second after noon.
_MORNING, _AFTERNOON = (10, 11, 15, 16), (14, 15, 16, 11)


class Appointment(Base):
    """One appointment that an agent has booked for a customer."""

    __tablename__ = "appointment"
    __table_args__ = (
        CheckConstraint("first_offer <> second_offer", name="two_offers"),
        CheckConstraint("(cancelled_by is null) = (cancelled_at is null)", name="cancelled"),
        # Nobody of ours is promised to two customers at once.
        Index(
            "uq_appointment_with_whom",
            "with_whom",
            "starts_at",
            unique=True,
            postgresql_where=text("cancelled_at is null and with_whom <> ''"),
        ),
        Index(None, "customer_id", "starts_at"),
        Index(None, "event_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey(Customer.id, ondelete="CASCADE"))
    #: In which talk it was booked.
    follow_up_id: Mapped[int | None] = mapped_column(ForeignKey(FollowUp.id, ondelete="SET NULL"), index=True)
    attempt_id: Mapped[int | None]
    #: What for, and with whom: the doctor, the adviser; empty where the source system decides.
    subject: Mapped[str]
    with_whom: Mapped[str] = mapped_column(server_default="")
    #: The two times that were offered, and the one that was agreed, which may be another.
    first_offer: Mapped[datetime | None]
    second_offer: Mapped[datetime | None]
    starts_at: Mapped[datetime]
    #: The event of kind `appointment` that it is, from which reminders count.
    event_id: Mapped[int | None] = mapped_column(ForeignKey(Event.id, ondelete="SET NULL"))
    booked_by: Mapped[int] = mapped_column(ForeignKey(Agent.id))
    booked_at: Mapped[datetime]
    cancelled_by: Mapped[int | None] = mapped_column(ForeignKey(Agent.id))
    cancelled_at: Mapped[datetime | None]


class AppointmentWrong(Exception):
    """This cannot be agreed; the code says why."""

    def __init__(self, code: str, name: str = "") -> None:
        super().__init__(f"{type(self).__doc__} ({code})")
        #: taken, past, too_far, same_offers, no_subject or gone.
        self.code = code
        #: Who is taken.
        self.name = name


@dataclass(frozen=True)
class Agreed:
    """What was agreed in a talk."""

    subject: str
    with_whom: str
    #: What was offered; None where it was not.
    first_offer: datetime | None
    second_offer: datetime | None
    starts_at: datetime


def offers(now: datetime, zone: str, country: str, taken: Collection[datetime] = ()) -> tuple[datetime, datetime]:
    """Two times to offer: the next workday at ten, and the next workday or Saturday after it at two.

    On the clock and the calendar of the branch (`zone`, ISO `country`): never today, never on a public holiday. Where
    somebody is `taken` at that time, another hour of the day, else another day. Raises `NoOpenDay` where there is none.
    """
    first = _free(local_date(now, zone), zone, _MORNING, lambda day: is_workday(country, "", day), taken)
    return first, _free(local_date(first, zone), zone, _AFTERNOON, lambda day: _open_on(country, day), taken)


def _open_on(country: str, day: date) -> bool:
    saturday = day.weekday() == calendar.SATURDAY
    return is_workday(country, "", day) or (saturday and not is_public_holiday(country, "", day))


def _free(
    after: date, zone: str, hours: Collection[int], is_open: Callable[[date], bool], taken: Collection[datetime]
) -> datetime:
    days = (after + timedelta(days=n) for n in range(1, LOOK))
    times = (on_clock(day, time(hour), zone) for day in days if is_open(day) for hour in hours)
    found = next((at for at in times if at not in taken), None)
    if found is None:
        raise NoOpenDay(f"There is no free time within {LOOK} days of {after}.")
    return found


def taken_by(session: Session, with_whom: str, now: datetime) -> set[datetime]:
    """When this person of ours is promised to somebody from now on; reads `uq_appointment_with_whom`."""
    if not with_whom:
        return set()
    booked = select(Appointment.starts_at).where(
        Appointment.with_whom == with_whom, Appointment.starts_at > now, Appointment.cancelled_at.is_(None)
    )
    return set(session.scalars(booked))


def book(
    session: Session, about: FollowUp, attempt_id: int | None, agreed: Agreed, agent: Agent, now: datetime
) -> Appointment:
    """Keep what was agreed in the talk `about` something, and have the reminders planned that count from it.

    Told twice, it is kept once. The caller commits. Raises `AppointmentWrong`.
    """
    _check(agreed, now)
    customer = session.get_one(Customer, about.customer_id, with_for_update={"key_share": True})
    same = select(Appointment).where(Appointment.customer_id == customer.id, Appointment.starts_at == agreed.starts_at)
    kept = session.scalar(same.where(Appointment.subject == agreed.subject, Appointment.cancelled_at.is_(None)))
    if kept is not None:
        return kept
    whose: dict[str, Any] = {"customer_id": customer.id, "follow_up_id": about.id, "attempt_id": attempt_id}
    made = Appointment(**whose, **asdict(agreed), booked_by=agent.id, booked_at=now)
    _keep(session, made)
    event = _event(session, made, customer, about, agent.login, now)
    session.add(event)
    session.flush()
    made.event_id = event.id
    plan_again(session, [customer.id], now)
    return made


def move_to(session: Session, appointment_id: int, customer_id: int, starts_at: datetime, now: datetime) -> Appointment:
    """Another time; the reminders follow it. The caller commits. Raises `AppointmentWrong`."""
    found, customer = _standing(session, appointment_id, customer_id)
    _check_time(starts_at, now)
    found.starts_at = starts_at
    _keep(session, found)
    event = session.get(Event, found.event_id) if found.event_id else None
    if event is not None:
        event.occurred_on, event.occurred_at = local_date(starts_at, customer.day_zone), starts_at
    plan_again(session, [customer.id], now)
    return found


def cancel(session: Session, appointment_id: int, customer_id: int, agent: Agent, now: datetime) -> None:
    """It does not take place; what was to remind of it is withdrawn. The caller commits. Raises `AppointmentWrong`."""
    found, customer = _standing(session, appointment_id, customer_id)
    found.cancelled_by, found.cancelled_at = agent.id, now
    event = session.get(Event, found.event_id) if found.event_id else None
    if event is not None:
        event.withdrawn_at = now
    plan_again(session, [customer.id], now)


def _standing(session: Session, appointment_id: int, customer_id: int) -> tuple[Appointment, Customer]:
    customer = session.get_one(Customer, customer_id, with_for_update={"key_share": True})
    found = session.get(Appointment, appointment_id, with_for_update=True, populate_existing=True)
    if found is None or found.customer_id != customer_id or found.cancelled_at is not None:
        raise AppointmentWrong("gone")
    return found, customer


def _check(agreed: Agreed, now: datetime) -> None:
    if not agreed.subject:
        raise AppointmentWrong("no_subject")
    if agreed.first_offer is not None and agreed.first_offer == agreed.second_offer:
        raise AppointmentWrong("same_offers")
    _check_time(agreed.starts_at, now)


def _check_time(starts_at: datetime, now: datetime) -> None:
    if starts_at <= now:
        raise AppointmentWrong("past")
    if starts_at > now + timedelta(days=FARTHEST):
        raise AppointmentWrong("too_far")


def _keep(session: Session, appointment: Appointment) -> None:
    """The constraint decides between two who book the same person at the same time."""
    try:
        with session.begin_nested():
            session.add(appointment)
            session.flush()
    except IntegrityError as twice:
        if "uq_appointment_with_whom" not in str(twice.orig):
            raise
        raise AppointmentWrong("taken", appointment.with_whom) from twice


def _event(session: Session, made: Appointment, customer: Customer, about: FollowUp, by: str, now: datetime) -> Event:
    cause = session.get(Event, about.event_id) if about.event_id else None
    return Event(
        source=OURS,
        external_id=f"{KIND}/{made.id}",
        customer_id=customer.id,
        kind=KIND,
        category=category_for(session, about.playbook, cause),
        subject=made.subject,
        by_whom=made.with_whom,
        occurred_on=local_date(made.starts_at, customer.day_zone),
        occurred_at=made.starts_at,
        details={"by": by} | _of_course(cause),
        created_at=now,
    )


def category_for(session: Session, playbook_id: str, cause: Event | None) -> str:
    """The category under which the playbook of the talk waits for an appointment, so that its reminders are planned.

    Where it knows several, the one of what was done; after an appointment of one category, the next in its order.
    """
    playbook = playbook_of(session, playbook_id)
    own = cause.category if cause is not None else ""
    known = _categories(playbook.anchors.values() if playbook is not None else ())
    if not known or (own in known and cause is not None and cause.kind != KIND):
        return own
    after = known.index(own) + 1 if own in known else 0
    return known[min(after, len(known) - 1)]


def _categories(anchors: Collection[Any]) -> list[str]:
    """In the order of the playbook's anchors."""
    found: list[str] = []
    for anchor in anchors:
        if isinstance(anchor, EventAnchor) and anchor.event == KIND:
            asked = (one for one in anchor.when if isinstance(one, EventIs) and one.event == "category")
            named = [str(value) for one in asked for value in one.is_ or ()]
            found += [one for one in (anchor.category, *named) if one]
    return list(dict.fromkeys(found))


def _of_course(cause: Event | None) -> dict[str, Any]:
    """Of a course of treatments the next one is booked."""
    said = cause.details if cause is not None else {}
    number, total = str(said.get("course_number", "")), said.get("course_total")
    return {"course_number": int(number) + 1, "course_total": total} if number.isdecimal() and total else {}
