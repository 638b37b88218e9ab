"""`huifang explain`: why a customer is called or not, in one sentence; what happened, and what a day held or holds."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import click
from rich.cells import cell_len

from huifang.playbooks import wrapped
from huifang.speaking import Language, language_option, voice_of
from huifang.wiring import clock_of, database, plain_words, settings_now

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from campaigns.customers import Customer
    from dialer.explain import Asked, Explanation, Line, Voice
    from runtime.settings import Settings

#: The column where sentences begin.
_INDENT = 21
_NOW = {"en": "Now", "zh": "目前"}


@click.command()
@click.argument("customer", metavar="[CUSTOMER]", required=False)
@click.option("--on", metavar="DATE", help="One day on the customer's calendar, such as 2026-11-30; a forecast ahead.")
@click.option("--follow-up", metavar="N", type=click.IntRange(min=1), help="One follow-up by its number.")
@language_option
def explain(customer: str | None, on: str | None, follow_up: int | None, language: Language) -> None:
    """Why the CUSTOMER with this id in the source system is called now, or is not; then each open follow-up.

    Times are on the customer's own clock; telephone numbers are masked.
    """
    if (follow_up is None) == (customer is None) or (follow_up is not None and on is not None):
        raise click.UsageError("Give a CUSTOMER, with --on DATE or without, or --follow-up N.")
    day, settings = _day(on), settings_now()
    sessions, asked = database(settings), _asked(settings)
    with plain_words(), sessions() as session, voice_of(language) as voice:
        if follow_up is not None:
            _echo(_page(_told(session, follow_up, asked, voice), voice))
        for number, who in enumerate(_customers(session, customer) if customer is not None else ()):
            click.echo("\n" * (number > 0), nl=False)
            _echo(_of_day(session, who, day, asked, voice) if day else _of_customer(session, who, asked, voice))


def _day(text: str | None) -> date | None:
    from dialer.explaining.asking import Unclear, read_day

    try:
        return read_day(text) if text is not None else None
    except Unclear as unclear:
        raise click.ClickException(str(unclear)) from unclear


def _asked(settings: Settings) -> Asked:
    """This instant, and what a worker judges with; the carrier itself is not asked."""
    from dialer.explain import asked_at
    from dialer.twilio.coverage import Coverage

    clock, under_way = clock_of(settings), timedelta(seconds=settings.carrier_timeout)
    return asked_at(clock.now(), Coverage(settings.also_serves), under_way * clock.rate(), settings)


def _customers(session: Session, number: str) -> list[Customer]:
    from dialer.explain import customers_numbered

    found = customers_numbered(session, number)
    if not found:
        raise click.ClickException(f"No customer has the number {number!r}; it is the one of the source system.")
    return found


def _told(session: Session, follow_up: int, asked: Asked, voice: Voice) -> Explanation:
    from dialer.explain import explain as told

    found = told(session, follow_up, asked, voice)
    if found is None:
        raise click.ClickException(
            f"There is no follow-up {follow_up}; `huifang explain CUSTOMER` shows the open ones."
        )
    return found


def _of_customer(session: Session, who: Customer, asked: Asked, voice: Voice) -> Iterator[str]:
    """The answer, then each open follow-up."""
    from dialer.explain import of_customer, open_cases

    yield click.style(of_customer(session, who, asked, voice), bold=True)
    for one in open_cases(session, who.id):
        yield ""
        yield from _page(_told(session, one, asked, voice), voice)


def _of_day(session: Session, who: Customer, on: date, asked: Asked, voice: Voice) -> Iterator[str]:
    """The day in one sentence, then each follow-up that had a part in it."""
    from dialer.explain import day_of

    found, there = day_of(session, who, on, asked, voice), replace(voice, zone=who.day_zone)
    yield click.style(found.sentence, bold=True)
    for one in found.cases:
        yield ""
        yield click.style(f"{one.follow_up_id}  {one.rule}", bold=True)
        yield from _beside("", one.sentence)
        for line in one.lines:
            yield from _line(there.at(line.at) if line.at else "", line)


def _page(found: Explanation, voice: Voice) -> Iterator[str]:
    """The page's lines; times stand in a column of their own, grounds below what they explain."""
    yield click.style(f"{found.follow_up_id}  {found.customer} ({found.number}), {found.house}", bold=True)
    for line in (found.rule, found.window, voice.say("head", "clock", zone=found.zone)):
        yield from _beside("", line)
    yield ""
    there = replace(voice, zone=found.zone)
    for past in found.past:
        yield from _line(there.at(past.at) if past.at else "", past)
    yield ""
    for number, present in enumerate(found.present):
        yield from _line("" if number else _NOW[voice.language], present)


def _line(margin: str, line: Line) -> Iterator[str]:
    yield from _beside(margin + " " * (_INDENT - cell_len(margin)), line.what)
    for part in _beside(" " * (_INDENT + 2), line.why):
        yield click.style(part, dim=True)


def _beside(margin: str, text: str) -> Iterator[str]:
    """The text beside its margin; on a terminal in lines that fit, elsewhere in one, which can be searched."""
    room = max(20, get_terminal_size().columns - len(margin)) if sys.stdout.isatty() else len(text) * 2
    for number, part in enumerate(wrapped(text, room)):
        yield f"{' ' * len(margin) if number else margin}{part}"


def _echo(lines: Iterator[str]) -> None:
    for line in lines:
        click.echo(line)
