"""What was agreed with a customer: wished hours, consents, what they are left in peace of, complaints that are open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.complaints import open_complaints
from campaigns.consents import SPOKEN_AT, Consent, Standing
from campaigns.customers import Customer, CustomerNumber
from campaigns.numbers.masking import mask
from campaigns.suppressions import Suppression
from campaigns.wishes import WishChange
from dialer.judgement.consent_law import opt_in
from web.reading.recordings import Stance, stance

#: In the order in which they matter to the customer.
PURPOSES = ("care", "survey", "marketing")
#: Rows of history shown.
SHOWN = 20


@dataclass(frozen=True)
class Word:
    """One thing that was said of a consent."""

    given_at: datetime | None
    withdrawn_at: datetime | None
    #: How and where it was said.
    proof: str
    #: Which door it came in by, and the name of who was told, where a person was.
    door: str
    by: str


@dataclass(frozen=True)
class Consented:
    """How the customer stands to one purpose."""

    purpose: str
    standing: Standing
    #: The latest word first.
    said: tuple[Word, ...]
    #: The law of the place that is called asks for a grant beforehand.
    asked_for: bool

    @property
    def last(self) -> Word | None:
        """What counts."""
        return self.said[0] if self.said else None


@dataclass(frozen=True)
class Peace:
    """One suppression, of the customer or of a number of theirs."""

    id: int
    #: call, text or all
    channel: str
    reason: str
    since: datetime
    until: datetime | None
    by: str
    lifted_by: str
    #: Masked; empty where it is the customer's own.
    number: str

    @property
    def last(self) -> datetime | None:
        """The last second of it, whose day is the last one."""
        return self.until - timedelta(seconds=1) if self.until else None


@dataclass(frozen=True)
class Complaint:
    """One that is open."""

    about: str
    on: date
    by: str


@dataclass(frozen=True)
class Arrangements:
    """All of it."""

    customer_id: int
    #: The zone whose days and hours are theirs.
    zone: str
    #: As the customer's row keeps it.
    wish: str | None
    wish_by: str
    wish_at: datetime | None
    consents: tuple[Consented, ...]
    peace: tuple[Peace, ...]
    #: Suppressions that have ended, the latest first.
    over: tuple[Peace, ...]
    complaints: tuple[Complaint, ...]
    #: Whether they let us record.
    recording: Stance

    @property
    def offers(self) -> Consented:
        """How they stand to marketing."""
        return next(one for one in self.consents if one.purpose == "marketing")


def arrangements(session: Session, customer_id: int, now: datetime) -> Arrangements:
    """What holds for this customer at `now`, with who wrote it down and when."""
    customer = session.get_one(Customer, customer_id)
    names: dict[str, str] = dict(session.execute(select(Agent.login, Agent.name)).all())
    told = session.scalars(
        select(WishChange).where(WishChange.customer_id == customer_id).order_by(WishChange.id.desc()).limit(1)
    ).one_or_none()
    ours = told is not None and told.wished_hours == customer.wished_hours
    complaints = open_complaints(session, customer_id, now)
    peace = _peace(session, customer_id, names)
    return Arrangements(
        customer_id=customer_id,
        zone=customer.day_zone,
        wish=customer.wished_hours,
        wish_by=names.get(told.by, told.by) if told and ours else "",
        wish_at=told.at if told and ours else None,
        consents=_consents(session, customer, names, now),
        peace=tuple(one for one in peace if one.until is None or one.until > now),
        over=tuple(one for one in reversed(peace) if one.until is not None and one.until <= now),
        recording=stance(session, customer),
        complaints=tuple(Complaint(c.subject, c.occurred_on, _name(names, c.details.get("by"))) for c in complaints),
    )


def _consents(session: Session, customer: Customer, names: Mapping[str, str], now: datetime) -> tuple[Consented, ...]:
    rows = session.scalars(
        select(Consent).where(Consent.customer_id == customer.id).order_by(SPOKEN_AT.desc(), Consent.id.desc())
    ).all()
    alive = [number for number in customer.numbers if number.dead_reason is None]
    country = alive[0].country if alive else ""
    return tuple(
        Consented(
            purpose=purpose,
            standing=_standing([row for row in rows if row.purpose == purpose]),
            said=tuple(_word(row, names) for row in rows if row.purpose == purpose)[:SHOWN],
            asked_for=opt_in(country, purpose, now) is not None,
        )
        for purpose in PURPOSES
    )


def _standing(rows: list[Consent]) -> Standing:
    if not rows:
        return Standing.UNSAID
    return Standing.GIVEN if rows[0].withdrawn_at is None else Standing.WITHDRAWN


def _word(row: Consent, names: Mapping[str, str]) -> Word:
    door, _, login = row.source.partition("/")
    return Word(row.given_at, row.withdrawn_at, row.proof, door, _name(names, login))


def _peace(session: Session, customer_id: int, names: Mapping[str, str]) -> list[Peace]:
    numbers = select(CustomerNumber.e164).where(CustomerNumber.customer_id == customer_id)
    rows = session.scalars(
        select(Suppression)
        .where(or_(Suppression.customer_id == customer_id, Suppression.e164.in_(numbers)))
        .order_by(Suppression.since, Suppression.id)
    )
    return [
        Peace(
            id=row.id,
            channel=row.channel,
            reason=row.reason,
            since=row.since,
            until=row.until,
            by=_name(names, row.by),
            lifted_by=_name(names, row.lifted_by),
            number=mask(row.e164) if row.e164 else "",
        )
        for row in rows
    ]


def _name(names: Mapping[str, str], login: str | None) -> str:
    return names.get(login, login) if login else ""
