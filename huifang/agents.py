"""`huifang agents`: who may sign in, and how each of them calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from huifang.wiring import clock_of, database, settings_now

if TYPE_CHECKING:
    from campaigns.agents import Agent

Command = Callable[..., Any]

#: How a customer's having none is written.
_NO_TIER = "no-tier"

_PHONE = "Where the own telephone rings: +85291234567, sip:name@host or client:identity."
#: How a person calls, as `add` and `change` ask for it.
_CALLING = (
    click.option("--role", "roles", multiple=True, help="Role of the playbooks, e.g. service; may be repeated."),
    click.option("--branch", "branches", multiple=True, help="Branch whose customers are called; none means all."),
    click.option("--language-spoken", "languages", multiple=True, help="With customers: zh, en; none means all."),
    click.option("--skill", "skills", multiple=True, help="What a step may ask for besides the role."),
    click.option("--tier", "tiers", multiple=True, help="Of customers; none means all, no-tier those without."),
    click.option("--deputy", help="Login of who calls the own customers while the person is away."),
)


def _calling(command: Command) -> Command:
    for option in reversed(_CALLING):
        command = option(command)
    return command


@click.group()
def agents() -> None:
    """Agents, supervisors, administrators."""


@agents.command("list")
def list_() -> None:
    """Everybody who may sign in, and how they call."""
    from sqlalchemy import select

    from campaigns.agents import Agent

    with database(settings_now())() as session:
        for agent in session.scalars(select(Agent).order_by(Agent.post, Agent.login)):
            click.echo(f"{agent.post:11} {agent.login:16} {agent.name}  {_in_a_line(agent)}".rstrip())


@agents.command()
@click.argument("login")
@click.option("--name", required=True, help="As customers hear it.")
@click.option("--post", type=click.Choice(["agent", "supervisor", "administrator"]), default="agent", show_default=True)
@click.option("--department", default="", help="What the house calls the part of it where the person works.")
@_calling
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Of the pages.")
@click.option("--phone", required=True, help=_PHONE)
@click.password_option(help="Asked for when it is not given.")
def add(
    login: str,
    name: str,
    post: str,
    language: str,
    phone: str,
    password: str,
    roles: tuple[str, ...],
    **said: Any,
) -> None:
    """Add somebody who may sign in."""
    from web.agents.adding import add_agent

    settings = settings_now()
    called = roles or (("service",) if post == "agent" else ())
    branches, deputy, department = said.pop("branches"), said.pop("deputy") or "", said.pop("department")
    with _refusing(login), database(settings).begin() as session:
        now = clock_of(settings).now()
        said["tiers"] = _tiers(said["tiers"])
        made = add_agent(
            session, login, name, post, called, branches, language, phone, password, now, **said, deputy=deputy
        )
        made.department = department
    click.echo(f"{name} may sign in as {login}.")


@agents.command()
@click.argument("login")
@_calling
@click.option("--phone", help=_PHONE)
def change(login: str, deputy: str | None, phone: str | None, **said: tuple[str, ...]) -> None:
    """Change how somebody calls.

    What is not named stays as it is. An empty word takes all away: --branch "" calls for all branches again.
    """
    from sqlalchemy import select

    from campaigns.agents import Agent
    from web.agents.calling import calling_of, change_calling

    named: dict[str, Any] = {field: tuple(filter(None, words)) for field, words in said.items() if words}
    named |= {"tiers": _tiers(named["tiers"])} if "tiers" in named else {}
    named |= {} if deputy is None else {"deputy": deputy}
    named |= {} if phone is None else {"phone": phone}
    with _refusing(login), database(settings_now()).begin() as session:
        agent = session.scalar(select(Agent).where(Agent.login == login).with_for_update())
        if agent is None:
            raise click.ClickException(f"There is no {login!r}; `huifang agents list` names everybody.")
        change_calling(session, agent, replace(calling_of(agent), **named))
        click.echo(f"{agent.name} calls: {_in_a_line(agent) or 'nobody'}.")


@contextmanager
def _refusing(login: str) -> Iterator[None]:
    """What cannot be kept ends the command with a sentence."""
    from sqlalchemy.exc import IntegrityError

    from web.agents.calling import CallingWrong
    from web.passwords import PasswordTooShort

    try:
        yield
    except (CallingWrong, PasswordTooShort) as wrong:
        raise click.ClickException(str(wrong)) from wrong
    except IntegrityError as wrong:
        raise click.ClickException(f"There is a {login!r} already.") from wrong


def _tiers(said: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("" if tier == _NO_TIER else tier for tier in said)


def _in_a_line(agent: Agent) -> str:
    parts, tiers = [", ".join(agent.roles)], [tier or _NO_TIER for tier in agent.tiers]
    for what, words in (
        ("for", agent.branches),
        ("speaks", agent.languages),
        ("skills", agent.skills),
        ("tiers", tiers),
    ):
        parts += [f"{what} {', '.join(words)}"] if words else []
    parts += [f"deputy {agent.deputy}"] if agent.deputy else []
    return "; ".join(filter(None, parts))
