"""`huifang year`: everything that is planned for one customer, and what was done."""

from __future__ import annotations

import click

from huifang.wiring import clock_of, database, plain_words, settings_now


@click.command()
@click.argument("number")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True)
def year(number: str, lang: str) -> None:
    """The coming year of the customer with this NUMBER in the source system, and the last one, day by day."""
    from campaigns.planning.year import courses

    settings = settings_now()
    with plain_words(), database(settings)() as session:
        found = courses(session, number, clock_of(settings).now(), lang)
        if not found:
            raise click.ClickException(f"No customer has the number {number!r}; it is the one of the source system.")
        for course in found:
            click.echo(f"{course.name} ({course.branch})")
            for line in course.lines:
                sure = " (estimated)" if line.estimated else ""
                days = f"{line.first_day} to {line.last_day}{sure}"
                click.echo(f"  {days}  {line.state:10} {line.playbook}: {line.why}")
