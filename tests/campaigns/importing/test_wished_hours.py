"""Wished hours come in every way people write them, and never as a guess."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaigns.follow_ups import FollowUp
from campaigns.importing.reasons import CellRefused
from campaigns.importing.wished_hours import wished_hours
from campaigns.wishes import NEVER, WEEKDAYS
from tests.campaigns.importing.desk import NOW, Desk
from tests.cast import follow_up

MON_FRI, WEEKEND, ALL = WEEKDAYS[:5], WEEKDAYS[5:], WEEKDAYS


def on(days: tuple[str, ...], hours: str = "00:00-24:00") -> str:
    return ", ".join(f"{day} {hours}" for day in days)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        # days, hours, both
        ("周一至周五 18:00-20:00", on(MON_FRI, "18:00-20:00")),
        ("工作日下午", on(MON_FRI, "12:00-18:00")),
        ("晚上", on(ALL, "18:00-24:00")),
        ("上午", on(ALL, "08:00-12:00")),
        ("mornings", on(ALL, "08:00-12:00")),
        ("weekends only", on(WEEKEND)),
        ("周一、三、五 晚上", on(("mon", "wed", "fri"), "18:00-24:00")),
        ("周一到五 9:00-12:00，14:00-17:00", on(MON_FRI, "09:00-12:00;14:00-17:00")),
        # around the end of the week
        ("fri-mon evenings", on(("mon", "fri", "sat", "sun"), "18:00-24:00")),
        ("１８：００以后", on(ALL, "18:00-24:00")),
        ("before 10am", on(ALL, "00:00-10:00")),
        # of the morning or of the afternoon, said once for both ends
        ("晚上6点-8点", on(ALL, "18:00-20:00")),
        ("周二下午三点到五点", on(("tue",), "15:00-17:00")),
        ("上午9点到5点", on(ALL, "09:00-17:00")),
        ("6-8pm", on(ALL, "18:00-20:00")),
        ("10-2pm", on(ALL, "10:00-14:00")),
        ("9-17", on(ALL, "09:00-17:00")),
        ("晚上七点半之后", on(ALL, "19:30-24:00")),
        # what they forbid is taken from what they ask for, or from the whole week
        ("周末勿扰", on(MON_FRI)),
        ("请勿在周末致电", on(MON_FRI)),
        ("no calls on weekends", on(MON_FRI)),
        ("Weekends: no calls", on(MON_FRI)),
        ("中午勿扰", on(ALL, "00:00-12:00;14:00-24:00")),
        ("上午，周末勿扰", on(MON_FRI, "08:00-12:00")),
        ("mornings, not on Mondays", on(WEEKDAYS[1:], "08:00-12:00")),
        ("随时，周一除外", on(WEEKDAYS[1:])),
        # several clauses, in either order of words
        ("工作日晚上，周末上午", f"{on(MON_FRI, '18:00-24:00')}, {on(WEEKEND, '08:00-12:00')}"),
        ("mornings on Mon and Fri", on(("mon", "fri"), "08:00-12:00")),
        ("晚上周一 上午周二", "mon 18:00-24:00, tue 08:00-12:00"),
        ("Mon-Fri 9am-5pm; Sat 10:00-12:00", f"{on(MON_FRI, '09:00-17:00')}, sat 10:00-12:00"),
        # any time is no wish, and no calls at all is one
        ("随时", None),
        ("anytime", None),
        ("勿扰", NEVER),
        ("请勿致电。", NEVER),
    ],
)
def test_a_wish_is_read(text: str, wish: str | None) -> None:
    assert wished_hours(text) == wish


@pytest.mark.parametrize(
    "text",
    [
        # words that we do not know
        "看情况",
        "节假日勿扰",
        "周末勿扰哦",
        # may be read in two ways
        "晚上，周末",
        "evenings and weekends",
        "周六，周日勿扰",
        "下午，中午勿扰",
        "6点到8点",
        "3点以后",
        "evenings no calls weekends",
        # a day alone is whole, a time alone is nothing
        "18:00",
        # no time of the clock, or of one day
        "25:00-26:00",
        "18:75以后",
        "20:00-08:00",
        "上午18点以后",
        # nothing is left, or nothing is said
        "周末，周末勿扰",
        "not",
        "方便",
    ],
)
def test_what_may_mean_something_else_is_refused(text: str) -> None:
    with pytest.raises(CellRefused):
        wished_hours(text)


@pytest.mark.parametrize("header", ["希望联系时间", "方便时间", "Preferred time"])
def test_the_column_is_known_and_what_cannot_be_read_is_kept_for_a_person(desk: Desk, header: str) -> None:
    head = f"编号,姓名,手机,门店,{header}"
    file = desk.text(f"{head}\nA1,王芳,94123451,中环院,工作日晚上\nA2,李明,94123452,中环院,看情况\n")
    assert desk.customers(file).warnings == 1
    assert desk.report(file) == [(3, header, "看情况", "unknown_word")]
    everybody = desk.everybody()
    assert everybody["A1"].wished_hours == on(MON_FRI, "18:00-24:00")
    assert (everybody["A2"].wished_hours, everybody["A2"].details) == (None, {header: "看情况"})
    # a file without the column leaves it; a readable cell takes the place of what was kept; an empty one empties
    desk.customers(desk.text("编号,姓名,手机,门店\nA1,王芳,94123451,中环院\n"))
    assert desk.everybody()["A1"].wished_hours == on(MON_FRI, "18:00-24:00")
    desk.customers(desk.text(f"{head}\nA1,王芳,94123451,中环院,\nA2,李明,94123452,中环院,周末\n"))
    everybody = desk.everybody()
    assert (everybody["A1"].wished_hours, everybody["A2"].wished_hours) == (None, on(WEEKEND))
    assert everybody["A2"].details == {}


def test_what_waited_for_an_old_wish_is_looked_at_again(desk: Desk) -> None:
    head = "编号,姓名,手机,门店,希望联系时间"
    desk.customers(desk.text(f"{head}\nA1,王芳,94123451,中环院,周末\n"))
    her = desk.everybody()["A1"]
    with desk.sessions.begin() as session:
        late = NOW + timedelta(hours=20)
        follow_up(session, her, NOW, waits_for="customer_wish", next_try_at=late)
        follow_up(session, her, NOW, step="day-2", waits_for="after_busy", next_try_at=late)
    desk.customers(desk.text(f"{head}\nA1,王芳,94123451,中环院,上午\n"))
    with desk.sessions() as session:
        found = session.query(FollowUp).order_by(FollowUp.id).all()
    assert [(f.waits_for, f.next_try_at) for f in found] == [("window", NOW), ("after_busy", late)]
