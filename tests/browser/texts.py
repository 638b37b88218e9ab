"""A morning on which customers wrote: what the pages show of it, and the pictures of that."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.planning.house import plan_house
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt, write_attempt
from dialer.inbound.replies import reply
from dialer.inbound.texts import Came, read, receive
from dialer.matters import MESSAGE
from dialer.twilio.coverage import Coverage
from tests.browser.camera import TABLET, Camera, take
from tests.browser.scenes import NOW, answers, crowd, mei
from tests.cast import MEI, customer, ready
from tests.web.visitor import PASSWORD_HASH

LINE = "+85221234567"
_OTHERS = (
    ("+85260000000", "周子轩", "mr", "C-30007"),
    ("+85260000001", "吴秀英", "ms", "C-30012"),
    ("+85260000002", "Tom Harper", "mr", "W-1042"),
    ("+85260000003", "方淑娟", "ms", "C-30031"),
)
_MISSED = (
    "【海港诊所】陈女士您好，刚才给您致电未能接通。方便时请回电+852 2123 4567，我们也会再联系您。"
    "如不希望再被联系请回复TD。"
)
_LATELY = "不好意思，昨天手机没电了。今天中午12点前都方便。\n另外想问一下：下周三还有位置吗？"


def comes_in(session: Session, body: str, number: str, minutes_ago: int, media: int = 0) -> None:
    """A customer writes."""
    at = NOW - timedelta(minutes=minutes_ago)
    receive(session, Came(f"SM{number}/{minutes_ago}", number, LINE, body, media=media), at)
    plan_house(session, at)


def morning(session: Session, wing: Agent) -> Customer:
    """Five wrote: one was answered, one may mean stop, one sent pictures; and a stranger. Mei's talk is the longest."""
    due = mei(session)
    for number, name, title, known in _OTHERS:
        customer(session, name, number, title=title, external_id=known, language="en" if name.isascii() else "zh")
    sent = NOW - timedelta(hours=17)
    missed = {"channel": "text", "e164": MEI, "line": LINE, "mode": "agent", "body": _MISSED, "placing_at": sent}
    write_attempt(session, due, **missed, state=AttemptState.ENDED, result=Result.DELIVERED, placed_at=sent)
    comes_in(session, "在开会，下午三点以后可以打给我。", MEI, 16 * 60 + 40)
    _answered(
        session, wing, due.customer_id, "好的，下午三点半由我给您致电，您看可以吗？", Result.DELIVERED, 16 * 60 + 12
    )
    comes_in(session, "可以，谢谢。", MEI, 16 * 60)
    read(session, due.customer_id, "wing", NOW - timedelta(hours=15))
    later = "刚才手机一直无人接听，明天上午再联系您。"
    _answered(session, wing, due.customer_id, later, Result.UNDELIVERED, 14 * 60, "30003")
    comes_in(session, _LATELY, MEI, 7)
    comes_in(session, "你们周日营业吗？", "+85260000000", 52)
    comes_in(session, "", "+85260000001", 34, media=2)
    comes_in(session, "Please stop calling me at work, this is the third time", "+85260000002", 21)
    comes_in(session, "收到，谢谢！", "+85260000003", 3)
    comes_in(session, "你好，请问是哪位？", "+85291239999", 12)
    return session.get_one(Customer, due.customer_id)


def _answered(
    session: Session, wing: Agent, customer_id: int, words: str, result: Result, minutes_ago: int, reason: str = ""
) -> None:
    at = NOW - timedelta(minutes=minutes_ago)
    attempt = session.get_one(Attempt, reply(session, customer_id, wing, words, Coverage(), at).attempt_id)
    attempt.state, attempt.result, attempt.reason = AttemptState.ENDED, result, reason or result.value
    attempt.placing_at = attempt.placed_at = attempt.ended_at = at


def messages(camera: Camera) -> None:
    """The list, one conversation while an answer is written, and the desk, waiting and in a call."""
    with camera.sessions.begin() as session:
        wing = ready(session, NOW - timedelta(minutes=48), "wing", name="林永美", password_hash=PASSWORD_HASH)
        her = morning(session, wing).id
        crowd(session, "林晓雯 苏文静 张伟 何嘉慧")
    for language in ("zh", "en"):
        with camera.someone("wing", language) as page:
            take(page, f"desk-messages-{language}")
            page.goto(f"{camera.address}/messages")
            take(page, f"messages-{language}")
        with camera.someone("rita", language, dark=language == "zh") as page:
            page.goto(f"{camera.address}/messages")
            take(page, f"messages-supervisor-{language}")
    for language, size in (("zh", (1366, 900)), ("en", (1366, 900)), ("zh", TABLET)):
        with camera.someone("wing", language, size, dark=size is TABLET) as page:
            page.goto(f"{camera.address}/customers/{her}/messages")
            page.fill("#words", "有的，周三上午十点给您留好了。中午前我再给您打个电话确认。")
            page.locator("#takes").get_by_text("UCS-2").wait_for()
            take(page, f"conversation-{'tablet-dark-' if size is TABLET else ''}{language}")
    with camera.sessions.begin() as session:
        open_ = select(FollowUp).where(FollowUp.playbook == MESSAGE, FollowUp.customer_id == her)
        matter = session.scalars(open_.where(FollowUp.state == FollowUpState.PLANNED)).one()
        answers(session, matter, session.scalars(select(Agent).where(Agent.login == "wing")).one())
    with camera.someone("wing", "zh") as page:
        take(page, "desk-wrote-zh")
