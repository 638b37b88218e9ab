"""`huifang doctor` tells what keeps calls from being made, and what is only worth a look."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from campaigns.playbooks.editions import held, put, running, switch
from campaigns.playbooks.shelf import SHELF
from campaigns.suppressions import Suppression
from dialer.agents.shares import ROLES
from dialer.troubles import Trouble
from huifang.doctor import doctor
from huifang.who_calls import nobody_calls, unknown_roles, waiting_customers
from runtime.clock import set_shared_clock
from runtime.database import Sessions
from tests.cast import TUESDAY_11, agent, customer

HIGH = ("gold", "diamond")


def only(session: Session, *playbooks: str) -> None:
    """No other playbook runs."""
    for name, one in held(session).items():
        if one.on is not (name in playbooks):
            switch(session, name, name in playbooks, None, TUESDAY_11)


def amiss(session: Session, *agents: Any) -> list[str]:
    """What these agents cannot call about."""
    return list(nobody_calls(agents, running(session).values()))


def test_a_role_that_nobody_has_names_the_playbooks_that_nobody_will_call(session: Session) -> None:
    only(session, "surgery", "injection", "skin-laser")
    wing, boss = agent(session, "wing", roles=["service"]), agent(session, "boss", post="supervisor", roles=["nurse"])
    assert amiss(session, wing, boss) == [
        "No agent has the role nurse: nobody will ever make its calls of surgery.",
    ]
    assert amiss(session, wing, agent(session, "fai", roles=["nurse"])) == []


def test_a_playbook_at_rest_needs_nobody(session: Session) -> None:
    only(session, "skin-laser")
    assert amiss(session, agent(session, "wing")) == []


def test_greetings_and_texts_need_nobody(session: Session) -> None:
    greeting = held(session)["holiday-greeting"].playbook
    alone = tuple(step for step in greeting.steps if step.mode in ("greeting", "text"))
    assert {step.mode for step in alone} == {"greeting", "text"}
    assert list(nobody_calls([], [greeting.model_copy(update={"steps": alone})])) == []


@pytest.mark.parametrize(
    ("skills_of_service", "skills_of_nurse", "said"),
    [
        # nobody has learnt it
        ([], [], ["No service has the skill sutures: nobody will ever make the calls of skin-laser/day-1."]),
        # who has learnt it has another role
        ([], ["sutures"], ["No service has the skill sutures: nobody will ever make the calls of skin-laser/day-1."]),
        (["sutures"], [], []),
    ],
)
def test_a_skill_that_nobody_of_the_role_has_names_its_steps(
    skills_of_service: list[str], skills_of_nurse: list[str], said: list[str], session: Session
) -> None:
    text = (SHELF / "skin-laser.toml").read_text("utf-8")
    put(session, "skin-laser", text.replace("[[steps]]\n", '[[steps]]\nskill = "sutures"\n', 1), None, TUESDAY_11)
    only(session, "skin-laser")
    wing = agent(session, "wing", skills=skills_of_service)
    fai = agent(session, "fai", roles=["nurse"], skills=skills_of_nurse)
    assert amiss(session, wing, fai) == said


def test_a_role_that_no_playbook_knows_is_told(session: Session) -> None:
    wing, mo = agent(session, "wing"), agent(session, "mo", roles=["service", "magician"])
    assert list(unknown_roles([wing, mo], held(session))) == [
        "No playbook knows the role magician of mo: it brings no call."
    ]


def test_every_role_that_can_be_ticked_is_in_a_playbook(session: Session) -> None:
    assert list(unknown_roles([agent(session, roles=list(ROLES))], held(session))) == []


@pytest.mark.parametrize(
    ("deputy", "customers", "said"),
    [
        (
            "",
            [("mei", "gold")],
            ["While mei is away 1 gold wait (no deputy): huifang agents change mei --deputy LOGIN."],
        ),
        (
            "wing",
            [("mei", "diamond"), ("mei", "gold"), ("mei", "gold")],
            [
                "While mei is away 1 diamond, 2 gold wait (wing lacks the role consultant):"
                " huifang agents change mei --deputy LOGIN."
            ],
        ),
        ("ling", [("mei", "gold")], []),
        ("", [("mei", ""), ("mei", "vip")], []),
        ("", [(None, "gold"), (None, "gold"), (None, "")], ["2 gold customers have no own agent: anybody calls them."]),
        ("", [("gone", "")], ["Customers have an own agent whom nobody here knows (gone): anybody calls them."]),
    ],
)
def test_customers_of_a_high_tier_who_wait_are_worth_a_look(
    deputy: str, customers: list[tuple[str | None, str]], said: list[str], session: Session
) -> None:
    agent(session, "wing")
    agent(session, "ling", roles=["consultant"])
    agent(session, "mei", roles=["consultant"], deputy=deputy or None)
    for n, (owner, tier) in enumerate(customers):
        customer(session, f"甲{n}", f"+8526000000{n}", owner=owner, tier=tier)
    assert list(waiting_customers(session, HIGH, TUESDAY_11)) == said


@pytest.fixture
def ask(sessions: Sessions, database_url: str, tmp_path: Path) -> Callable[[], Result]:
    """Run `huifang doctor` on Tuesday at eleven, where only the database answers."""
    set_shared_clock(clock := tmp_path / "clock.json", TUESDAY_11, 0)
    settings = {
        "DATABASE_URL": database_url,
        "REDIS_URL": "redis://127.0.0.1:1",
        "HUIFANG_SECRET_KEY": "secret",
        "HUIFANG_PUBLIC_URL": "http://127.0.0.1:1",
        "TWILIO_API_URL": "http://127.0.0.1:1",
        "TWILIO_ACCOUNT_SID": "AC0",
        "TWILIO_AUTH_TOKEN": "token",
        "HUIFANG_CLOCK": str(clock),
    }
    return lambda: CliRunner(env=settings).invoke(doctor)


def imported(session: Session, until: datetime) -> None:
    """A do-not-call list of one number that ends then."""
    row = {"channel": "all", "reason": "imported", "since": until - timedelta(days=30), "until": until}
    session.add(Suppression(e164="+85260000000", **row))


def test_the_doctor_tells_a_list_that_has_ended_roles_that_nobody_has_and_hints(
    ask: Callable[[], Result], sessions: Sessions
) -> None:
    with sessions.begin() as session:
        only(session, "surgery")
        imported(session, TUESDAY_11)
        agent(session, "mei", roles=["consultant", "magician"])
        customer(session, owner="mei", tier="gold")
    done = ask()
    assert done.exit_code == 1
    assert "✗ imported do-not-call lists: the newest list ended on 2026-11-24 (UTC)" in done.output
    assert "✗ somebody for every call: No agent has the role nurse" in done.output
    assert "· No playbook knows the role magician of mei" in done.output
    assert "· While mei is away 1 gold wait (no deputy)" in done.output


def test_the_doctor_finds_a_house_in_order(ask: Callable[[], Result], sessions: Sessions) -> None:
    with sessions.begin() as session:
        only(session, "surgery")
        imported(session, TUESDAY_11 + timedelta(seconds=1))
        agent(session, "mei", roles=["nurse"])
        customer(session, owner="mei")
    lines = ask().output.splitlines()
    assert {"✓ imported do-not-call lists", "✓ somebody for every call"} <= set(lines)
    assert not [line for line in lines if line.startswith("·")]


def test_the_doctor_names_what_the_carrier_refuses(ask: Callable[[], Result], sessions: Sessions) -> None:
    since = TUESDAY_11 - timedelta(hours=1)
    row = {"channel": "call", "first_at": since, "last_at": TUESDAY_11, "tried_at": TUESDAY_11, "line": ""}
    with sessions.begin() as session:
        session.add(Trouble(code="21215", wide="country", country="HK", times=12, **row))
        session.add(Trouble(code="20003", wide="account", country="", times=3, mended_at=TUESDAY_11, **row))
    done = ask()
    assert "✗ what the carrier refuses: error 21215: calls to HK, 12 times since 2026-11-24 02:00 (UTC)" in done.output
    assert "20003" not in done.output
