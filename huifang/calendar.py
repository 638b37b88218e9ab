"""`huifang calendar`: China's days off and make-up workdays, and the notice that names them each autumn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import click

from huifang.import_files import FileUnusable
from huifang.wiring import clock_of, database, settings_now

_FIRST, _LAST = 1950, 2100
_SATURDAY = 5


@click.group()
def calendar() -> None:
    """China's official days off and make-up workdays. Other countries' come with the release."""


@calendar.command()
@click.argument("year", type=click.IntRange(_FIRST, _LAST))
def show(year: int) -> None:
    """The days off and make-up workdays of a year, and whether they are official."""
    from campaigns.calendars.notices import adopt

    with database(settings_now())() as session:
        adopt(session)
    lines = list(_days(year))
    click.echo(f"{year}: {_standing(year)}")
    for line in lines:
        click.echo(line)


@calendar.command("import")
@click.argument("file", type=click.Path(path_type=Path))
def import_(file: Path) -> None:
    """Put a year's notice in place: our CSV (date,weekday,kind,holiday) or holiday-cn's JSON.

    What the file says of a year replaces what was known of it. Nothing is written if anything in it is wrong.
    """
    from campaigns.calendars.import_notice import import_notice
    from campaigns.calendars.notice_files import NoticeUnusable

    settings = settings_now()
    try:
        with database(settings).begin() as session:
            done = import_notice(session, file, clock_of(settings).now())
    except NoticeUnusable as wrong:
        raise FileUnusable(str(wrong)) from wrong
    years = " and ".join(map(str, done.years))
    click.echo(f"{years}: {done.off} days off and {done.make_up_workdays} make-up workdays are in place.")


def _standing(year: int) -> str:
    """Where the days come from, plainly."""
    from campaigns.calendars.china import official_days
    from campaigns.calendars.public_holidays import is_estimated

    if year in official_days().years:
        return "official, by the State Council's notice."
    if is_estimated("CN", date(year, 1, 1)):
        return (
            "estimated. The official notice is not loaded (`huifang calendar import FILE`): "
            "weekends may still become workdays, and workdays days off."
        )
    return "from the record of past years."


def _days(year: int) -> Iterator[str]:
    from campaigns.calendars.china import official_days
    from campaigns.calendars.public_holidays import is_public_holiday, is_workday

    names, day = official_days().names, date(year, 1, 1)
    while day.year == year:
        if is_public_holiday("CN", "", day):
            yield f"{day:%Y-%m-%d %a}  off              {names.get(day, '')}".rstrip()
        elif day.weekday() >= _SATURDAY and is_workday("CN", "", day):
            yield f"{day:%Y-%m-%d %a}  make-up workday  {names.get(day, '')}".rstrip()
        day += timedelta(days=1)
