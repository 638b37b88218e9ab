"""A busy morning for the console: agents in every state, calls since eight, a campaign on its way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer, CustomerNumber
from campaigns.follow_ups import FollowUp, move
from campaigns.lifecycle import FollowUpState
from campaigns.suppressions import Suppression
from dialer.agents.presence import announce
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt
from dialer.pacing import Bucket
from tests.browser.scenes import NOW, answers, hangs_up, rings
from tests.cast import agent, branch, campaign, customer, follow_up, greeting, ready

_SURNAMES = "陈林黄李王张吴刘蔡杨许郑谢郭洪曾"
_GIVEN = ("美玲", "嘉慧", "志明", "秀英", "子轩", "文静", "俊杰", "欣怡")
_ABROAD = ("Emma Tremblay", "Jack Murray", "Priya Nair", "Liam Costa")
_TIERS = ("", "", "VIP", "金卡", "银卡")
#: Calls by the hour before eleven, in Hong Kong: (hours ago, answered, missed).
_MORNING = ((2, 9, 4), (1, 17, 6), (0, 6, 2))


def busy_day(session: Session) -> None:
    """Everything at once."""
    people = _people(session)
    _agents(session, people)
    by = session.scalars(select(Agent).where(Agent.post == "supervisor")).one()
    running = campaign(session, by, NOW - timedelta(hours=2), name="感恩节问候 · Thanksgiving")
    paused = campaign(session, by, NOW - timedelta(days=1), name="会员日 · Members’ day", state="paused")
    for whose in people[20:84]:
        greeting(session, whose, running)
    for whose in people[84:110]:
        greeting(session, whose, paused, occurrence_key=f"paused/{whose.id}")
    _calls(session)
    _reasons(session, people)
    session.add(Bucket(name="AC-test", tokens=1.0, filled_at=NOW))


def _people(session: Session) -> list[Customer]:
    made = []
    for n in range(128):
        name = _SURNAMES[n % 16] + _GIVEN[n // 16]
        house = ("harbour", "kitsilano", "bund")[n % 9 // 4]
        number = {"harbour": f"+8526123{n:04}", "kitsilano": f"+1604555{n:04}", "bund": f"+86139000{n:05}"}[house]
        title, key = ("ms", "mr")[n % 3 == 0], f"C-{10_000 + 37 * n}"
        known: dict[str, Any] = {"tier": _TIERS[n % 5], "title": title, "external_id": key}
        if house == "kitsilano" and n % 2:
            name, known["surname"], known["language"] = _ABROAD[n // 2 % 4], _ABROAD[n // 2 % 4].split()[1], "en"
        made.append(customer(session, name, number, house=house, **known))
    for whose in made[3:128:31]:
        session.add(Suppression(customer_id=whose.id, channel="all", reason="opt_out", since=NOW))
    for whose in made[7:128:40]:
        whose.numbers[0].dead_reason = "bad_number"
    return made


def _agents(session: Session, people: list[Customer]) -> None:
    since = NOW - timedelta(hours=1, minutes=12)
    names = {"wing": "林永美", "kit": "刘杰", "ada": "吴爱达", "ben": "Ben Harper", "yan": "何欣"}
    found = {login: ready(session, since, login, name=name) for login, name in names.items()}
    agent(session, "leo", name="罗立")
    agent(session, "sue", name="苏颖")
    announce(session, found["yan"].id, "break", NOW - timedelta(minutes=9), timedelta(minutes=30))
    for login, whose in (("wing", people[0]), ("ada", people[1]), ("kit", people[2])):
        due = follow_up(session, whose, tries_allowed=3)
        if login == "kit":
            rings(session, due, found[login].id, whose.numbers[0].e164)
            continue
        call = answers(session, due, found[login], whose.numbers[0].e164)
        if login == "ada":
            hangs_up(session, call)


def _calls(session: Session) -> None:
    waiting = iter(session.scalars(select(FollowUp).where(FollowUp.mode == "greeting").order_by(FollowUp.id)).all())
    for hours_ago, answered, missed in _MORNING:
        for n in range(answered + missed):
            due = next(waiting)
            result = Result.GREETED if n < answered else Result.NO_ANSWER
            _call(session, due, result, NOW - timedelta(hours=hours_ago, minutes=50 - n))
            if n % 9 == 8:
                _call(session, due, Result.DELIVERED, NOW - timedelta(hours=hours_ago, minutes=30), "text")


def _call(session: Session, due: FollowUp, result: Result, at: object, channel: str = "call") -> None:
    e164 = session.scalars(select(CustomerNumber.e164).where(CustomerNumber.customer_id == due.customer_id)).first()
    row = {"follow_up_id": due.id, "customer_id": due.customer_id, "e164": e164, "line": branch(session).line}
    done = {"state": AttemptState.ENDED, "result": result, "placing_at": at, "mode": "greeting", "channel": channel}
    session.add(Attempt(**row | done))
    if result is Result.GREETED:
        move(session, due, FollowUpState.DONE, "greeted", NOW)
    elif result is Result.NO_ANSWER:
        due.next_try_at, due.waits_for = NOW + timedelta(hours=2), "after_no_answer"
    session.flush()


def _reasons(session: Session, people: list[Customer]) -> None:
    waits = (("outside_window", 14), ("ready", 5), ("cap", 3), ("public_holiday", 2))
    ahead = iter(people[110:])
    for why, count in waits:
        for whose in [next(ahead, None) for _ in range(count)]:
            if whose is None:
                continue
            later = NOW if why == "ready" else NOW + timedelta(hours=3)
            follow_up(session, whose, waits_for=why, next_try_at=later, occurrence_key=f"waits/{whose.id}")
    for whose in people[:18]:
        opens = NOW + timedelta(days=2)
        window = {"opens_at": opens, "closes_at": opens + timedelta(days=3), "next_try_at": opens}
        follow_up(session, whose, step="day-3", **window)
