"""`huifang may-call`: may this number be called at this instant, in one sentence, and on what grounds."""

from __future__ import annotations

from datetime import datetime

import click

from huifang.speaking import Language, language_option, voice_of


class QuestionUnclear(click.ClickException):
    """The question cannot be answered as it was put; one line says what is wrong with it."""

    exit_code = 2


@click.command("may-call")
@click.option("--number", required=True, help="The number to call, best with its +country code.")
@click.option("--region", default="CN", show_default=True, help="ISO country of a number written without its code.")
@click.option("--zone", default="", help="IANA zone where the customer lives, if it is on file.")
@click.option("--subdivision", default="", help="State or province where the customer lives, such as FL.")
@click.option("--hours", default="", help="A department's hours: hospital, clinic, workshop, greeting, text.")
@click.option("--at", default="", help="The instant, with its zone: 2026-11-24T10:00+08:00. Now, if left out.")
@click.option("--ring", default="60", show_default=True, help="Seconds it may ring.")
@click.option("--purpose", default="care", show_default=True, help="care, survey, marketing, research or debt.")
@language_option
@click.pass_context
def may_call(context: click.Context, /, language: Language, **typed: str) -> None:
    """Say in one sentence whether a number may be called, why, and when next; then what the answer stands on.

    Exit status 0 if it may, 1 if it may not, 2 if the question is unclear.
    """
    from dialer.explaining.asking import Typed, Unclear, read_question
    from dialer.explaining.grounds import table
    from dialer.explaining.question import may_call as judged

    try:
        question = read_question(Typed(**typed), _now())
    except Unclear as unclear:
        raise QuestionUnclear(f"--{unclear.about}: {unclear}") from unclear
    with voice_of(language) as voice:
        answer = judged(question, voice)
        click.echo(answer.sentence)
        for about, said in table(answer.grounds, voice):
            click.echo(voice.say("about", "row", about=about, said=voice.together(*said)))
    context.exit(0 if answer.allowed else 1)


def _now() -> datetime:
    from runtime.clock import clock_from
    from runtime.settings import ENVIRONMENT

    return clock_from(ENVIRONMENT.get("HUIFANG_CLOCK") or None).now()
