"""A house with something on every page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.launches import Campaign
from campaigns.playbooks.editions import held
from campaigns.reconciliations import keep
from campaigns.segments import Segment
from dialer.agents.shares import change
from dialer.approval import propose
from dialer.attempt_life import Result
from dialer.launch import Launch
from dialer.recordings.scores import RecordingScore
from runtime.database import Sessions
from tests.browser.live import served
from tests.browser.long_view import her_year, missed_week, round_of_visits
from tests.browser.scenes import MONDAY, NOW, answers, mei
from tests.browser.texts import comes_in
from tests.cast import MEI, agent, branch, campaign, customer, follow_up, greeting, ready
from tests.dialer.counted import call
from tests.stopped_clock import StoppedClock
from tests.templates import compiled_once
from tests.web.on_file import message_on_file, talk_on_file
from tests.web.visitor import PASSWORD_HASH, settings
from web.app import create_app


@contextmanager
def open_house(sessions: Sessions) -> Iterator[str]:
    """The pages of these rows on Tuesday at eleven; their address."""
    with served(compiled_once(create_app(sessions, StoppedClock(NOW), settings()))) as address:
        yield address


def staff(session: Session) -> tuple[Agent, Agent]:
    """Wing at her telephone, Rita who supervises, and an administrator; all three have a password."""
    branch(session)
    wing = ready(session, NOW - timedelta(minutes=48), "wing", name="林永美", password_hash=PASSWORD_HASH)
    named: dict[str, Any] = {"roles": [], "password_hash": PASSWORD_HASH}
    rita = agent(session, "rita", name="梁丽达", post="supervisor", phone="+85261110009", **named)
    agent(session, "root", name="何家", post="administrator", **named)
    return wing, rita


def full_house(session: Session) -> dict[str, int]:
    """Fill it; the ids that the addresses of the pages ask for."""
    wing, rita = staff(session)
    change(session, "service", {"care": 0.5, "further_sales": 0.5})
    talk = answers(session, mei(session), wing)
    her_year(session)
    missed, visits = missed_week(session), round_of_visits(session)
    recording = _recorded(session, wing, talk.customer_id, missed[0])
    comes_in(session, "好的，谢谢。明天下午可以。", MEI, 7)
    comes_in(session, "你们周日营业吗？", "+85260000000", 52)
    chat = follow_up(session, customer(session, "卫兰", "+85291230009"))
    ids = {"wing": wing.id, "customer": talk.customer_id, "call": talk.id, "chat": chat.id, "visit": visits[0].id}
    ids |= {"visited": visits[0].customer_id, "theirs": _their_list(session, rita, talk.customer_id)}
    return ids | {"recording": recording} | _campaigns(session, rita)


def _recorded(session: Session, wing: Agent, her: int, due: FollowUp) -> int:
    """A message that she left, and a long talk that is drawn to be judged: its id."""
    at = NOW - timedelta(minutes=55)
    message_on_file(session, session.get_one(Customer, her), NOW - timedelta(minutes=28))
    made = call(session, due, agent_id=wing.id, e164="+85261230001", placing_at=at)
    kept = talk_on_file(session, made, at, seconds=242)
    month = NOW.date().replace(day=1)
    session.add(RecordingScore(recording_id=kept.id, agent_id=wing.id, month=month, drawn_at=NOW))
    return kept.id


def _their_list(session: Session, by: Agent, her: int) -> int:
    differ = [
        {"how": "theirs", "key": "T-88123", "line": 7, "why": "unknown_to_us"},
        {"how": "ours", "key": "T-88120", "customer": "C-20391", "customer_id": her, "why": ""},
        {"how": "unread", "key": "", "line": 9, "why": "no_key"},
    ]
    return keep(session, "skin-laser", MONDAY, by.id, NOW, theirs=31, ours=30, both=29, differences=differ).id


def _campaigns(session: Session, rita: Agent) -> dict[str, int]:
    """One runs, and some of its calls met nobody; one is paused; one waits for a second person."""
    running = campaign(session, rita, NOW - timedelta(hours=2), name="感恩节问候 · Thanksgiving")
    campaign(session, rita, NOW - timedelta(days=1), name="会员日", state="paused")
    for n in range(9):
        due = greeting(session, customer(session, f"客{n}", f"+8527123{n:04}"), running)
        call(session, due, result=Result.ABANDONED if n < 2 else Result.GREETED, answered_at=NOW - timedelta(minutes=9))
    return {"campaign": running.id, "proposal": _proposal(session, rita).id}


def _proposal(session: Session, rita: Agent) -> Campaign:
    playbook = held(session)["holiday-greeting"].playbook
    wanted = Launch("春节问候", playbook, Segment(), {}, launched_by=rita.id)
    return propose(session, wanted, 9, NOW)
