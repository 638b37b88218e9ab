"""Segments: which customers a launch is meant for, as filters that a supervisor sets."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import ColumnElement, CompoundSelect, Date, Select, cast, exists, extract, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from campaigns.consents import last_said
from campaigns.customers import Customer, CustomerNumber
from campaigns.events import Event
from campaigns.house_clock import house_zone
from campaigns.suppressions import Suppression
from runtime.zones import local_date

#: What a customer has to agree to before they are greeted or offered anything, where the law asks for it.
OFFERS = "marketing"
_Age = Annotated[int, Field(ge=0, le=120)]


class _Filter(BaseModel):
    """A part of what a supervisor asked for; a word that nobody knows is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Happened(_Filter):
    """An event of this kind, between two days on the customer's calendar, both inside; they may lie ahead."""

    kind: str = Field(min_length=1)
    #: Empty for any.
    category: str = ""
    first: date | None = None
    last: date | None = None

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Happened:
        if self.first and self.last and self.first > self.last:
            raise ValueError("the first day comes after the last")
        return self


class Quiet(_Filter):
    """Nothing of this kind for so many months, and nothing ahead."""

    months: int = Field(ge=1, le=120)
    #: Empty for whatever happens at all.
    kind: str = ""


class Segment(_Filter):
    """Filters over customers; an empty one lets everybody through, several are all to hold.

    It is stored as it is and read again: whatever is added here has to have a default.
    """

    branches: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    language: Literal["", "zh", "en"] = ""
    titles: tuple[Literal["mr", "ms", "miss", ""], ...] = ()
    #: Login of whose own customers they are.
    owner: str = ""
    #: Years on the day that is asked about, both inside; who has no birthday on file has no age.
    aged_from: _Age | None = None
    aged_to: _Age | None = None
    #: 1 to 12, of the birthday in the solar calendar.
    birth_month: Annotated[int, Field(ge=1, le=12)] | None = None
    #: Only who has agreed to offers.
    consented: bool = False
    had: Happened | None = None
    quiet: Quiet | None = None

    @model_validator(mode="after")
    def _younger_first(self) -> Segment:
        if self.aged_from is not None and self.aged_to is not None and self.aged_from > self.aged_to:
            raise ValueError("the lower age is above the higher one")
        return self

    def conditions(self, today: date) -> list[ColumnElement[bool]]:
        """The filters as conditions on `Customer`; ages and months count from `today`."""
        found = [*self._who_they_are(), *self._how_old(today)]
        if self.consented:
            said = last_said(OFFERS)
            found.append(Customer.id.in_(select(said.c.customer_id).where(~said.c.withdrawn)))
        if self.had is not None:
            found.append(_happened(self.had))
        if self.quiet is not None:
            found.append(~_since(self.quiet, today))
        return found

    def _who_they_are(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if self.branches:
            found.append(Customer.branch.in_(self.branches))
        if self.tiers:
            found.append(Customer.tier.in_(self.tiers))
        if self.language:
            found.append(Customer.language == self.language)
        if self.titles:
            found.append(Customer.title.in_(self.titles))
        if self.owner:
            found.append(Customer.owner == self.owner)
        return found

    def _how_old(self, today: date) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if self.aged_from is not None:
            found.append(Customer.birthday <= _ago(today, years=self.aged_from))
        if self.aged_to is not None:
            found.append(Customer.birthday > _ago(today, years=self.aged_to + 1))
        if self.birth_month is not None:
            found.append(extract("month", Customer.birthday) == self.birth_month)
        return found


def _happened(had: Happened) -> ColumnElement[bool]:
    between = [
        *([Event.occurred_on >= had.first] if had.first else []),
        *([Event.occurred_on <= had.last] if had.last else []),
        *([Event.category == had.category] if had.category else []),
    ]
    return exists().where(Event.customer_id == Customer.id, Event.kind == had.kind, _stands(), *between)


def _since(quiet: Quiet, today: date) -> ColumnElement[bool]:
    kind = [Event.kind == quiet.kind] if quiet.kind else []
    later = Event.occurred_on > _ago(today, months=quiet.months)
    return exists().where(Event.customer_id == Customer.id, _stands(), later, *kind)


def _stands() -> ColumnElement[bool]:
    return Event.withdrawn_at.is_(None)


def _ago(today: date, *, years: int = 0, months: int = 0) -> ColumnElement[date]:
    """So long ago by the calendar; the last day of the month where the day is missing in it, as PostgreSQL counts."""
    return cast(literal(today, Date) - func.make_interval(years, months), Date)


def suppressed(now: Any, *channels: str) -> ColumnElement[bool]:
    """True for a `Customer` row that is left in peace at `now` on any of these channels (or on all)."""
    number = aliased(CustomerNumber)
    standing = (
        Suppression.channel.in_([*channels, "all"]),
        or_(Suppression.until.is_(None), Suppression.until > now),
    )
    # Two questions, each with an index of its own: of one with "or" in it every suppression would be read.
    themselves = select(Suppression.id).where(Suppression.customer_id == Customer.id, *standing)
    by_number = (
        select(Suppression.id)
        .join(number, number.e164 == Suppression.e164)
        .where(number.customer_id == Customer.id, *standing)
    )
    return or_(
        exists(themselves.correlate_except(Suppression)), exists(by_number.correlate_except(Suppression, number))
    )


def all_suppressed(now: datetime, *channels: str) -> CompoundSelect[int | None]:
    """The ids of all customers whom `suppressed` is true for: for a look at many at once."""
    held = (
        Suppression.channel.in_([*channels, "all"]),
        or_(Suppression.until.is_(None), Suppression.until > now),
    )
    by_name = select(Suppression.customer_id).where(Suppression.customer_id.is_not(None), *held)
    by_number = select(CustomerNumber.customer_id).join(Suppression, Suppression.e164 == CustomerNumber.e164)
    return by_name.union(by_number.where(*held))


def house_today(session: Session, now: datetime) -> date:
    """The day from which the house counts ages and months."""
    return local_date(now, house_zone(session))


def members(segment: Segment, today: date) -> Select[int]:
    """The ids of the customers in the segment."""
    return select(Customer.id).where(*segment.conditions(today))


def count(session: Session, segment: Segment, today: date) -> int:
    """How many customers the segment holds."""
    return session.execute(select(func.count()).select_from(members(segment, today).subquery())).scalar_one()
