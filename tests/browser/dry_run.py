"""Pictures of a dry run: who is left out, how it would go, and a test call while it rings."""

from __future__ import annotations

from datetime import datetime

from playwright.sync_api import Page
from sqlalchemy import update

from campaigns.consents import give
from campaigns.suppressions import Suppression
from dialer.rehearsals import Rehearsal
from tests.browser.camera import TABLET, Camera, take
from tests.browser.scenes import NOW, crowd
from tests.cast import BEFORE, customer, ready
from tests.web.visitor import PASSWORD_HASH

_NAMES = "林晓雯 苏文静 张伟 何嘉慧 周子轩 吴秀英 郑大卫 罗梦洁 宋欣怡 许浩宇 方淑娟 余可悦 高俊杰 曾雨晴 彭德华 萧玲"


def dry_run(camera: Camera) -> None:
    """A greeting to the house, then a call of agents who are too few."""
    _people(camera)
    for language, name in (("zh", "冬至问候"), ("en", "Winter Solstice")):
        with camera.someone("rita", language) as page:
            _review(camera, page, name, "holiday-greeting/greeting")
            page.locator(".dry-run summary").first.click()
            take(page, f"dry-run-{language}")
            _rehearse(camera, page)
            take(page, f"rehearsal-{language}")
            _over(camera)
            page.locator(".by-day").scroll_into_view_if_needed()
            take(page, f"forecast-{language}")
            page.locator(".all-of-them a").first.click()
            page.locator("tbody tr").first.wait_for()
            take(page, f"left-out-{language}")
    with camera.someone("rita", "zh", TABLET, dark=True) as page:
        _review(camera, page, "新年致电", "holiday-greeting/agent-call")
        page.fill("[name=agents]", "0")
        page.click("#dry-run-again")
        page.locator("[name=agents][value='0']").wait_for()
        page.locator(".dry-run .lead").scroll_into_view_if_needed()
        take(page, "forecast-agents-tablet-dark-zh")


def _people(camera: Camera) -> None:
    with camera.sessions.begin() as session:
        ready(session, NOW, "wing", name="林永美", password_hash=PASSWORD_HASH)
        crowd(session, _NAMES)
        for number in range(640):
            customer(session, f"客户{number}", f"+8529{2000000 + number}", external_id=f"C-{number}")
        for number in range(180):
            customer(session, f"Jack {number}", f"+1604253{number:04}", house="kitsilano", language="en")
        for number, name in enumerate(_NAMES.split()):
            ming = customer(session, name, f"+861391234{number:04}", house="bund")
            give(session, ming.id, "marketing", "form 7", "cast", BEFORE)
            customer(session, name, f"+8529400{number:04}", wished_hours="sat 10:00-12:00")
        for number, name in enumerate(_NAMES.split()[:9]):
            left = customer(session, name, f"+8529500{number:04}")
            session.add(Suppression(customer_id=left.id, channel="all", reason="opt_out", since=BEFORE))


def _review(camera: Camera, page: Page, name: str, what: str) -> None:
    page.goto(f"{camera.address}/console/launch?what={what}")
    page.fill("[name=name]", name)
    page.locator("form button.main").last.click()
    page.locator(".dry-run .lead").wait_for()


def _rehearse(camera: Camera, page: Page) -> None:
    """A worker has rung; she picks up."""
    page.locator(".rehearsal [name=in]").first.click()
    page.locator("#rehearsal[data-state]").wait_for()
    _moves(camera, "placed")
    page.locator("#rehearsal[data-state=placed]").wait_for()


def _over(camera: Camera) -> None:
    _moves(camera, "ended", "talked", NOW)


def _moves(camera: Camera, state: str, reason: str = "", ended_at: datetime | None = None) -> None:
    with camera.sessions.begin() as session:
        under_way = update(Rehearsal).where(Rehearsal.ended_at.is_(None))
        session.execute(under_way.values(state=state, reason=reason, ended_at=ended_at))
