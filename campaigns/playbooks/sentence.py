"""A step read aloud: one sentence in English or in Chinese."""

from __future__ import annotations

from campaigns.playbooks.model import Anchor, Days, Step

_KINDS = {
    "treatment": ("treatment", "治疗"),
    "appointment": ("next appointment", "下次预约"),
    "invoice": ("settled invoice", "结算"),
}
_CATEGORIES = {
    "laser": ("laser ", "激光"),
    "injection": ("injection ", "注射"),
    "hair-removal": ("hair-removal ", "脱毛"),
}
_ROLES = {
    "service": ("service", "客服"),
    "consultant": ("a consultant", "咨询师"),
    "nurse": ("a nurse", "护士"),
    "doctor": ("a doctor", "医生"),
}


def sentence(step: Step, language: str) -> str:
    """When the step is due, who does it and how often it is tried, as a person would say it."""
    zh = language.startswith("zh")
    who = _ROLES.get(step.role, (step.role, step.role))[zh]
    when = _when_zh(step.days, step.anchor) if zh else _when_en(step.days, step.anchor)
    if step.mode == "greeting":
        return f"{when}播放语音问候，最多拨打{step.tries}次。" if zh else _greeting_en(when, step.tries)
    if zh:
        return f"{when}由{who}致电，最多拨打{step.tries}次。"
    return f"{when}, {who} calls, at most {step.tries} times."


def _greeting_en(when: str, tries: int) -> str:
    return f"{when}, a recorded greeting is played, at most {tries} calls."


def _anchor(anchor: Anchor, zh: bool) -> str:
    category = _CATEGORIES.get(anchor.category, (f"{anchor.category} ", anchor.category))[zh] if anchor.category else ""
    kind = _KINDS.get(anchor.kind, (anchor.kind, anchor.kind))[zh]
    return f"{category}{kind}" if zh else f"the {category}{kind}"


def _when_en(days: Days, anchor: Anchor | None) -> str:
    if anchor is None:
        return f"From the day of the launch to day {days.last} after it" if days.last else "On the day of the launch"
    what = _anchor(anchor, zh=False)
    side, near, far = ("before", -days.last, -days.first) if days.last < 0 else ("after", days.first, days.last)
    if near == far == 0:
        return f"On the day of {what}"
    if near == far:
        return f"{near} day{'s' if near != 1 else ''} {side} {what}"
    return f"{near} to {far} days {side} {what}"


def _when_zh(days: Days, anchor: Anchor | None) -> str:
    if anchor is None:
        return f"发起当天至其后第{days.last}天" if days.last else "发起当天"
    what = _anchor(anchor, zh=True)
    side, near, far = ("前", -days.last, -days.first) if days.last < 0 else ("后", days.first, days.last)
    if near == far == 0:
        return f"{what}当天"
    return f"{what}{side}第{near}天" if near == far else f"{what}{side}第{near}至{far}天"
