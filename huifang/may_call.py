"""`huifang may-call`: may this number be called at this instant, and on what grounds."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

import click

if TYPE_CHECKING:
    from dialer.hours.policy import HoursPolicy


@click.command("may-call")
@click.option("--number", required=True, help="The number to call, best with its +country code.")
@click.option("--region", default="CN", show_default=True, help="ISO country of a number written without its code.")
@click.option("--zone", help="IANA zone where the customer lives, if it is on file.")
@click.option("--subdivision", default="", help="State or province where the customer lives, such as FL.")
@click.option("--hours", help="A department's hours: hospital, clinic, workshop, greeting, text.")
@click.option("--at", help="The instant, with its zone: 2026-11-24T10:00+08:00. Now, if left out.")
@click.option("--ring", type=click.FloatRange(min=0), default=60, show_default=True, help="Seconds it may ring.")
@click.option("--purpose", default="care", show_default=True, help="care, survey, marketing, research or debt.")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True)
@click.pass_context
def may_call(context: click.Context, /, number: str, region: str, lang: Literal["en", "zh"], **asked: Any) -> None:
    """Say in one sentence whether a number may be called.

    Exit status 0 if it may, 1 if it may not, 2 if the question is unclear.
    """
    from dialer.hours.judge import Callee, judge
    from dialer.hours.sentence import sentence

    callee = Callee(_number(number, region), subdivision=asked["subdivision"].upper(), zone=_zone(asked["zone"]))
    verdict = judge(callee, _hours(asked["hours"]), _purpose(asked["purpose"]), _instant(asked["at"]), asked["ring"])
    click.echo(sentence(verdict, lang))
    context.exit(0 if verdict.allowed else 1)


def _number(text: str, region: str) -> str:
    """The one number that was meant."""
    from campaigns.numbers.parse import parse_cell

    cell = parse_cell(text, region)
    if len(cell.numbers) == 1:
        return cell.numbers[0].e164
    refused = " ".join(piece.sentence for piece in cell.refused)
    raise click.BadParameter(refused or "Give one number.", param_hint="--number")


def _instant(text: str | None) -> datetime:
    """The instant asked for, else the clock's."""
    from runtime.clock import clock_from
    from runtime.settings import ENVIRONMENT

    if text is None:
        return clock_from(ENVIRONMENT.get("HUIFANG_CLOCK") or None).now()
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            f"{text!r} is not an instant like 2026-11-24T10:00+08:00.", param_hint="--at"
        ) from None
    if instant.utcoffset() is None:
        raise click.BadParameter(f"{text!r} does not say in which zone: add +08:00 or Z.", param_hint="--at")
    return instant


def _hours(name: str | None) -> HoursPolicy | None:
    from dialer.hours.policy import UnknownPolicy, named

    try:
        return named(name) if name else None
    except UnknownPolicy as unknown:
        raise click.BadParameter(str(unknown), param_hint="--hours") from unknown


def _zone(name: str | None) -> str | None:
    from runtime.zones import UnknownZone, zone

    try:
        return zone(name).key if name else None
    except UnknownZone as unknown:
        raise click.BadParameter(str(unknown), param_hint="--zone") from unknown


def _purpose(name: str) -> str:
    from dialer.hours.law import Purpose

    if name not in set(Purpose):
        raise click.BadParameter(f"{name!r} is none of {', '.join(Purpose)}.", param_hint="--purpose")
    return name
