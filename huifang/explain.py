"""`huifang explain`: everything that happened to one follow-up and why, on one page."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Literal

import click
from rich.cells import cell_len

from huifang.playbooks import wrapped
from huifang.wiring import clock_of, database, plain_words, settings_now, twilio_carrier

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from dialer.explain import Explanation, Line, Voice
    from dialer.tools import Tools
    from runtime.settings import Settings

#: The column where sentences begin.
_INDENT = 21

Language = Literal["en", "zh"]
_NOW = {"en": "Now", "zh": "目前"}


@click.command()
@click.argument("follow_up", metavar="[ID]", type=click.IntRange(min=1), required=False)
@click.option(
    "--customer", metavar="NUMBER", help="All open follow-ups of the customer with this id in the source system."
)
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True)
def explain(follow_up: int | None, customer: str | None, lang: Language) -> None:
    """Everything that happened to the follow-up with this ID and why, what it waits for, and what would be judged now.

    Times are on the customer's own clock; telephone numbers are masked.
    """
    if (follow_up is None) == (customer is None):
        raise click.UsageError("Give a follow-up's ID, or --customer NUMBER.")
    settings = settings_now()
    tools = _tools(settings)
    with plain_words(), tools.sessions() as session, _voice(lang) as voice:
        for number, one in enumerate(_wanted(session, follow_up, customer)):
            found = _explained(session, one, tools, voice)
            click.echo("\n" * (number > 0) + "\n".join(_page(found, voice)))


def _wanted(session: Session, follow_up: int | None, customer: str | None) -> list[int]:
    from dialer.explain import open_cases

    if follow_up is not None:
        return [follow_up]
    found = open_cases(session, customer or "")
    if found is None:
        raise click.ClickException(f"No customer has the number {customer!r}; it is the one of the source system.")
    if not found:
        raise click.ClickException(
            f"Nothing is open for {customer}; `huifang year {customer}` shows what was planned and done."
        )
    return found


def _explained(session: Session, follow_up: int, tools: Tools, voice: Voice) -> Explanation:
    from dialer.explain import explain as told

    found = told(session, follow_up, tools.now(), tools.carrier, tools.ring_bound, voice)
    if found is None:
        raise click.ClickException(
            f"There is no follow-up {follow_up}; `huifang explain --customer NUMBER` shows all open ones of a customer."
        )
    return found


def _tools(settings: Settings) -> Tools:
    """What a worker judges with; the carrier itself is not asked."""
    from dialer.tools import Tools

    return Tools(
        sessions=database(settings),
        carrier=twilio_carrier(settings),
        clock=clock_of(settings),
        account=settings.twilio_account_sid,
        calls_per_second=settings.calls_per_second,
        concurrent_calls=settings.concurrent_calls,
        carrier_timeout=settings.carrier_timeout,
    )


@contextmanager
def _voice(lang: Language) -> Iterator[Voice]:
    """Reason codes have their words on the web's floor, which speaks inside an application of its own."""
    from flask import Flask
    from flask_babel import Babel

    from dialer.explain import Voice
    from web.reasons import in_words

    app = Flask("web")
    chosen: Callable[[], str] = lambda: lang  # noqa: E731
    Babel(app, locale_selector=chosen)  # type: ignore[no-untyped-call]
    with app.test_request_context():
        yield Voice(lang, "UTC", in_words)


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
