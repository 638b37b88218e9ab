"""Do-not-call lists: numbers are left in peace until the list has ended, and not a day longer or shorter."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from campaigns.customers import Customer
from campaigns.importing.do_not_call import DoNotCallList, end_of, import_do_not_call
from campaigns.importing.lines import FileUnreadable
from campaigns.importing.result import ImportResult
from campaigns.segments import suppressed
from campaigns.suppressions import Suppression, expired_list
from tests.campaigns.importing.desk import NOW, Desk, counts
from tests.cast import MEI, customer

LAST_DAY = date(2026, 12, 24)
ENDS = datetime(2026, 12, 25, 12, tzinfo=UTC)


def brings(desk: Desk, file: Path, last_day: date | None = LAST_DAY, now: datetime = NOW, **said: Any) -> ImportResult:
    brought = DoNotCallList(last_day, **{"region": "HK"} | said)
    return import_do_not_call(desk.sessions, file, brought, now)


def held(desk: Desk) -> list[tuple[str | None, str, str, datetime | None]]:
    with desk.sessions() as session:
        found = session.scalars(select(Suppression).order_by(Suppression.e164, Suppression.id))
        return [(s.e164, s.channel, s.reason, s.until) for s in found]


def test_a_list_of_one_column_comes_in_and_bad_rows_cost_only_themselves(desk: Desk) -> None:
    file = desk.text("手机\n9123 4567\n91234567\n不详\n123\n+86 139 1234 5678\n")
    result = brings(desk, file)
    assert counts(result) == (2, 0, 0, 1, 2)
    assert set(held(desk)) == {(MEI, "all", "imported", ENDS), ("+8613912345678", "all", "imported", ENDS)}
    assert [(line, value) for line, _, value, _ in desk.report(file)] == [(4, "不详"), (5, "123")]
    # once more: nothing is new
    assert counts(brings(desk, file)) == (0, 0, 2, 1, 2)
    assert len(held(desk)) == 2


@pytest.mark.parametrize(
    ("cell", "last_day", "until"),
    [
        # the row's own day wins
        ("2026-11-30", LAST_DAY, end_of(date(2026, 11, 30))),
        ("", LAST_DAY, ENDS),
        ("2026-11-30", None, end_of(date(2026, 11, 30))),
        # neither says
        ("", None, None),
        # a day that cannot be read is not replaced by another
        ("soon", LAST_DAY, None),
    ],
)
def test_until_when(desk: Desk, cell: str, last_day: date | None, until: datetime | None) -> None:
    file = desk.text(f"phone,valid_until\n91234567,{cell}\n")
    brings(desk, file, last_day)
    assert held(desk) == ([(MEI, "all", "imported", until)] if until else [])
    assert file.with_name("export.csv.refused.csv").exists() is (until is None)


@pytest.mark.parametrize(
    ("now", "quiet"),
    [
        (NOW, True),
        # on its last day, wherever that day still goes on
        (ENDS - timedelta(seconds=1), True),
        (ENDS, False),
    ],
)
def test_it_holds_for_whoever_has_the_number_until_it_has_ended(desk: Desk, now: datetime, quiet: bool) -> None:
    with desk.sessions.begin() as session:
        customer(session)
        customer(session, "李明", "+85291234568")
    brings(desk, desk.text("手机\n91234567\n"))
    with desk.sessions() as session:
        for channel in ("call", "text"):
            asked = select(Customer.name, suppressed(now, channel))
            assert dict(session.execute(asked).all()) == {"陈美玲": quiet, "李明": False}


@pytest.mark.parametrize(
    ("before", "result", "ends"),
    [
        # the next list prolongs, or shortens
        ((date(2026, 11, 30), NOW), (0, 1, 0, 0, 0), [ENDS]),
        ((date(2027, 1, 31), NOW), (0, 1, 0, 0, 0), [ENDS]),
        # one that had ended is history
        ((date(2026, 11, 1), NOW - timedelta(days=40)), (1, 0, 0, 0, 0), [end_of(date(2026, 11, 1)), ENDS]),
        # what holds for good is stronger
        (None, (0, 0, 1, 0, 0), [None]),
    ],
)
def test_a_newer_list(
    desk: Desk, before: tuple[date, datetime] | None, result: tuple[int, ...], ends: list[datetime | None]
) -> None:
    file = desk.text("手机\n91234567\n")
    if before is None:
        with desk.sessions.begin() as session:
            session.add(Suppression(e164=MEI, channel="all", reason="imported", since=NOW))
    else:
        brings(desk, file, *before)
    assert counts(brings(desk, file)) == result
    assert [until for *_, until in held(desk)] == ends


def test_several_numbers_in_a_cell_are_all_left_in_peace(desk: Desk) -> None:
    assert counts(brings(desk, desk.text("手机\n91234567 / 25251234\n"), reason="refused")) == (1, 0, 0, 0, 0)
    assert {(e164, reason) for e164, _, reason, _ in held(desk)} == {("+85225251234", "refused"), (MEI, "refused")}


def test_where_the_branches_are_of_several_countries_one_has_to_be_named(desk: Desk) -> None:
    with pytest.raises(FileUnreadable, match="--region"):
        brings(desk, desk.text("手机\n91234567\n"), region="")


@pytest.mark.parametrize(
    ("lists", "ended"),
    [
        # no list at all
        ([], None),
        # one that holds, and one that does not
        ([LAST_DAY], None),
        ([date(2026, 11, 1)], end_of(date(2026, 11, 1))),
        # the newest counts
        ([date(2026, 11, 1), LAST_DAY], None),
        ([date(2026, 10, 1), date(2026, 11, 1)], end_of(date(2026, 11, 1))),
    ],
)
def test_a_newest_list_that_has_ended_is_told(desk: Desk, lists: list[date], ended: datetime | None) -> None:
    for day in lists:
        brings(desk, desk.text("手机\n91234567\n"), day)
    with desk.sessions() as session:
        session.add(Suppression(e164=MEI, channel="all", reason="opt_out", since=NOW, until=NOW))
        session.flush()
        assert expired_list(session, NOW) == ended
