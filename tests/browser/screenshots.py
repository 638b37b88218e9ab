"""`python -m tests.browser.screenshots` takes the pictures in docs/screenshots, from rows that it writes itself."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from dialer.agents.previews import offer, take_back
from dialer.attempts import Attempt
from huifang.engines.postgres import EmbeddedPostgres
from runtime.database import connect
from runtime.database import sessions as sessions_of
from tests.browser import entries
from tests.browser.at_work import at_work
from tests.browser.busy_day import busy_day
from tests.browser.came_in import morning
from tests.browser.camera import SHELF, TABLET, Camera, take
from tests.browser.dry_run import dry_run
from tests.browser.guarded import guarded
from tests.browser.in_talk import in_talk
from tests.browser.launching import launching
from tests.browser.lists import lists
from tests.browser.live import served
from tests.browser.long_view import fresh_treatments, her_year, missed_week, round_of_visits
from tests.browser.recorded import recordings
from tests.browser.reports import reports
from tests.browser.scenes import NOW, answers, crowd, hangs_up, mei, picks_up, rings, tom
from tests.browser.staff import agents
from tests.browser.telephone import telephones
from tests.browser.texts import messages
from tests.browser.why import busy_call
from tests.cast import agent, branch, ready
from tests.dialer.play import begin
from tests.needs.browser import find_chromium
from tests.schema import create_schema, empty_tables
from tests.stopped_clock import StoppedClock
from tests.templates import compiled_once
from tests.web.visitor import PASSWORD_HASH, settings
from web.app import create_app

_WAITING = """
林晓雯 苏文静 张伟 何嘉慧 周子轩 吴秀英 郑大卫 罗梦洁
宋欣怡 许浩宇 方淑娟 余可悦 高俊杰 曾雨晴 彭德华 萧玲 Priya
"""


def desk(camera: Camera) -> None:
    """Waiting, ringing, talking in both languages, wrap-up, a tablet, and dark."""
    with camera.sessions.begin() as session:
        wing = ready(session, NOW - timedelta(minutes=48), "wing", name="林永美", password_hash=PASSWORD_HASH)
        crowd(session, _WAITING)
        due, survey = mei(session), tom(session)
    for language in ("zh", "en"):
        with camera.someone("wing", language) as page:
            take(page, f"desk-waiting-{language}")
    with camera.sessions.begin() as session:
        session.add(due)
        call = rings(session, due, wing.id)
    with camera.someone("wing", "zh") as page:
        take(page, "desk-ringing-zh")
    _talking(camera, call)
    with camera.sessions.begin() as session:
        session.add(survey)
        answers(session, survey, wing, "+85298765432")
    with camera.someone("wing", "en") as page:
        page.keyboard.press("r")
        page.keyboard.type("5545")
        take(page, "desk-survey-en")


def _talking(camera: Camera, call: Attempt) -> None:
    with camera.sessions.begin() as session:
        picks_up(session, session.get_one(Attempt, call.id))
    camera.clock.forward(minutes=2, seconds=7)
    for language in ("zh", "en"):
        with camera.someone("wing", language) as page:
            page.keyboard.press("2")
            page.fill("[name=notes]", "右脸颊微红，无水疱。已提醒冷敷。")
            page.keyboard.press("Escape")
            take(page, f"desk-talking-{language}")
    with camera.someone("wing", "zh", TABLET) as page:
        take(page, "desk-tablet-zh")
    with camera.someone("wing", "zh", dark=True) as page:
        take(page, "desk-talking-dark-zh")
    with camera.sessions.begin() as session:
        hangs_up(session, session.get_one(Attempt, call.id))
    with camera.someone("wing", "zh") as page:
        page.keyboard.press("4")
        page.keyboard.press("Control+Enter")
        take(page, "desk-wrap-up-zh")
        page.keyboard.press("1")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector("#today")


def preview(camera: Camera) -> None:
    """An important customer before the call, on three screens; and when nobody has clicked."""
    lapses = NOW + timedelta(minutes=3)
    with camera.sessions.begin() as session:
        wing = ready(session, NOW - timedelta(minutes=48), "wing", name="林永美", password_hash=PASSWORD_HASH)
        crowd(session, _WAITING)
        offer(session, mei(session), wing.id, lapses, NOW)
    camera.clock.forward(seconds=24)
    for language in ("zh", "en"):
        with camera.someone("wing", language) as page:
            take(page, f"desk-preview-{language}")
    with camera.someone("wing", "zh", TABLET, dark=True) as page:
        take(page, "desk-preview-tablet-dark-zh")
    with camera.someone("rita", "en") as page:
        take(page, "console-preview-en")
    with camera.someone("wing", "en") as page:
        page.locator("#call-now").wait_for()
        camera.clock.at = lapses
        with camera.sessions.begin() as session:
            take_back(session, lapses)
        take(page, "desk-preview-gone-en")


def console(camera: Camera) -> None:
    """The numbers, and the hand on a campaign."""
    with camera.sessions.begin() as session:
        busy_day(session)
    for language in ("zh", "en"):
        with camera.someone("rita", language) as page:
            take(page, f"console-{language}")
    with camera.someone("rita", "zh", dark=True) as page:
        take(page, "console-dark-zh")
    with camera.someone("rita", "en", TABLET) as page:
        take(page, "console-tablet-en")
    with camera.someone("rita", "en") as page:
        page.click("text=Stop…")
        take(page, "stop-en")


def visits(camera: Camera) -> None:
    """The round of the day beside the calls, and the form of a visit."""
    with camera.sessions.begin() as session:
        ready(session, NOW - timedelta(minutes=48), "wing", name="林永美", password_hash=PASSWORD_HASH)
        crowd(session, " ".join(_WAITING.split()[:3]))
        round_of_visits(session)
    for language in ("zh", "en"):
        with camera.someone("wing", language) as page:
            take(page, f"visits-{language}")
            page.locator(".visit a").first.click()
            page.locator("#visit-title").wait_for()
            page.keyboard.press("1")
            take(page, f"visit-{language}")
    with camera.someone("wing", "zh", TABLET, dark=True) as page:
        page.locator(".visit a").first.click()
        take(page, "visit-tablet-dark-zh")


def supervision(camera: Camera) -> None:
    """What was missed, one customer's year, and the playbooks: read, switched and rewritten."""
    with camera.sessions.begin() as session:
        ready(session, NOW, "wing", name="林永美", password_hash=PASSWORD_HASH)
        her = her_year(session).id
    with camera.someone("rita", "zh") as page:
        page.goto(f"{camera.address}/console/missed")
        take(page, "missed-none-zh")
    with camera.sessions.begin() as session:
        missed_week(session)
        fresh_treatments(session)
    for language in ("zh", "en"):
        with camera.someone("rita", language) as page:
            for name, address in (
                ("missed", "/console/missed"),
                ("missed-cause", "/console/missed?cause=not_reached"),
                ("customers", "/customers?q=C-3"),
                ("year", f"/customers/{her}"),
                ("playbooks", "/console/playbooks"),
                ("switch", "/console/playbooks/skin-laser/off"),
            ):
                page.goto(camera.address + address)
                take(page, f"{name}-{language}")
            _rewriting(camera, page, language)
    for name, address in (("missed", "/console/missed"), ("year", f"/customers/{her}")):
        with camera.someone("rita", "zh", dark=True) as page:
            page.goto(camera.address + address)
            take(page, f"{name}-dark-zh")
        with camera.someone("rita", "en", TABLET) as page:
            page.goto(camera.address + address)
            take(page, f"{name}-tablet-en")


