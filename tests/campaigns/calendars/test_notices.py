"""Notices loaded after the release: every process goes by them from the moment they are committed."""

from __future__ import annotations

import json
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from campaigns.calendars.china import laid_over, official_days, shipped_days, use
from campaigns.calendars.import_notice import ImportedNotice, import_notice
from campaigns.calendars.notice_files import Kind, NoticeDay, NoticeUnusable
from campaigns.calendars.notices import CalendarEdition, OfficialDay, adopt
from campaigns.calendars.public_holidays import is_estimated, is_public_holiday, is_workday
from campaigns.calendars.tables import OpenDay, fill_open_days
from runtime.database import Sessions
from tests.cast import TUESDAY_11

#: Imagined: nobody knows yet what the notice for 2027 will say.
OFF_2027 = ["2027-01-01", "2027-02-05", "2027-02-08", "2027-02-09", "2027-02-10", "2027-02-11", "2027-02-12"]
MAKE_UP_2027 = ["2027-02-14", "2027-02-20"]


def day(text: str) -> date:
    return date.fromisoformat(text)


def notice(folder: Path, year: int, off: list[str], make_up: list[str]) -> Path:
    days = [{"name": "假", "date": on, "isOffDay": kind} for kind in (True, False) for on in (off if kind else make_up)]
    file = folder / f"{year}.json"
    file.write_text(json.dumps({"year": year, "days": days}))
    return file


def load(sessions: Sessions, file: Path) -> ImportedNotice:
    with sessions.begin() as session:
        return import_notice(session, file, TUESDAY_11)


def adopted(sessions: Sessions) -> None:
    with sessions() as session:
        adopt(session)


@pytest.fixture
def for_2027(tmp_path: Path) -> Path:
    """The imagined notice for 2027."""
    return notice(tmp_path, 2027, OFF_2027, MAKE_UP_2027)


def test_an_estimate_becomes_official_when_its_notice_is_loaded(sessions: Sessions, for_2027: Path) -> None:
    assert is_estimated("CN", day("2027-02-12"))
    # asked before, so that the old answer is in the caches
    assert not is_public_holiday("CN", "", day("2027-02-12"))
    assert not is_workday("CN", "", day("2027-02-14"))
    assert load(sessions, for_2027) == ImportedNotice((2027,), 7, 2)
    adopted(sessions)
    assert not is_estimated("CN", day("2027-02-12"))
    assert is_public_holiday("CN", "", day("2027-02-12"))
    # a weekend inside the break that the file leaves out, one after it, and the Sunday on which everyone works
    assert is_public_holiday("CN", "", day("2027-02-07"))
    assert is_public_holiday("CN", "", day("2027-02-13"))
    assert is_workday("CN", "", day("2027-02-14"))
    assert not is_public_holiday("CN", "", day("2027-02-14"))
    # a statutory day that the notice leaves out is a workday: the notice is what counts
    assert is_workday("CN", "", day("2027-10-01"))
    # the other years are as they were
    assert is_public_holiday("CN", "", day("2026-10-04"))
    assert is_estimated("CN", day("2028-02-12"))


def test_a_process_that_does_not_adopt_keeps_its_table(sessions: Sessions, for_2027: Path) -> None:
    load(sessions, for_2027)
    assert official_days() is shipped_days()
    assert is_estimated("CN", day("2027-02-12"))


def test_adopting_costs_one_statement_while_nothing_has_changed(sessions: Sessions, for_2027: Path) -> None:
    load(sessions, for_2027)
    adopted(sessions)
    table, asked = official_days(), []
    with sessions() as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *what: asked.append(what[2]))
        adopt(session)
        adopt(session)
    assert len(asked) == 2
    assert official_days() is table


def test_a_second_import_changes_nothing_and_a_correction_replaces_the_year(
    sessions: Sessions, for_2027: Path, tmp_path: Path
) -> None:
    load(sessions, for_2027)
    adopted(sessions)
    table = official_days()
    load(sessions, for_2027)
    adopted(sessions)
    assert official_days() is table, "the same days are the same edition"
    load(sessions, notice(tmp_path, 2027, [*OFF_2027[:-1], "2027-10-01"], MAKE_UP_2027[:1]))
    adopted(sessions)
    assert not is_public_holiday("CN", "", day("2027-02-12"))
    assert not is_workday("CN", "", day("2027-02-20"))
    assert is_public_holiday("CN", "", day("2027-10-01"))


def test_a_shipped_year_can_be_corrected(sessions: Sessions, tmp_path: Path) -> None:
    """As in January 2020, when a break was made longer while it ran."""
    load(sessions, notice(tmp_path, 2026, ["2026-01-01", "2026-11-25"], []))
    adopted(sessions)
    assert is_public_holiday("CN", "", day("2026-11-25"))
    assert not is_public_holiday("CN", "", day("2026-10-01"))
    assert official_days().years == {2025, 2026}


def test_the_later_notice_holds_where_two_speak_of_one_day_in_december(sessions: Sessions, tmp_path: Path) -> None:
    for_2027 = notice(tmp_path, 2027, ["2026-12-31", *OFF_2027], ["2026-12-26"])
    for_2026 = notice(tmp_path, 2026, ["2026-01-01", "2026-12-26"], [])
    for order in ((for_2026, for_2027), (for_2027, for_2026)):
        for file in order:
            load(sessions, file)
        adopted(sessions)
        assert is_workday("CN", "", day("2026-12-26"))
        assert is_public_holiday("CN", "", day("2026-12-31"))


