"""Pictures of an entry that is written out: questions and answers, a red flag, a chat, and the doctor who is told."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from campaigns.customers import Customer
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from tests.browser.camera import TABLET, Camera, take
from tests.browser.scenes import NOW, answers, crowd, mei
from tests.cast import agent, event, follow_up, ready
from tests.web.visitor import PASSWORD_HASH

_SAID = {
    "zh": (("今天能化妆吗？", "结痂脱落前不要化妆。"), "左脸起水疱，今早开始发热"),
    "en": (
        ("May I use make-up today?", "Not before the scab has fallen off."),
        "Blisters on the left, fever since this morning",
    ),
}


def entries(camera: Camera) -> None:
    """Wing writes an entry, and settles a call by chat."""
    with camera.sessions.begin() as session:
        wing = ready(session, NOW, "wing", name="林永美", password_hash=PASSWORD_HASH)
        crowd(session, "林晓雯 苏文静 张伟")
    for language in ("zh", "en"):
        with camera.someone("wing", language) as page:
            page.locator("#today a[href*='/desk/chats/']").first.click()
            page.locator("#chat-title").wait_for()
            page.keyboard.press("1")
            take(page, f"chat-beside-{language}")
            page.locator(".to-visit a").first.click()
            page.locator("#today").wait_for()
            take(page, f"chat-list-{language}")
    with camera.sessions.begin() as session:
        answers(session, mei(session), session.merge(wing))
    for language in ("zh", "en"):
        _written(camera, language, *_SAID[language])
        _chat(camera, language)


def _written(camera: Camera, language: str, asked: tuple[str, str], flag: str) -> None:
    with camera.someone("wing", language, (1366, 1180)) as page:
        take(page, f"entry-short-{language}")
        page.keyboard.press("2")
        page.keyboard.press("e")
        page.keyboard.press("3")
        page.keyboard.press("q")
        page.locator("[name=asked-0]").fill(asked[0])
        page.locator("[name=answered-0]").fill(asked[1])
        page.locator("[name=red_flag]").evaluate("field => { field.closest('details').open = true }")
        page.locator("[name=red_flag]").fill(flag)
        take(page, f"entry-written-{language}")
    with camera.someone("wing", language, TABLET, dark=True) as page:
        take(page, f"entry-written-tablet-dark-{language}")


def _chat(camera: Camera, language: str) -> None:
    with camera.sessions() as session:
        due = session.scalars(select(Customer.id).where(Customer.name == "林晓雯")).one()
    with camera.someone("wing", language) as page:
        page.goto(f"{camera.address}/customers/{due}")
        take(page, f"chat-from-year-{language}")
        page.locator("a[href*='/desk/chats/']").first.click()
        take(page, f"chat-{language}")


def told(camera: Camera) -> None:
    """A doctor talks with Mei about the flag that a colleague raised a quarter of an hour ago."""
    with camera.sessions.begin() as session:
        doctor = ready(session, NOW, "wing", name="黄志明", roles=["doctor"], password_hash=PASSWORD_HASH)
        yan = agent(session, "yan", name="林永美")
        talked = mei(session)
        her = session.get_one(Customer, talked.customer_id)
        word = _SAID["zh"]
        kept = Outcome(
            follow_up_id=talked.id,
            customer_id=her.id,
            agent_id=yan.id,
            disposition="concern",
            attitude="upset",
            questions=[{"asked": word[0][0], "answered": word[0][1]}],
            red_flag=word[1],
            notes="左脸三处水疱，约米粒大。已提醒冷敷，勿挤压。",
            contact_on=NOW.date(),
            logged_at=NOW - timedelta(minutes=18),
        )
        talked.state = FollowUpState.DONE
        session.add(kept)
        session.flush()
        about = {"subject": word[1], "by_whom": yan.name, "created_at": kept.logged_at}
        details = {"playbook": "skin-laser", "step": "day-1", "outcome": kept.id}
        flag = event(session, her, NOW.date(), "red-flag", "doctor", details=details, **about)
        owed = follow_up(session, her, playbook="red-flag", step="doctor", role="doctor", event_id=flag.id, priority=1)
        answers(session, owed, doctor)
        her_id = her.id
    for language in ("zh", "en"):
        with camera.someone("wing", language) as page:
            take(page, f"red-flag-{language}")
            page.goto(f"{camera.address}/customers/{her_id}")
            take(page, f"red-flag-year-{language}")
    with camera.someone("wing", "zh", TABLET, dark=True) as page:
        take(page, "red-flag-tablet-dark-zh")


#: Each in a house of its own.
SCENES = (entries, told)
