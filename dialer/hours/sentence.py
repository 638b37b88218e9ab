"""A verdict as one plain sentence, in English or Simplified Chinese, for the person who asks why."""

from __future__ import annotations

from typing import Literal

from dialer.hours.callee import ZonesKnown
from dialer.hours.judge import Finding, Verdict
from dialer.hours.plan import Code

Language = Literal["en", "zh"]

_ENGLISH = {
    Code.OK: "Allowed: it is {when} in {zone} ({known}), inside {window} ({grounds}){estimate}.",
    Code.OUTSIDE_WINDOW: "Refused: it is {when} in {zone} ({known}), and that day is open {hours} ({grounds}).",
    Code.RING_OVERRUN: "Refused: it is {when} in {zone} ({known}), and a phone that rings for {ring} seconds would "
    "still ring when {window} ends ({grounds}).",
    Code.CEILING_21: "Refused: it is {when} in {zone} ({known}), and no phone rings at 21:00 or later.",
    Code.PUBLIC_HOLIDAY: "Refused: {day} is a public holiday in {country}, and {policy} hours are never on public "
    "holidays{estimate}.",
    Code.NOT_WORKDAY: "Refused: {day} is no workday in {country}, and {policy} hours are on workdays only{estimate}.",
    Code.LAW_DAY_CLOSED: "Refused: {day} is closed for calls by law ({law}){estimate}.",
    Code.CUSTOMER_WISH: "Refused: it is {when} in {zone} ({known}), and the customer asked not to be called then.",
    Code.NO_ZONE: "Refused: {unknown}; ask where the customer lives.",
    Code.ZONE_DISAGREE: "Refused: the number may be in {count} zones and not all are open; it is {when} in {zone}.",
}
_CHINESE = {
    Code.OK: "可以拨打：{zone}（{known}）当地时间 {when}，在允许时段 {window} 之内（{grounds}）{estimate}。",
    Code.OUTSIDE_WINDOW: "不可拨打：{zone}（{known}）当地时间 {when}，当天的允许时段为 {hours}（{grounds}）。",
    Code.RING_OVERRUN: "不可拨打：{zone}（{known}）当地时间 {when}，振铃 {ring} 秒会超出时段 {window}（{grounds}）。",
    Code.CEILING_21: "不可拨打：{zone}（{known}）当地时间 {when}，21:00 及以后一律不得振铃。",
    Code.PUBLIC_HOLIDAY: "不可拨打：{day}是 {country} 的法定休假日，{policy} 时段不在休假日拨打{estimate}。",
    Code.NOT_WORKDAY: "不可拨打：{day}不是 {country} 的工作日，{policy} 时段只在工作日拨打{estimate}。",
    Code.LAW_DAY_CLOSED: "不可拨打：按当地规定（{law}），{day}全天不得拨打{estimate}。",
    Code.CUSTOMER_WISH: "不可拨打：{zone}（{known}）当地时间 {when}，客户要求此时不要来电。",
    Code.NO_ZONE: "不可拨打：{unknown}，请先询问客户所在地。",
    Code.ZONE_DISAGREE: "不可拨打：该号码可能位于 {count} 个时区，并非处处都在允许时段内；{zone} 当地时间 {when}。",
}
_SENTENCES = {"en": _ENGLISH, "zh": _CHINESE}
_WORDS = {
    "en": {
        ZonesKnown.ON_FILE: "zone on file",
        ZonesKnown.FROM_NUMBER: "by the number",
        ZonesKnown.UNKNOWN: "this number does not tell its time zone",
        ZonesKnown.FILE_UNREADABLE: "the zone on file is the name of no time zone",
        "law": "law row {rows}",
        "policy": "{name} hours, law row {rows}",
        "estimate": "; the holiday calendar of that day is an estimate",
        "closed": "at no time",
    },
    "zh": {
        ZonesKnown.ON_FILE: "档案时区",
        ZonesKnown.FROM_NUMBER: "按号码推断",
        ZonesKnown.UNKNOWN: "从该号码无法得知时区",
        ZonesKnown.FILE_UNREADABLE: "档案中的时区名称不存在",
        "law": "法规条目 {rows}",
        "policy": "{name} 时段，法规条目 {rows}",
        "estimate": "（当日节假日安排为推算）",
        "closed": "无",
    },
}
_DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
}


def sentence(verdict: Verdict, language: Language = "en") -> str:
    """What was decided and why: the callee's own time, the zone and how it is known, and the rule that decided."""
    words, grounds = _WORDS[language], verdict.plans
    rows = ", ".join(row.id for row in grounds.rows)
    said = {
        "unknown": words[verdict.zones_known],
        "known": words[verdict.zones_known],
        "count": str(len(verdict.findings)),
        "ring": f"{verdict.ring_seconds:g}",
        "country": grounds.country,
        "law": rows,
        "policy": grounds.policy.name if grounds.policy else "",
        "grounds": words["policy" if grounds.policy else "law"].format(
            name=grounds.policy.name if grounds.policy else "", rows=rows
        ),
    }
    finding = next((found for found in verdict.findings if found.code is not Code.OK), None) or next(
        iter(verdict.findings), None
    )
    if finding:
        said |= _of_zone(finding, verdict, language)
    return _SENTENCES[language][verdict.code].format(**said)


def _of_zone(finding: Finding, verdict: Verdict, language: Language) -> dict[str, str]:
    """What the sentence says of the zone that decided."""
    words = _WORDS[language]
    return {
        "zone": finding.zone,
        "when": _when(finding, language),
        "day": _day(finding, language),
        "window": finding.plan.hours_around(verdict.instant) or "",
        "hours": ", ".join(finding.plan.hours) or words["closed"],
        "estimate": words["estimate"] if finding.plan.estimated and _by_calendar(verdict) else "",
    }


def _by_calendar(verdict: Verdict) -> bool:
    """Whether holidays had a say."""
    policy = verdict.plans.policy
    asked = policy is not None and (policy.no_public_holidays or policy.workdays_only)
    return asked or any(row.public_holiday is not None for row in verdict.plans.rows)


def _day(finding: Finding, language: Language) -> str:
    weekday = _DAYS[language][finding.local.weekday()]
    if language == "zh":
        return f"{finding.local:%Y-%m-%d}（{weekday}）"
    return f"{weekday} {finding.local:%Y-%m-%d}"


def _when(finding: Finding, language: Language) -> str:
    clock = f"{finding.local:%H:%M:%S}".removesuffix(":00")
    return f"{_day(finding, language)}{clock}" if language == "zh" else f"{clock} on {_day(finding, language)}"
