"""axe-core finds nothing wrong on the desk in any of its states: two languages, light and dark, laptop and tablet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Browser, Page, ViewportSize, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.follow_ups import FollowUp
from dialer.agents.presence import Leg, Preview, announce
from dialer.agents.previews import offer
from dialer.attempts import Attempt
from dialer.talks.conclude import conclude
from dialer.talks.entries import Entry
from runtime.database import Sessions
from tests.browser.full_house import open_house, staff
from tests.browser.judge import source, violations
from tests.browser.long_view import round_of_visits
from tests.browser.reader import LAPTOP, TABLET, reading
from tests.browser.scenes import NOW, crowd, hangs_up, mei, picks_up, rings, tom
from tests.cast import ready

_LEASE = timedelta(days=1)
#: What of axe's rules depends on how large the screen is.
BY_SIZE = ["target-size", "scrollable-region-focusable", "color-contrast", "landmark-one-main", "bypass"]


def nothing(_: Session) -> None:
    """As it was."""


def offline(session: Session) -> None:
    announce(session, wing(session).id, "offline", NOW, _LEASE)
    session.scalars(select(Leg)).one().state = "ended"


def on_a_break(session: Session) -> None:
    announce(session, wing(session).id, "break", NOW, _LEASE, "meal")


def telephone_rings(session: Session) -> None:
    announce(session, wing(session).id, "available", NOW, _LEASE)
    session.scalars(select(Leg)).one().state = "placed"


def waiting(session: Session) -> None:
    session.scalars(select(Leg)).one().state = "joined"


def previewed(session: Session) -> None:
    offer(session, mei(session), wing(session).id, NOW + timedelta(minutes=3), NOW)


def ringing(session: Session) -> None:
    shown = session.scalars(select(Preview)).one()
    due = session.get_one(FollowUp, shown.follow_up_id)
    session.delete(shown)
    session.flush()
    rings(session, due, wing(session).id)


def talking(session: Session) -> None:
    picks_up(session, session.scalars(select(Attempt)).one())
    ready(session, NOW, "fai", name="阿辉", phone="+85261110002")


def over(session: Session) -> None:
    hangs_up(session, session.scalars(select(Attempt)).one())


def over_and_done(session: Session) -> None:
    call = session.scalars(select(Attempt)).one()
    conclude(session, call.id, wing(session).id, Entry("well"), NOW)


def surveyed(session: Session) -> None:
    call = rings(session, tom(session), wing(session).id, "+85298765432")
    picks_up(session, call)
    hangs_up(session, call)


def wing(session: Session) -> Agent:
    return session.scalars(select(Agent).where(Agent.login == "wing")).one()


def hand_on(page: Page) -> None:
    page.keyboard.press("f")
    page.locator("#hand-on-to").wait_for()


def refused(page: Page) -> None:
    page.keyboard.press("4")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_be_visible()


def to_visit(page: Page) -> None:
    page.locator(".visit a").first.press("Enter")
    page.locator("#visit-title").wait_for()


def look(_: Page) -> None:
    """Nothing is pressed."""


#: What has happened, and what she presses then; each goes on from the one before.
STATES: list[tuple[Callable[[Session], None], Callable[[Page], None]]] = [
    (offline, look),
    (on_a_break, look),
    (telephone_rings, look),
    (waiting, look),
    (nothing, to_visit),
    (previewed, look),
    (ringing, look),
    (talking, look),
    (nothing, hand_on),
    (over, look),
    (nothing, refused),
    (over_and_done, look),
    (surveyed, look),
]


def test_axe_finds_nothing_on_the_desk_in_any_state(sessions: Sessions, chromium: Browser) -> None:
    with sessions.begin() as session:
        staff(session)
        crowd(session, "林晓雯 苏文静 张伟")
        round_of_visits(session)
    program, wrong = source(), list[str]()
    with (
        open_house(sessions) as address,
        reading(chromium, address, "wing", "zh") as zh,
        reading(chromium, address, "wing", "en") as en,
    ):
        for happens, presses in STATES:
            with sessions.begin() as session:
                happens(session)
            for page in (zh, en):
                page.goto("/desk")
                presses(page)
            named = f"{happens.__name__}, {presses.__name__}"
            wrong += [f"{named}: {line}" for line in (*on_every_screen(zh, program), *violations(en, program))]
    assert not wrong, "\n" + "\n".join(wrong)


def on_every_screen(page: Page, program: str) -> list[str]:
    """What is wrong on a laptop, in the dark, and on a tablet."""
    found = violations(page, program)
    page.emulate_media(color_scheme="dark")
    found += [f"in the dark: {line}" for line in violations(page, program, only=["color-contrast"])]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(ViewportSize(width=TABLET[0], height=TABLET[1]))
    found += [f"on a tablet: {line}" for line in violations(page, program, only=BY_SIZE)]
    page.set_viewport_size(ViewportSize(width=LAPTOP[0], height=LAPTOP[1]))
    return found
