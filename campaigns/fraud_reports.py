"""Reports of fraud: somebody posed as us towards a customer. Logged with when, how often, which number, what they knew.

Source: the users' manuals, section 3. A report is an event of its customer, kind `fraud-report`; no playbook needs it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.events import Event
from runtime.zones import local_date

FRAUD_REPORT = "fraud-report"
#: The source of what people of ours write down.
OURS = "huifang"
#: Signs of one field.
LONGEST = 400
#: What a customer may hold against everybody who calls in our name, to be read aloud in the customer's language.
NEVER_ASKED = {
    "en": "We never ask for passwords, codes from texts, card numbers or transfers.",
    "zh": "我们绝不会索要密码、短信验证码、银行卡号，也不会要求转账。",
}


@dataclass(frozen=True)
class Told:
    """What the customer says of the caller, in their words; what they do not know is empty."""

    when: str
    how_often: str
    #: The number that the caller showed.
    number: str
    #: What the caller knew about the customer.
    knew: str


@dataclass(frozen=True)
class FraudReport:
    """One report."""

    customer_id: int
    #: The name as it is on file, and the number in the source system.
    customer: str
    external_id: str
    at: datetime
    #: Name of who was told.
    by: str
    told: Told


class NothingTold(Exception):
    """Write down at least when it was, which number it was, or what the caller knew."""


def report_fraud(session: Session, customer_id: int, told: Told, by: str, now: datetime) -> None:
    """Keep the report; `by` is the login of who was told. The caller commits. Raises `NothingTold`."""
    details = {name: said.strip()[:LONGEST] for name, said in asdict(told).items()}
    if not any(details.values()):
        raise NothingTold
    customer = session.get_one(Customer, customer_id)
    session.add(
        Event(
            source=OURS,
            external_id=f"{FRAUD_REPORT}/{customer_id}/{now.isoformat()}",
            customer_id=customer_id,
            kind=FRAUD_REPORT,
            occurred_on=local_date(now, customer.day_zone),
            occurred_at=now,
            details=details | {"by": by},
            created_at=now,
        )
    )
    session.flush()


def recent_fraud_reports(session: Session, since: datetime, limit: int) -> Sequence[FraudReport]:
    """The latest reports from this instant on, the newest first, no more than `limit`.

    Reads `ix_event_kind_category_occurred_on` backwards from today.
    """
    rows = _reports().where(Event.occurred_on >= since.date(), Event.occurred_at >= since)
    return _read(session, rows.order_by(Event.occurred_on.desc(), Event.id.desc()).limit(limit))


def fraud_reports_of(session: Session, customer_id: int, limit: int) -> Sequence[FraudReport]:
    """What this customer has reported, the newest first."""
    rows = _reports().where(Event.customer_id == customer_id)
    return _read(session, rows.order_by(Event.occurred_on.desc(), Event.id.desc()).limit(limit))


def _reports() -> Select[Event, Customer, str]:
    return (
        select(Event, Customer, Agent.name)
        .join(Customer, Customer.id == Event.customer_id)
        .outerjoin(Agent, Agent.login == Event.details["by"].astext)
        .where(Event.kind == FRAUD_REPORT, Event.withdrawn_at.is_(None))
    )


def _read(session: Session, rows: Select[Event, Customer, str]) -> list[FraudReport]:
    return [
        FraudReport(
            customer.id,
            customer.name,
            customer.external_id,
            event.occurred_at or event.created_at,
            name or "",
            Told(**{name: event.details.get(name, "") for name in ("when", "how_often", "number", "knew")}),
        )
        for event, customer, name in session.execute(rows)
    ]