def came_in(camera: Camera) -> None:
    """A morning's calls that came in: the supervisor's list, the desk, and the customer who left a message."""
    with camera.sessions.begin() as session:
        ready(session, NOW - timedelta(minutes=48), "wing", name="林永美", password_hash=PASSWORD_HASH)
    her = morning(camera.sessions, camera.clock.at)
    for language in ("zh", "en"):
        with camera.someone("rita", language) as page:
            page.goto(f"{camera.address}/console/came-in")
            take(page, f"came-in-{language}")
            page.goto(f"{camera.address}/customers/{her}")
            take(page, f"rang-us-{language}")
    with camera.someone("wing", "zh") as page:
        take(page, "desk-rang-us-zh")


def reasons(camera: Camera) -> None:
    """May we call; why a customer is called or not, now and on a coming day; the evidence of a call."""
    play = begin(camera.sessions)
    call = busy_call(play)
    camera.clock.at, her = play.now, play.attempt(call).customer_id
    for language in ("zh", "en"):
        with camera.someone("rita", language) as page:
            page.goto(f"{camera.address}/why")
            page.fill("[name=number]", "+852 9123 4567")
            page.select_option("[name=hours]", "clinic")
            page.fill("[name=at]", "2026-11-24T13:00")
            page.click("button.main")
            take(page, f"may-call-{language}")
            for name, address in (
                ("why", f"/why/customer/{her}"),
                ("why-ahead", f"/why/customer/{her}?on=2026-11-26"),
                ("evidence", f"/why/call/{call}"),
            ):
                page.goto(camera.address + address)
                take(page, f"{name}-{language}")


def _rewriting(camera: Camera, page: Page, language: str) -> None:
    page.goto(f"{camera.address}/console/playbooks/skin-laser/text")
    right = page.input_value("#text")
    page.fill("#text", right.replace('due = "1 day after"', 'due = "the day after"'))
    page.click("button.main")
    page.locator("[data-line]").first.click()
    take(page, f"rewrite-wrong-{language}")
    page.fill("#text", right.replace('due = "1 day after"', 'due = "1 to 2 days after"'))
    page.click("button.main")
    take(page, f"rewritten-{language}")


def main() -> None:
    """All of them, on an embedded database that is gone afterwards."""
    SHELF.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="huifang-pictures-")))
        server = stack.enter_context(EmbeddedPostgres(folder / "postgres", durable=False, say=lambda _: None))
        engine = connect(server.create_database("huifang"), 20)
        create_schema(engine)
        sessions, clock = sessions_of(engine), StoppedClock()
        address = stack.enter_context(served(compiled_once(create_app(sessions, clock, settings()))))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        camera = Camera(browser, address, sessions, clock)
        for scene in (
            door,
            desk,
            at_work,
            preview,
            in_talk,
            *entries.SCENES,
            visits,
            messages,
            recordings,
            reports,
            console,
            launching,
            dry_run,
            supervision,
            came_in,
            lists,
            reasons,
            agents,
            guarded,
        ):
            empty_tables(engine)
            clock.at = NOW
            with sessions.begin() as session:
                branch(session)
                agent(session, "rita", name="梁丽达", post="supervisor", roles=[], password_hash=PASSWORD_HASH)
            scene(camera)
        telephones(browser)
        browser.close()
        engine.dispose()


def door(camera: Camera) -> None:
    """Signing in."""
    for language in ("zh", "en"):
        with camera.someone("", language) as page:
            take(page, f"login-{language}")


if __name__ == "__main__":
    main()
