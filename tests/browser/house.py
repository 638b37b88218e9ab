"""A house with its pages open: fixtures that the browser tests import."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from runtime.database import Sessions
from tests.browser.live import served
from tests.cast import TUESDAY_11, agent, branch, ready
from tests.stopped_clock import StoppedClock
from tests.templates import compiled_once
from tests.web.visitor import PASSWORD, PASSWORD_HASH, settings
from web.app import create_app


@dataclass(frozen=True)
class House:
    """Where the pages are, and what lies behind them."""

    address: str
    sessions: Sessions
    clock: StoppedClock

    def let_in(self, page: Page, login: str) -> None:
        """Sign in by hand."""
        page.goto(f"{self.address}/login")
        page.fill("[name=login]", login)
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk" if login == "wing" else "**/console")


@pytest.fixture
def house(sessions: Sessions) -> Iterator[House]:
    """Wing stands by; Rita supervises."""
    clock = StoppedClock()
    with sessions.begin() as session:
        branch(session)
        ready(session, TUESDAY_11, "wing", password_hash=PASSWORD_HASH)
        agent(session, "rita", post="supervisor", roles=[], phone="+85261110009", password_hash=PASSWORD_HASH)
    with served(compiled_once(create_app(sessions, clock, settings()))) as address:
        yield House(address, sessions, clock)
