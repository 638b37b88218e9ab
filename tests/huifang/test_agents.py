"""`huifang agents` lists, adds and changes who calls."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from campaigns.agents import Agent
from huifang.agents import agents
from runtime.database import Sessions
from tests.cast import agent, branch
from tests.web.visitor import PASSWORD

Run = Callable[..., Result]
NEW = ("add", "mei", "--name", "陈美", "--phone", "+85261110002", "--password", PASSWORD)


@pytest.fixture
def run(sessions: Sessions, database_url: str) -> Run:
    """Run `huifang agents` in the house where Wing calls."""
    with sessions.begin() as session:
        branch(session)
        agent(session, "wing")
    settings = {
        "DATABASE_URL": database_url,
        "REDIS_URL": "redis://nobody",
        "HUIFANG_SECRET_KEY": "secret",
        "HUIFANG_PUBLIC_URL": "http://localhost",
        "TWILIO_ACCOUNT_SID": "AC0",
        "TWILIO_AUTH_TOKEN": "token",
    }
    return lambda *arguments: CliRunner(env=settings).invoke(agents, arguments)


def kept(sessions: Sessions, login: str) -> tuple[list[str], list[str], list[str], list[str], str | None]:
    """Roles, branches, languages, skills and deputy of this person."""
    with sessions() as session:
        found = session.scalars(select(Agent).where(Agent.login == login)).one()
        return found.roles, found.branches, found.languages, found.skills, found.deputy


def test_an_agent_is_added_with_all_that_is_known(run: Run, sessions: Sessions) -> None:
    done = run(
        *NEW,
        *("--role", "consultant", "--role", "expert", "--branch", "harbour", "--language-spoken", "zh"),
        *("--skill", "Laser", "--deputy", "wing"),
    )
    assert (done.exit_code, done.output) == (0, "陈美 may sign in as mei.\n")
    assert kept(sessions, "mei") == (["consultant", "expert"], ["harbour"], ["zh"], ["laser"], "wing")
    assert run("list").output.splitlines()[0].split(None, 2) == [
        "agent",
        "mei",
        "陈美  consultant, expert; for harbour; speaks zh; skills laser; deputy wing",
    ]


@pytest.mark.parametrize(
    ("typed", "rings"),
    [
        ("+852 6111 0009", "+85261110009"),
        ("sip:mei@pbx.example.com", "sip:mei@pbx.example.com"),
        ("client:mei", "client:mei"),
    ],
)
def test_a_telephone_is_changed(run: Run, sessions: Sessions, typed: str, rings: str) -> None:
    assert run(*NEW).exit_code == 0
    assert run("change", "mei", "--phone", typed).exit_code == 0
    with sessions() as session:
        assert session.scalars(select(Agent.phone).where(Agent.login == "mei")).one() == rings


def test_a_telephone_that_cannot_be_rung_is_refused(run: Run, sessions: Sessions) -> None:
    done = run("add", "mei", "--name", "陈美", "--phone", "client:陈美", "--password", PASSWORD)
    assert done.exit_code == 1
    assert "letters, digits and underscores" in done.output
    run(*NEW)
    assert run("change", "mei", "--phone", "91234567").exit_code == 1
    with sessions() as session:
        assert session.scalars(select(Agent.phone).where(Agent.login == "mei")).one() == "+85261110002"


def test_an_agent_of_whom_nothing_else_is_said_calls_for_service_everywhere(run: Run, sessions: Sessions) -> None:
    run(*NEW)
    assert kept(sessions, "mei") == (["service"], [], [], [], None)


def test_a_change_leaves_alone_what_it_does_not_name(run: Run, sessions: Sessions) -> None:
    run(*NEW, "--role", "consultant", "--skill", "laser", "--deputy", "wing")
    done = run("change", "mei", "--language-spoken", "en")
    assert done.output == "陈美 calls: consultant; speaks en; skills laser; deputy wing.\n"
    assert kept(sessions, "mei") == (["consultant"], [], ["en"], ["laser"], "wing")


def test_an_empty_word_takes_all_away(run: Run, sessions: Sessions) -> None:
    run(*NEW, "--branch", "harbour", "--skill", "laser", "--deputy", "wing")
    run("change", "mei", "--branch", "", "--skill", "", "--deputy", "")
    assert kept(sessions, "mei") == (["service"], [], [], [], None)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("change", "wing", "--deputy", "wing"), "Nobody stands in for themselves; choose somebody else."),
        (("change", "wing", "--deputy", "mei"), "Nobody here signs in as mei."),
        (("change", "wing", "--role", "magician"), "No playbook knows the role magician."),
        (("change", "wing", "--branch", "atlantis"), "There is no branch atlantis."),
        (("change", "wing", "--language-spoken", "fr"), "Customers are called in zh and en, not in fr."),
        (("change", "mei", "--role", "nurse"), "There is no 'mei'; `huifang agents list` names everybody."),
        ((*NEW, "--role", "magician"), "No playbook knows the role magician."),
        ((*NEW, "--deputy", "mei"), "Nobody stands in for themselves"),
        ((*NEW[:-1], "short"), "at least"),
        (("add", "wing", *NEW[2:]), "There is a 'wing' already."),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_changes(
    arguments: tuple[str, ...], said: str, run: Run, sessions: Sessions
) -> None:
    done = run(*arguments)
    assert done.exit_code == 1
    assert said in done.output
    with sessions() as session:
        assert session.scalars(select(Agent.login)).all() == ["wing"]
    assert kept(sessions, "wing") == (["service"], [], [], [], None)
