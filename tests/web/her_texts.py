"""Customers who write to Wing, for tests of her pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from campaigns.customers import CustomerNumber
from campaigns.planning.house import plan_house
from dialer.inbound.texts import Came, receive
from runtime.database import Sessions
from tests.cast import MEI, customer
from tests.stopped_clock import StoppedClock
from tests.web.at_her_desk import Desk
from tests.web.visitor import Visitor

Writes = Callable[..., int]


@pytest.fixture
def writes(sessions: Sessions, clock: StoppedClock) -> Writes:
    """A customer writes, and it is planned; whose conversation it is."""
    count = iter(range(99))

    def text(body: str, number: str = MEI, media: int = 0, **facts: Any) -> int:
        with sessions.begin() as session:
            asked = select(CustomerNumber.customer_id).where(CustomerNumber.e164 == number)
            whose = session.scalar(asked) or customer(session, facts.pop("name", "陈美玲"), number, **facts).id
            receive(session, Came(f"SM{next(count)}", number, "+85221234567", body, media=media), clock.now())
            plan_house(session, clock.now())
            return whose

    return text


@pytest.fixture
def desk(wing: Visitor, sessions: Sessions) -> Desk:
    """Wing at her desk."""
    return Desk(wing, sessions)
