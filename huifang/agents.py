"""`huifang agents`: who may sign in."""

from __future__ import annotations

import click

from huifang.wiring import clock_of, database, settings_now


@click.group()
def agents() -> None:
    """Agents and supervisors."""


@agents.command("list")
def list_() -> None:
    """Everybody who may sign in."""
    from sqlalchemy import select

    from campaigns.agents import Agent

    with database(settings_now())() as session:
        for agent in session.scalars(select(Agent).order_by(Agent.post, Agent.login)):
            click.echo(f"{agent.post:11} {agent.login:16} {agent.name}  {', '.join(agent.roles)}")


@agents.command()
@click.argument("login")
@click.option("--name", required=True, help="As customers hear it.")
@click.option("--post", type=click.Choice(["agent", "supervisor"]), default="agent", show_default=True)
@click.option("--role", "roles", multiple=True, help="Role of the playbooks, e.g. service; may be repeated.")
@click.option("--branch", "branches", multiple=True, help="Branch whose customers are called; none means all.")
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.option("--phone", required=True, help="Where the own telephone rings, e.g. +85291234567.")
@click.password_option(help="Asked for when it is not given.")
def add(  # noqa: PLR0913 - one option for each thing that is known of a person
    login: str,
    name: str,
    post: str,
    roles: tuple[str, ...],
    branches: tuple[str, ...],
    language: str,
    phone: str,
    password: str,
) -> None:
    """Add somebody who may sign in."""
    from sqlalchemy.exc import IntegrityError

    from web.add_agent import add_agent
    from web.passwords import PasswordTooShort

    settings = settings_now()
    called = roles or (("service",) if post == "agent" else ())
    try:
        with database(settings).begin() as session:
            now = clock_of(settings).now()
            add_agent(session, login, name, post, called, branches, language, phone, password, now)
    except PasswordTooShort as wrong:
        raise click.ClickException(str(wrong)) from wrong
    except IntegrityError as wrong:
        raise click.ClickException(f"There is a {login!r} already.") from wrong
    click.echo(f"{name} may sign in as {login}.")
