"""Left out: who of many customers cannot be reached by a launch, each by the first reason, in one pass over them all.

As `dialer.judgement.may_place` judges it again for each call and each text, but for hours and caps, which pass. What is
asked of single customers by their index there is joined here as whole sets: a million is sorted out in seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, false, func, not_, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from campaigns.complaints import complaining
from campaigns.consents import last_said
from campaigns.customers import Customer, CustomerNumber
from campaigns.segments import all_suppressed
from dialer.carrier import NO_VOICE_SERVICE
from dialer.judgement.consent_law import opt_in_countries

#: Names shown behind each reason.
NAMED = 20


@dataclass(frozen=True)
class Way:
    """How a launch reaches people."""

    #: call or text.
    channel: str
    #: The playbook's; empty where each follow-up has its own, and consent and complaints are judged with it.
    purpose: str
    #: Prefixes that the carrier does not reach by voice.
    no_voice: Sequence[str]


@dataclass(frozen=True)
class Sieve:
    """Many customers, with columns to ask for beside those of `Customer`."""

    #: Why the customer is left out; empty for who can be reached.
    why: ColumnElement[str]
    #: ISO country of the number that is called or texted.
    country: ColumnElement[str]
    #: The same number's subdivision, and the number.
    subdivision: ColumnElement[str]
    e164: ColumnElement[str]
    _among: Select[int] | None
    _sets: tuple[Subquery, ...]

    def asks(self, *columns: Any) -> Select[Any]:
        """A row for each of these customers."""
        asked = select(*columns).select_from(Customer)
        for one in self._sets:
            asked = asked.outerjoin(one, one.c.customer_id == Customer.id)
        return asked if self._among is None else asked.where(Customer.id.in_(self._among))


def sieve(whom: Sequence[ColumnElement[bool]], way: Way, now: datetime) -> Sieve:
    """Who of these customers is left out of a launch that goes this way at `now`."""
    # Of few the numbers are looked up one by one: PostgreSQL decides by how many it expects.
    among = select(select(Customer.id).where(*whom).cte("whom").c.id) if whom else None
    quiet = all_suppressed(now, way.channel).subquery("quiet")
    number, said = _first_number(way, among), last_said(way.purpose, among)
    complains = complaining(now).subquery("complains")
    about_something = way.purpose != ""
    asked = number.c.country.in_(opt_in_countries(way.purpose, now))
    why = case(
        (quiet.c.customer_id.is_not(None), "suppressed"),
        (complains.c.customer_id.is_not(None) if about_something else false(), "complaint_open"),
        (number.c.customer_id.is_(None), "no_number"),
        (not_(number.c.served), NO_VOICE_SERVICE if way.channel == "call" else "takes_no_texts"),
        (said.c.withdrawn, "consent_withdrawn"),
        (and_(asked, said.c.customer_id.is_(None)), "no_consent"),
        else_="",
    )
    return Sieve(why, number.c.country, number.c.subdivision, number.c.e164, among, (quiet, complains, number, said))


def _first_number(way: Way, among: Select[int] | None) -> Subquery:
    """Of each customer the number that would be used: the first in their order that is alive and served."""
    # Never empty: a constant is nothing to sort by.
    unserved = [CustomerNumber.e164.startswith(p) for p in way.no_voice] or [CustomerNumber.e164.is_(None)]
    served = ~or_(*unserved) if way.channel == "call" else CustomerNumber.no_text_reason.is_(None)
    place = (CustomerNumber.country, CustomerNumber.subdivision, CustomerNumber.e164)
    columns = (CustomerNumber.customer_id, *place, served.label("served"))
    alive = select(*columns).where(CustomerNumber.dead_reason.is_(None)).ext(distinct_on(CustomerNumber.customer_id))
    if among is not None:
        alive = alive.where(CustomerNumber.customer_id.in_(among))
    return alive.order_by(CustomerNumber.customer_id, not_(served), CustomerNumber.position).subquery("number")


@dataclass(frozen=True)
class Preview:
    """Who would be reached by a launch, and who would not."""

    callable: int
    #: Reason code -> how many.
    left_out: dict[str, int]
    #: Reason code -> the first few names with their id in the source system.
    names: dict[str, list[str]]

    @property
    def all(self) -> int:
        """Everybody who was asked about."""
        return self.callable + sum(self.left_out.values())


def sort_out(session: Session, whom: Sequence[ColumnElement[bool]], way: Way, now: datetime) -> Preview:
    """Count these customers: who can be reached, and the others by the first reason that leaves them out."""
    through = sieve(whom, way, now)
    held = through.asks(Customer.id, through.why.label("why")).cte("held")
    same = held.alias("same")
    first = select(same.c.id).where(same.c.why == held.c.why).order_by(same.c.id).limit(NAMED)
    some = func.array(first.correlate(held).scalar_subquery())
    rows = session.execute(select(held.c.why, func.count(), some).group_by(held.c.why)).all()
    counts = {why: count for why, count, _ in rows}
    names = {why: _names(session, ids) for why, _, ids in rows if why}
    return Preview(counts.pop("", 0), counts, names)


def _names(session: Session, ids: Sequence[int]) -> list[str]:
    found = select(Customer.name, Customer.external_id).where(Customer.id.in_(ids)).order_by(Customer.external_id)
    return [f"{name} ({key})" for name, key in session.execute(found)]
