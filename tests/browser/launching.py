"""The launch: what, to whom, when; a saved segment; the review; a second person who looks at it."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page
from sqlalchemy.orm import Session

from campaigns.playbooks.shelf import shelf
from campaigns.saved_segments import save
from campaigns.segments import Quiet, Segment
from dialer.approval import propose
from dialer.launch import Launch
from tests.browser.camera import TABLET, Camera, take
from tests.browser.scenes import NOW
from tests.cast import agent, branch, customer, event
from tests.web.visitor import PASSWORD_HASH

_PEOPLE = [
    "陈美玲",
    "林晓雯",
    "苏文静",
    "张伟",
    "何嘉慧",
    "周子轩",
    "吴秀英",
    "郑大卫",
    "罗梦洁",
    "宋欣怡",
    "许浩宇",
    "方淑娟",
]


def house(session: Session) -> int:
    """Twelve customers, a saved segment, what Wen has proposed, and what was declined; the id of the proposal."""
    branch(session, "kitsilano")
    wen = agent(session, "wen", name="温思敏", post="supervisor", roles=[], password_hash=PASSWORD_HASH)
    mei = agent(session, "mei", name="何美宝", roles=["consultant"])
    for n, name in enumerate(_PEOPLE):
        whose = customer(
            session, name, f"+8529123450{n:02}", tier=("金卡", "VIP", "")[n % 3], owner=mei.login if n < 4 else None
        )
        event(session, whose, (NOW - timedelta(days=60 * n)).date())
    customer(session, "Tom Baker", "+16042530002", house="kitsilano", language="en", title="mr", surname="Baker")
    save(session, "久未到店的金卡客户", Segment(tiers=("金卡",), quiet=Quiet(months=6)), wen, NOW)
    book = shelf()["holiday-greeting"]
    words = {
        "zh": "{address}您好，{house}给您拜年了，祝您新春快乐。",
        "en": "Hello {address}, {house} wishes you a happy New Year.",
    }
    wanted = Launch("春节问候", book, Segment(), words, wen.id, step="greeting", hours="greeting", tries=2)
    return propose(session, wanted, 11, NOW - timedelta(hours=2)).id


def launching(camera: Camera) -> None:
    """The form empty and filled in, as a voice, a text and an agent's call; the review; the second person."""
    with camera.sessions.begin() as session:
        proposal = house(session)
    for language, name in (("zh", "冬至问候"), ("en", "Winter Solstice")):
        with camera.someone("rita", language) as page:
            page.goto(f"{camera.address}/console/launch")
            _filled(page, name)
            take(page, f"launch-{language}")
            page.click("button.main")
            page.locator("#dry-run-title").wait_for()
            take(page, f"review-{language}")
            page.goto(f"{camera.address}/console/launch/proposals/{proposal}")
            page.locator("[name=because]").wait_for()
            take(page, f"proposal-{language}")
    with camera.someone("rita", "zh") as page:
        for step in ("text", "agent-call"):
            page.goto(f"{camera.address}/console/launch?what=holiday-greeting/{step}")
            page.locator("#count .figure").wait_for()
            take(page, f"launch-{step}-zh")
    with camera.someone("rita", "en", TABLET, dark=True) as page:
        page.goto(f"{camera.address}/console/launch")
        page.locator("#count .figure").wait_for()
        take(page, "launch-tablet-dark-en")


def _filled(page: Page, name: str) -> None:
    page.fill("[name=name]", name)
    page.click("summary")
    page.fill("[name=quiet-months]", "3")
    page.fill("[name=starts-on]", "2026-12-20")
    page.fill("[name=ends-on]", "2026-12-22")
    page.locator("h1").scroll_into_view_if_needed()
    page.locator("#count .figure").wait_for()
