"""Pages without a mouse and on a narrow screen: focus that is seen, content that fits, nothing that moves unasked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from sqlalchemy import Engine

from runtime.database import sessions as sessions_of
from tests.browser.every_page import PAGES
from tests.browser.full_house import full_house, open_house
from tests.browser.reader import reading
from tests.schema import empty_tables

#: 1280 pixels at 400 %, or a telephone (WCAG 1.4.10); and a laptop at 200 % (1.4.4).
NARROW, DOUBLED = (320, 640), (640, 400)

_FOCUSED = """() => {
  const one = document.activeElement
  if (!one || one === document.body) return null
  // A choice is drawn by its label.
  const drawn = one.closest('.choice, .chip, .scale label') ?? one
  const [shape, style] = [drawn.getBoundingClientRect(), getComputedStyle(drawn)]
  // Inside a player and a date, Chromium draws the focus on parts of its own.
  if (one.matches('audio, [type=date], [type=time]')) return { name: one.outerHTML, seen: true, there: true }
  return {
    name: one.outerHTML.slice(0, 120),
    seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    there: shape.width > 0 && shape.bottom > 0 && shape.right > 0 && shape.left < innerWidth && shape.top < innerHeight,
  }
}"""

#: Where a page puts the focus into its first field, Tab would go on from there.
_FROM_THE_TOP = (
    "() => { document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex') }"
)

#: What is wider than the screen, without a region of its own that scrolls.
_TOO_WIDE = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth
  if (wide <= 0) return []
  const scrolls = one => one && one !== document.body &&
    (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(one).overflowX) || scrolls(one.parentElement))
  return [...document.body.querySelectorAll('*')]
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1 && !scrolls(one.parentElement))
    .map(one => `${Math.round(one.getBoundingClientRect().right)}px ${one.outerHTML.slice(0, 120)}`).slice(0, 3)
    .concat(`${wide}px too wide`)
}"""


@pytest.fixture(scope="module")
def addresses(engine: Engine) -> Iterator[tuple[str, dict[str, int]]]:
    """A full house, and the ids of what is in it."""
    empty_tables(engine)
    sessions = sessions_of(engine)
    with sessions.begin() as session:
        ids = full_house(session)
    with open_house(sessions) as address:
        yield address, ids


@pytest.mark.parametrize("who", ["", "wing", "rita", "root"])
def test_no_page_has_to_be_pushed_sideways(addresses: tuple[str, dict[str, int]], chromium: Browser, who: str) -> None:
    address, ids = addresses
    wrong = []
    with reading(chromium, address, who, "en", NARROW) as page:
        for rule, read in PAGES.items():
            if read.who == who:
                page.goto(read.address.format(**ids))
                for size in (DOUBLED, NARROW):
                    page.set_viewport_size(ViewportSize(width=size[0], height=size[1]))
                    wrong += [f"{rule} at {size[0]}: {line}" for line in page.evaluate(_TOO_WIDE)]
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("rita", "/console"),
        ("rita", "/console/launch"),
        ("rita", "/console/playbooks/skin-laser/text"),
        ("rita", "/console/agents/{wing}"),
        ("rita", "/customers/{customer}/agreed"),
        ("wing", "/desk"),
    ],
)
def test_whoever_goes_on_with_tab_sees_where_they_are(
    addresses: tuple[str, dict[str, int]], chromium: Browser, who: str, path: str
) -> None:
    address, ids = addresses
    with reading(chromium, address, who, "en") as page:
        page.goto(path.format(**ids))
        page.evaluate(_FROM_THE_TOP)
        walked = list(walk(page, 60))
    assert "skip" in walked[0]["name"], "the first stop leads past the navigation"
    assert [one["name"] for one in walked if not (one["seen"] and one["there"])] == []


def walk(page: Page, most: int) -> Iterator[dict[str, Any]]:
    """Each stop of the Tab key."""
    for _ in range(most):
        page.keyboard.press("Tab")
        found = page.evaluate(_FOCUSED)
        if found is None:
            return
        yield found


def test_the_first_key_skips_the_navigation_and_return_opens_what_is_folded(
    addresses: tuple[str, dict[str, int]], chromium: Browser
) -> None:
    address, ids = addresses
    with reading(chromium, address, "rita", "en") as page:
        page.goto(f"/customers/{ids['customer']}/agreed")
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_in_viewport()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null"), "the next stop is in the content"
        folded = page.locator("main details > summary").first
        folded.focus()
        page.keyboard.press("Enter")
        expect(folded.locator("..")).to_have_attribute("open", "")


def test_nothing_moves_for_who_wants_no_motion(addresses: tuple[str, dict[str, int]], chromium: Browser) -> None:
    address, _ = addresses
    for who, path in (("wing", "/desk"), ("rita", "/console"), ("rita", "/console/launch")):
        with reading(chromium, address, who, "en") as page:
            page.emulate_media(reduced_motion="reduce")
            page.goto(path)
            moving = page.evaluate("""() => [...document.querySelectorAll('*')].filter(one => {
              const style = getComputedStyle(one)
              const spans = `${style.animationDuration},${style.transitionDuration}`.split(',').map(parseFloat)
              return style.animationName !== 'none' || spans.some(span => span > 0)
            }).map(one => one.outerHTML.slice(0, 120))""")
            assert moving == [], path
