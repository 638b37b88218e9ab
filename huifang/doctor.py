"""`huifang doctor`: is everything there, and if not, what is to be done."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click

from huifang.checks import house, outside
from huifang.checks.finding import Finding, looked_at
from huifang.wiring import settings_now

_SETTINGS, _DATABASE = "settings and time zones", "database and its revision"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For machines: what was looked at, and what is wrong with it.")
def doctor(as_json: bool) -> None:
    """Check settings, engines, carrier, address, clocks and processes, and whether everybody due can be called.

    Exit status 1 if something is amiss; what is only worth a look is marked with a dot.
    """
    found = _found()
    well = all(one.well for one in found)
    click.echo(_for_machines(found, well=well) if as_json else "\n".join(one.line for one in found))
    raise SystemExit(0 if well else 1)


def _found() -> list[Finding]:
    try:
        settings = settings_now()
    except click.ClickException as wrong:
        return [Finding(_SETTINGS, wrong.message)]
    found = [Finding(_SETTINGS), *looked_at(outside.CHECKS, settings)]
    if any(one.name == _DATABASE and one.well for one in found):
        found += [*looked_at(house.CHECKS, settings), *house.worth_a_look(settings)]
    return found


def _for_machines(found: Sequence[Finding], *, well: bool) -> str:
    rows = [{"check": one.name, "well": one.well, "hint": one.hint, "words": one.words} for one in found]
    return json.dumps({"well": well, "found": rows}, ensure_ascii=False, indent=1)
