"""Facts: all that the judgement of one follow-up stands on, read in two set-based statements for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Interval,
    Text,
    and_,
    any_,
    bindparam,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.orm import Session

from campaigns.branches import Branch
from campaigns.calendars.notices import LATEST, go_by
from campaigns.complaints import about_a_complaint, complained
from campaigns.consents import Standing, standing_of
from campaigns.customers import Customer, CustomerNumber
from campaigns.follow_ups import FollowUp
from campaigns.launches import Campaign
from campaigns.outcomes import Outcome
from campaigns.segments import suppressed
from campaigns.wishes import WEEKDAYS, WishUnreadable, by_day
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt
from dialer.caps.history import Contact, Past
from dialer.caps.house import ANSWER
from dialer.caps.law import LOOK_BACK_DAYS
from dialer.hours.callee import Callee, Wishes
from dialer.hours.windows import parse_week
from runtime.database import UtcDateTime

_CONTACTS: dict[Result | None, Contact] = {
    Result.TALKED: Contact.CONVERSATION,
    Result.GREETED: Contact.CONVERSATION,
    Result.ABANDONED: Contact.ABANDONED,
}
#: Stands where a contact says its channel, for what the customer said.
_REFUSED = "refused"
#: Of these the carrier was surely not asked, or refused: a text that was given back keeps the instant of its first try.
_NOT_ASKED = (
    AttemptState.PLANNED,
    AttemptState.CLAIMED,
    AttemptState.REFUSED,
    AttemptState.RELEASED,
    AttemptState.WITHDRAWN,
)


@dataclass(frozen=True)
class Reach:
    """One number of a customer."""

    e164: str
    extension: str
    country: str
    subdivision: str
    #: What passed with this number, by anybody's follow-up, as far as caps look back.
    past: tuple[Past, ...] = ()
    #: Why it takes no texts; empty where it may.
    no_texts: str = ""


@dataclass(frozen=True)
class Facts:
    """One follow-up with its customer, as the judgement needs them."""

    follow_up: FollowUp
    customer: Customer
    branch: Branch
    #: The numbers that are alive, in the order of preference.
    numbers: tuple[Reach, ...]
    call_suppressed: bool
    text_suppressed: bool
    #: running, paused or stopped; a follow-up without a campaign runs.
    campaign_state: str
    #: What passed with this customer, on all their numbers, as far as caps look back.
    past: tuple[Past, ...] = ()
    #: Purpose -> how the customer stands to it; a purpose of which nothing is known is not there.
    consents: Mapping[str, Standing] = field(default_factory=dict)
    #: A complaint of theirs is open, and this is about something else.
    complaint_open: bool = False
    #: The campaign's own choice of our numbers; empty for the branch's.
    named_lines: tuple[str, ...] = ()

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Our numbers that may call and text about it, the first one rather: the branch's own, where it may.

        The others begin with another one for each customer, so that they share the work and a customer sees the same.
        """
        named = self.named_lines or (self.branch.line,)
        turn = self.customer.id % len(named)
        return tuple(sorted((*named[turn:], *named[:turn]), key=lambda line: line != self.branch.line))

    @property
    def to_text(self) -> Reach | None:
        """The first number that takes texts; where none does the first, so that the judgement says why not."""
        return next((one for one in self.numbers if not one.no_texts), next(iter(self.numbers), None))

    def callee(self, reach: Reach) -> Callee:
        """The customer at this number, with what they wish."""
        customer = self.customer
        return Callee(reach.e164, reach.country, reach.subdivision, customer.zone, wishes_of(customer.wished_hours))


@lru_cache(maxsize=1024)
def wishes_of(wish: str | None) -> Wishes | None:
    """The wish that a customer's row keeps, as hours are judged. One that nobody can read lets no call through."""
    if wish is None:
        return None
    try:
        named = by_day(wish)
    except WishUnreadable:
        named = {}
    barred = frozenset(number for number, day in enumerate(WEEKDAYS) if day not in named)
    return Wishes(parse_week(named), barred)


