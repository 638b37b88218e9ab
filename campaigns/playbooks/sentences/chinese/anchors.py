"""What a step counts from, in Chinese: 激光治疗, 第1步联系到客户."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from campaigns.calendars.festivals import FESTIVALS
from campaigns.playbooks.anchors import (
    CustomerAnchor,
    DayDetail,
    DoneAnchor,
    EventAnchor,
    FestivalAnchor,
    RegisterAnchor,
    SupplyAnchor,
)
from campaigns.playbooks.model import Playbook, Step
from campaigns.playbooks.sentences.parts import categories_of, number_of
from campaigns.playbooks.sentences.words import event_word, said


@dataclass(frozen=True)
class Point:
    """An anchor as a sentence names it, before 前, 后 and 当天."""

    itself: str
    yearly: bool = False


def point_of(playbook: Playbook, step: Step) -> Point:
    """How the sentence of a step names its anchor."""
    anchor = playbook.anchor_of(step)
    if isinstance(anchor, EventAnchor):
        return Point(_event(anchor, categories_of(playbook, step)))
    if isinstance(anchor, CustomerAnchor):
        return _customer(anchor)
    if isinstance(anchor, FestivalAnchor):
        return Point(FESTIVALS[anchor.festival].words["zh"], yearly=True)
    if isinstance(anchor, SupplyAnchor):
        return Point(f"{said('supplies', anchor.runs_out, 'zh')}用完")
    if isinstance(anchor, DoneAnchor):
        return Point(f"第{number_of(playbook, anchor.done)}步联系到客户")
    return Point("客户建档" if isinstance(anchor, RegisterAnchor) else "发起")


def _event(anchor: EventAnchor, categories: Sequence[str]) -> str:
    itself, instead = event_word(anchor.event, categories, "zh").said, ""
    if anchor.if_detail and anchor.then:
        instead = f"{said('flags', anchor.if_detail, 'zh')}则为{event_word(anchor.then, (), 'zh').said}"
    if anchor.plus_days is not None:
        return f"{said('named_days', anchor.plus_days.detail, 'zh')}（{_named(anchor.plus_days, itself, instead)}）"
    return f"{itself}（{instead}）" if instead else itself


def _named(days: DayDetail, event: str, instead: str) -> str:
    if days.default is None:
        return f"{event}{f'，{instead}' if instead else ''}后的天数以记录为准"
    counted = f"，{instead}后第{days.default}天" if instead else ""
    return f"默认{event}后第{days.default}天{counted}，记录另有说明的从其说明"


def _customer(anchor: CustomerAnchor) -> Point:
    asides = []
    if anchor.feb29 == "mar1":
        asides.append("2月29日出生的，平年按3月1日")
    if anchor.leap_month == "regular_first":
        asides.append("闰月出生的，按平月")
    itself = said("customer", anchor.customer, "zh") + (f"（{'；'.join(asides)}）" if asides else "")
    return Point(itself, yearly=anchor.yearly or anchor.customer in ("birthday", "lunar_birthday"))
