"""What customers said, as a sheet."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext

from web.desk.dispositions import disposition
from web.languages import language
from web.reading.reports.asked import Asked
from web.reading.reports.opinions import Opinion
from web.reports.words import Names, called
from web.sheets.sheet import Cell, Column, Sheet


def sheet_of_opinions(asked: Asked, kind: str, found: Sequence[Opinion], names: Names) -> Sheet:
    """One row for each talk."""
    words = (
        gettext("Customer"), gettext("Customer number"), gettext("Branch"), gettext("Playbook"), gettext("Agent"),
        gettext("Outcome"), gettext("What was said"), gettext("What they asked"), gettext("Rated below 3"),
    )  # fmt: skip
    rows = [_row(one, names) for one in found]
    filters = {"period": asked.period.kind, "from": asked.period.first.isoformat(), "kind": kind}
    filters |= {"playbook": asked.playbook} if asked.playbook else {}
    columns = [Column(gettext("Day"), "day"), *(Column(one) for one in words)]
    title = f"{gettext('Opinions')} {called(asked.period)}"
    return Sheet(f"opinions-{asked.period.kind}-{asked.period.first}", title, columns, rows, filters)


def _row(one: Opinion, names: Names) -> list[Cell]:
    who: list[Cell] = [one.on, one.customer, one.number, names.of("branch", one.branch), one.playbook, one.agent]
    low = ("、" if language() == "zh" else ", ").join(one.low)
    return [*who, disposition(one.disposition), one.notes, _asked(one), low]


def _asked(one: Opinion) -> str:
    return "\n".join(f"{asked} — {answered}" if answered else asked for asked, answered in one.questions)