def _numbers() -> ColumnElement[Any]:
    """Of a `Customer`, the numbers that are alive as a `Reach` begins, and why one takes no texts; None without any."""
    one = CustomerNumber
    row = func.jsonb_build_array(one.e164, one.extension, one.country, one.subdivision, one.no_text_reason)
    alive = select(func.jsonb_agg(aggregate_order_by(row, one.position)))
    mine = alive.where(one.customer_id == Customer.id, one.dead_reason.is_(None))
    return mine.correlate(Customer).scalar_subquery()


#: The instant of the judgement. The statements are put together once: that costs more than to ask them.
_NOW: ColumnElement[datetime] = bindparam("now", type_=UtcDateTime)
_ABOUT = (
    select(
        FollowUp.id,
        Customer,
        Branch,
        Campaign.state,
        Campaign.lines,
        suppressed(_NOW, "call"),
        suppressed(_NOW, "text"),
        and_(complained(_NOW), ~about_a_complaint()),
        _numbers(),
        standing_of(Customer.id),
        LATEST.label("edition"),
    )
    .join(Customer, Customer.id == FollowUp.customer_id)
    .join(Branch, Branch.name == Customer.branch)
    .outerjoin(Campaign, Campaign.id == FollowUp.campaign_id)
    .where(FollowUp.id == any_(bindparam("ids", type_=ARRAY(BigInteger))))
)
_CUSTOMERS = any_(bindparam("customers", type_=ARRAY(BigInteger)))
_PAST: CompoundSelect[Any, Any, Any, Any, Any] = union_all(
    select(Attempt.customer_id, Attempt.e164, Attempt.channel, Attempt.placing_at, Attempt.result).where(
        Attempt.direction == "out",
        Attempt.placing_at > bindparam("since", type_=UtcDateTime),
        Attempt.state.not_in(_NOT_ASKED),
        or_(Attempt.answers_at.is_(None), Attempt.placing_at > Attempt.answers_at + literal(ANSWER, Interval)),
        or_(Attempt.customer_id == _CUSTOMERS, Attempt.e164 == any_(bindparam("numbers", type_=ARRAY(Text)))),
    ),
    select(Outcome.customer_id, null(), literal(_REFUSED), Outcome.logged_at, null()).where(
        Outcome.customer_id == _CUSTOMERS, Outcome.disposition == "refused"
    ),
)


def facts(session: Session, follow_ups: Sequence[FollowUp], now: datetime) -> dict[int, Facts]:
    """The facts of each of these follow-ups by its id. From here on this process goes by the latest calendar."""
    if not follow_ups:
        return {}
    given = {f.id: f for f in follow_ups}
    rows = session.execute(_ABOUT, {"ids": list(given), "now": now}).all()
    for edition in {row.edition for row in rows}:
        go_by(session, edition)
    customers = {row.Customer.id for row in rows}
    past = _past(session, customers, {number[0] for *_, numbers, _, _ in rows for number in numbers or ()}, now)
    return {
        id_: Facts(
            follow_up=given[id_],
            customer=customer,
            branch=branch,
            numbers=tuple(
                Reach(e164, extension, country, subdivision, tuple(past[e164]), no_texts or "")
                for e164, extension, country, subdivision, no_texts in numbers or ()
            ),
            past=tuple(past[customer.id]),
            call_suppressed=no_call,
            text_suppressed=no_text,
            campaign_state=state or "running",
            consents={purpose: Standing(standing) for purpose, standing in (said or {}).items()},
            complaint_open=complaint,
            named_lines=tuple(lines or ()),
        )
        for id_, customer, branch, state, lines, no_call, no_text, complaint, numbers, said, _ in rows
    }


def _past(session: Session, customers: set[int], numbers: set[str], now: datetime) -> dict[int | str, list[Past]]:
    """When the phone was, or may have been, rung or texted, and who refused: by customer id and by number.

    What answered the customer's own text within a day is no contact of ours.
    """
    asked = {"customers": list(customers), "numbers": list(numbers), "since": now - timedelta(days=LOOK_BACK_DAYS)}
    found: dict[int | str, list[Past]] = defaultdict(list)
    for customer_id, e164, channel, at, result in session.execute(_PAST, asked):
        if channel == _REFUSED:
            found[customer_id].append(Past(at, Contact.REFUSED))
            continue
        contact = Past(at, Contact.TEXT if channel == "text" else _CONTACTS.get(result, Contact.ATTEMPT))
        found[customer_id].append(contact)
        found[e164].append(contact)
    return found
