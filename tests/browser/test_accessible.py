"""axe-core finds nothing wrong on any page: both languages, light and dark; and no page is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import Engine

from runtime.database import sessions as sessions_of
from tests.browser.every_page import NOT_PAGES, PAGES
from tests.browser.full_house import full_house, open_house
from tests.browser.judge import source, violations
from tests.browser.reader import reading
from tests.schema import empty_tables
from tests.stopped_clock import StoppedClock
from tests.web.visitor import settings
from web.app import create_app

READERS = sorted({one.who for one in PAGES.values()})


@dataclass(frozen=True)
class FullHouse:
    """Where its pages are, and which rows they are about."""

    address: str
    ids: dict[str, int]


@pytest.fixture(scope="module")
def house(engine: Engine) -> Iterator[FullHouse]:
    """One for all; its clock stands still, and nobody changes anything."""
    empty_tables(engine)
    sessions = sessions_of(engine)
    with sessions.begin() as session:
        ids = full_house(session)
    with open_house(sessions) as address:
        yield FullHouse(address, ids)


def pages(app: Flask) -> set[str]:
    return {rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}


def test_every_address_that_can_be_read_is_judged_or_said_to_be_no_page(engine: Engine) -> None:
    app = create_app(sessions_of(engine), StoppedClock(), settings())
    known = PAGES.keys() | NOT_PAGES.keys()
    assert (pages(app) - known, known - pages(app)) == (set(), set())
    assert not PAGES.keys() & NOT_PAGES.keys()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("who", READERS)
def test_axe_finds_nothing_on_any_page(house: FullHouse, chromium: Browser, who: str, language: str) -> None:
    program, wrong = source(), []
    with reading(chromium, house.address, who, language) as page:
        for rule, read in PAGES.items():
            if read.who == who:
                # Colours know no language.
                found = judged(page, read.address.format(**house.ids), program, dark=language == "zh")
                wrong += [f"{rule} {line}" for line in found]
    assert not wrong, "\n" + "\n".join(wrong)


def judged(page: Page, address: str, program: str, *, dark: bool) -> list[str]:
    """What is wrong with this page, by day and if asked in the dark, where it is the same apart from the colours."""
    page.emulate_media(color_scheme="light")
    answer = page.goto(address)
    if answer is None or answer.status != 200:
        return [f"cannot be read: {answer and answer.status}"]
    found = violations(page, program)
    if not dark:
        return found
    page.emulate_media(color_scheme="dark")
    return found + [f"in the dark: {line}" for line in violations(page, program, only=["color-contrast"])]
