"""What goes on in the house: processes, lists, callers, refusals. Asked of a database that answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click
from sqlalchemy import select

from huifang.checks.finding import Check, Finding
from huifang.checks.outside import databases_clock
from huifang.wiring import clock_of, database
from runtime.settings import Settings

if TYPE_CHECKING:
    from dialer.troubles import Trouble


def night_shift(settings: Settings) -> None:
    """A clock ticks, workers work, and the clock reaches Redis."""
    from runtime.pulses import SILENT, pulses

    with database(settings)() as session:
        seen = [one for one in pulses(session.connection()) if one.alive]
    for process, deed in (("clock", "nothing is claimed"), ("worker", "nothing is placed")):
        if not any(one.process == process for one in seen):
            raise click.ClickException(f"no {process} has a pulse, so {deed}: start `huifang {process}`.")
    if not any(one.redis_age is not None and one.redis_age < SILENT for one in seen):
        raise click.ClickException("the clock does not reach Redis: calls wait for their leases. See REDIS_URL there.")


def hold(settings: Settings) -> None:
    """No backup was put in place whose time since nobody has asked the carrier about."""
    from dialer.restoring.hold import open_restoration

    with database(settings)() as session:
        held = open_restoration(session)
    if held is not None:
        raise click.ClickException(
            f"a backup was put in place at {held.restored_at:%Y-%m-%d %H:%M} (UTC), and nobody is called since:"
            " run `huifang after-restore`."
        )


def invariants(settings: Settings) -> None:
    """What must never be has not been, as far as the workers have asked."""
    from dialer.watch.questions import Violation

    with database(settings)() as session:
        broken = session.scalars(select(Violation).where(Violation.rows > 0).order_by(Violation.invariant)).all()
    if broken:
        lines = [f"{one.invariant}: {one.rows} rows, the first is {one.first_id}" for one in broken]
        raise click.ClickException("\n  ".join([*lines, "stop the clock and tell who maintains Huifang"]))


def lists(settings: Settings) -> None:
    """The newest imported do-not-call list has not ended."""
    from campaigns.suppressions import expired_list

    with database(settings)() as session:
        ended = expired_list(session, clock_of(settings).now())
    if ended is not None:
        raise click.ClickException(
            f"the newest list ended on {ended:%Y-%m-%d} (UTC) and keeps nobody from being called any more;"
            " fetch the register anew and `huifang import do-not-call` it."
        )


def callers(settings: Settings) -> None:
    """Each role and skill that a running playbook asks for is somebody's."""
    from campaigns.agents import Agent
    from campaigns.playbooks.editions import running
    from huifang.who_calls import nobody_calls, uncalled_tiers

    with database(settings)() as session:
        agents, playbooks = session.scalars(select(Agent)).all(), running(session).values()
        wrong = [*nobody_calls(agents, playbooks), *uncalled_tiers(session, agents, playbooks)]
    if wrong:
        raise click.ClickException("\n  ".join(wrong))


def refused(settings: Settings) -> None:
    """Nothing that the carrier refuses by the account or its settings waits for a person."""
    from dialer.troubles import Trouble

    with database(settings)() as session:
        waiting = select(Trouble).where(Trouble.mended_at.is_(None)).order_by(Trouble.id)
        lines = [_said(one) for one in session.scalars(waiting)]
    if lines:
        raise click.ClickException("\n  ".join([*lines, "what to change stands on the supervisors' console"]))


def _said(trouble: Trouble) -> str:
    where = f"from {trouble.line}" if trouble.line else f"to {trouble.country}" if trouble.country else "at all"
    what = f"{trouble.channel}s {where}"
    return f"error {trouble.code}: {what}, {trouble.times} times since {trouble.first_at:%Y-%m-%d %H:%M} (UTC)"


def worth_a_look(settings: Settings) -> Iterator[Finding]:
    """What is not amiss, and that somebody may want to know."""
    from campaigns.agents import Agent
    from campaigns.playbooks.editions import held
    from huifang.who_calls import unknown_roles, waiting_customers

    with database(settings)() as session:
        now = clock_of(settings).now()
        agents = session.scalars(select(Agent).order_by(Agent.login)).all()
        hints = [*unknown_roles(agents, held(session)), *waiting_customers(session, settings.high_tiers, now)]
    yield from (Finding("worth a look", hint, hint=True) for hint in hints)


#: By name, in this order.
CHECKS: dict[str, Check] = {
    "the database's clock": databases_clock,
    "clock and workers": night_shift,
    "nothing held after a restore": hold,
    "invariants": invariants,
    "imported do-not-call lists": lists,
    "somebody for every call": callers,
    "what the carrier refuses": refused,
}
