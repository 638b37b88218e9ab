"""Recordings in the browser: the player plays, one key refuses, and a screen reader finds its way."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from sqlalchemy import select

from campaigns.agents import Agent
from dialer.recordings.recording import Listening, Recording
from tests.browser.house import House, house
from tests.browser.recorded import recorded
from tests.browser.seen import contrasts, nameless

__all__ = ["house"]

#: Have the player fetch the sound; how many seconds it finds in it.
_PLAYED = """player => new Promise((found, wrong) => {
  player.onloadedmetadata = () => found(player.duration)
  player.onerror = () => wrong(player.error.message)
  player.preload = 'auto'
  player.load()
})"""
#: Jump to its middle, and say where it stands then.
_JUMPED = """player => new Promise(found => {
  player.onseeked = () => found(player.currentTime)
  player.currentTime = 120
})"""


def opened(house: House, page: Page, login: str) -> None:
    """A house that records; somebody has come in."""
    with house.sessions.begin() as session:
        recorded(session, session.scalars(select(Agent).where(Agent.login == "wing")).one())
    house.let_in(page, login)


def log(house: House) -> list[str]:
    with house.sessions() as session:
        return list(session.scalars(select(Listening.by)))


def test_a_supervisor_hears_what_was_said_and_stands_in_the_log_once(house: House, page: Page) -> None:
    opened(house, page, "rita")
    page.goto(f"{house.address}/recordings")
    expect(page.locator("audio")).to_have_count(5)
    assert log(house) == [], "nothing is fetched before somebody listens"
    player = page.locator("audio").nth(1)
    assert 238 < player.evaluate(_PLAYED) < 246
    assert 119 < player.evaluate(_JUMPED) < 121
    assert log(house) == ["rita"]
    assert nameless(page) == []
    assert {words: ratio for words, ratio in contrasts(page, "#main").items() if ratio < 4.5} == {}


def test_one_key_at_the_desk_and_it_is_not_recorded_any_more(house: House, page: Page) -> None:
    opened(house, page, "wing")
    expect(page.locator("#do-not-record")).to_be_visible()
    page.locator(".entry textarea").fill("x marks what is typed")
    page.keyboard.press("x")
    expect(page.locator("#do-not-record")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    expect(page.locator("#now")).to_contain_text("未录音：客户不同意")
    expect(page.locator("#do-not-record")).to_have_count(0)
    expect(page.locator(".entry textarea")).to_have_value("x marks what is typedx")
    with house.sessions() as session:
        refused = session.scalars(select(Recording).where(Recording.state == "unwanted")).one()
    assert (refused.reason, refused.by) == ("refused_by_customer", "wing")
