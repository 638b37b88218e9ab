"""Every verdict can be said in one sentence, in two languages."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given

from dialer.hours.callee import Callee
from dialer.hours.judge import Verdict, judge
from dialer.hours.plan import Code
from dialer.hours.policy import HoursPolicy, named
from dialer.hours.sentence import sentence
from tests.dialer.hours.cast import (
    IDAHO,
    NEW_ORLEANS,
    PARIS,
    TOLL_FREE,
    TORONTO,
    WANG,
    callees,
    instants,
    policies,
    rings,
)

HOSPITAL = named("hospital")


def verdict(callee: Callee, policy: HoursPolicy | None, instant: str, ring: float = 0) -> Verdict:
    return judge(callee, policy, "care", datetime.fromisoformat(instant), ring)


@pytest.mark.parametrize(
    ("said", "english", "chinese"),
    [
        (
            verdict(WANG, HOSPITAL, "2026-11-24T10:30+08:00"),
            "Allowed: it is 10:30 on Tuesday 2026-11-24 in Asia/Shanghai (by the number), inside 10:00-12:00 "
            "(hospital hours, law row CN).",
            "可以拨打：Asia/Shanghai（按号码推断）当地时间 2026-11-24（周二）10:30，在允许时段 10:00-12:00 之内"
            "（hospital 时段，法规条目 CN）。",
        ),
        (
            verdict(Callee(WANG.e164, "CN", zone="Europe/Paris"), None, "2026-11-24T22:30+01:00"),
            "Refused: it is 22:30 on Tuesday 2026-11-24 in Europe/Paris (zone on file), and that day is open "
            "09:00-21:00 (law row CN).",
            "不可拨打：Europe/Paris（档案时区）当地时间 2026-11-24（周二）22:30，当天的允许时段为 09:00-21:00"
            "（法规条目 CN）。",
        ),
        (
            verdict(WANG, HOSPITAL, "2026-11-24T11:59:31+08:00", 30),
            "Refused: it is 11:59:31 on Tuesday 2026-11-24 in Asia/Shanghai (by the number), and a phone that rings "
            "for 30 seconds would still ring when 10:00-12:00 ends (hospital hours, law row CN).",
            "不可拨打：Asia/Shanghai（按号码推断）当地时间 2026-11-24（周二）11:59:31，振铃 30 秒会超出时段 "
            "10:00-12:00（hospital 时段，法规条目 CN）。",
        ),
        (
            verdict(TORONTO, None, "2026-11-24T21:00-05:00"),
            "Refused: it is 21:00 on Tuesday 2026-11-24 in America/Toronto (by the number), and no phone rings at "
            "21:00 or later.",
            "不可拨打：America/Toronto（按号码推断）当地时间 2026-11-24（周二）21:00，21:00 及以后一律不得振铃。",
        ),
        (
            verdict(WANG, HOSPITAL, "2027-02-06T10:30+08:00"),
            "Refused: Saturday 2027-02-06 is a public holiday in CN, and hospital hours are never on public "
            "holidays; the holiday calendar of that day is an estimate.",
            "不可拨打：2027-02-06（周六）是 CN 的法定休假日，hospital 时段不在休假日拨打（当日节假日安排为推算）。",
        ),
        (
            verdict(NEW_ORLEANS, None, "2026-02-17T10:00-06:00"),
            "Refused: Tuesday 2026-02-17 is closed for calls by law (US, US-LA).",
            "不可拨打：按当地规定（US, US-LA），2026-02-17（周二）全天不得拨打。",
        ),
        (
            verdict(IDAHO, None, "2026-07-15T08:30-06:00"),
            "Refused: the number may be in 2 zones and not all are open; it is 07:30 on Wednesday 2026-07-15 in "
            "America/Los_Angeles.",
            "不可拨打：该号码可能位于 2 个时区，并非处处都在允许时段内；America/Los_Angeles 当地时间 "
            "2026-07-15（周三）07:30。",
        ),
        (
            verdict(TOLL_FREE, None, "2026-11-24T10:30+08:00"),
            "Refused: this number does not tell its time zone; ask where the customer lives.",
            "不可拨打：从该号码无法得知时区，请先询问客户所在地。",
        ),
    ],
)
def test_a_verdict_is_said_plainly(said: Verdict, english: str, chinese: str) -> None:
    assert sentence(said) == english
    assert sentence(said, "zh") == chinese


def test_an_estimate_is_only_mentioned_where_holidays_had_a_say() -> None:
    assert "estimate" not in sentence(verdict(WANG, named("clinic"), "2027-03-01T11:30+08:00"))
    assert "estimate" in sentence(verdict(WANG, HOSPITAL, "2027-03-01T11:30+08:00"))
    assert "estimate" not in sentence(verdict(PARIS, None, "2027-03-01T11:30+01:00"))


@given(callees(), policies(), instants(), rings())
def test_no_verdict_leaves_a_gap_in_its_sentence(
    callee: Callee, policy: HoursPolicy | None, now: datetime, ring: float
) -> None:
    said = judge(callee, policy, "care", now, ring)
    english, chinese = sentence(said), sentence(said, "zh")
    assert english.startswith("Allowed" if said.code is Code.OK else "Refused")
    assert chinese.startswith("可以拨打" if said.code is Code.OK else "不可拨打")
    assert not any(gap in english + chinese for gap in ("{", "}", "None", "  ", "()", "（）"))