def test_a_year_left_out_between_two_notices_stays_an_estimate_and_its_december_is_known(tmp_path: Path) -> None:
    rows = [
        NoticeDay(2028, day("2027-12-26"), Kind.MAKE_UP, "New Year's Day"),
        NoticeDay(2028, day("2027-12-31"), Kind.OFF, "New Year's Day"),
        NoticeDay(2028, day("2028-01-01"), Kind.OFF, "New Year's Day"),
    ]
    use(laid_over(rows, "imagined"))
    assert is_estimated("CN", day("2027-05-01"))
    assert not is_estimated("CN", day("2028-05-01"))
    # the library's record of the past is no estimate
    assert not is_estimated("CN", day("2024-05-01"))
    assert is_public_holiday("CN", "", day("2027-05-01"))
    assert is_public_holiday("CN", "", day("2027-12-31"))
    assert is_workday("CN", "", day("2027-12-26"))


@pytest.mark.parametrize(
    ("on", "off"),
    [
        # New Year 2028 is a Saturday; the Sunday is its break's, the Friday before is not
        ("2027-12-31", False),
        ("2028-01-02", True),
        # New Year 2029 is a Monday: the weekend before it lies in the old year
        ("2028-12-30", True),
        ("2028-12-31", True),
        ("2028-12-29", False),
    ],
)
def test_new_years_weekend_is_part_of_its_break_on_either_side_of_midnight(on: str, off: bool) -> None:
    assert is_public_holiday("CN", "", day(on)) is off


def test_an_emptied_table_leads_back_to_what_was_shipped(sessions: Sessions, for_2027: Path) -> None:
    load(sessions, for_2027)
    adopted(sessions)
    with sessions.begin() as session:
        session.query(CalendarEdition).delete()
    adopted(sessions)
    assert official_days() is shipped_days()


def test_an_import_forgets_the_open_days_that_were_worked_out_before(sessions: Sessions, for_2027: Path) -> None:
    with sessions.begin() as session:
        fill_open_days(session, ["CN", "CN-BJ", "HK"], ["workday"], day("2027-02-12"), day("2027-02-12"))
    load(sessions, for_2027)
    with sessions() as session:
        assert session.scalars(select(OpenDay.place)).all() == ["HK"]


def test_a_bad_file_writes_nothing(sessions: Sessions, for_2027: Path, tmp_path: Path) -> None:
    load(sessions, for_2027)
    with sessions() as session:
        before = session.scalars(select(CalendarEdition.edition)).all()
    with pytest.raises(NoticeUnusable, match="entry 9: expected a Saturday or Sunday"):
        load(sessions, notice(tmp_path, 2027, OFF_2027, [MAKE_UP_2027[0], "2027-02-19"]))
    with sessions() as session:
        assert session.scalars(select(CalendarEdition.edition)).all() == before
        assert len(session.scalars(select(OfficialDay)).all()) == 9


def test_the_table_admits_days_off_and_make_up_workdays_alone(session: Session) -> None:
    session.add(OfficialDay(notice=2027, day=day("2027-01-01"), kind="holiday", name="元旦"))
    with pytest.raises(IntegrityError, match="ck_official_day_kind"):
        session.flush()


def test_two_imports_at_once_count_each_others_rows(sessions: Sessions, tmp_path: Path) -> None:
    files = [notice(tmp_path, year, [f"{year}-01-01"], []) for year in (2027, 2028)]
    first = sessions()
    import_notice(first, files[0], TUESDAY_11)
    second = threading.Thread(target=load, args=(sessions, files[1]))
    second.start()
    second.join(0.3)
    assert second.is_alive(), "the second import waits for the first"
    first.commit()
    first.close()
    second.join(10)
    adopted(sessions)
    assert official_days().years == {2025, 2026, 2027, 2028}
    table = official_days()
    load(sessions, files[0])
    adopted(sessions)
    assert official_days() is table, "the edition counted both"


def test_threads_that_judge_while_a_notice_comes_in_end_with_it(sessions: Sessions, for_2027: Path) -> None:
    stop = threading.Event()
    wrong: list[str] = []

    def judge() -> None:
        while not stop.is_set():
            adopted(sessions)
            # one whole table or the other: the make-up Sunday comes together with the Friday off
            table = official_days()
            if (day("2027-02-12") in table.off) is not (day("2027-02-14") in table.make_up_workdays):
                wrong.append("half a table")
            is_workday("CN", "", day("2027-02-12"))

    threads = [threading.Thread(target=judge) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(5):
        load(sessions, for_2027)
        with sessions.begin() as session:
            session.query(OfficialDay).delete()
            session.query(CalendarEdition).delete()
    load(sessions, for_2027)
    stop.set()
    for thread in threads:
        thread.join(10)
    adopted(sessions)
    assert wrong == []
    assert not is_workday("CN", "", day("2027-02-12"))
    assert is_workday("CN", "", day("2027-02-12") + timedelta(days=2))
