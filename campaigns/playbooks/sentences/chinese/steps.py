"""A step as one Chinese sentence."""

from __future__ import annotations

from campaigns.playbooks.model import Mode, Playbook, Step
from campaigns.playbooks.sentences.chinese.anchors import point_of
from campaigns.playbooks.sentences.chinese.conditions import only_if
from campaigns.playbooks.sentences.chinese.windows import at_most, length, when
from campaigns.playbooks.sentences.parts import afterwards, ahead, conditions_of
from campaigns.playbooks.sentences.words import said

_DEEDS: dict[Mode, str] = {"agent": "致电", "visit": "上门拜访", "greeting": "播放语音问候", "text": "发送短信"}
_TRIED: dict[Mode, str] = {"agent": "拨打", "visit": "上门", "greeting": "拨打"}


def step_sentence(playbook: Playbook, step: Step) -> str:
    """When the step is due and for whom, who does it and how often it is tried, and what is left open to it."""
    due = when(step, point_of(playbook, step))
    condition = only_if(conditions_of(playbook, step))
    # Without anything in between the deed follows the day at once: 治疗后第1天由客服致电.
    comma = "，" if condition or step.repeat or step.quota or step.text_ahead else ""
    first = "，".join(part for part in (due, condition) if part)
    most = at_most(step.quota) if step.quota else ""
    return "；".join(p for p in (f"{first}{comma}{_deed(step)}", most, _open(step), _late(step)) if p) + "。"


def _deed(step: Step) -> str:
    """What is done, with what goes ahead of it and what is turned to next."""
    trained = f"（须掌握{said('skills', step.skill, 'zh')}）" if step.skill else ""
    by = f"由{said('roles', step.role, 'zh')}{trained}"
    deed = f"{by if step.mode in ('agent', 'visit') else ''}{_DEEDS[step.mode]}"
    if ahead(step):
        deed = f"{by}先用{_either(ahead(step))}，再{_DEEDS[step.mode]}"
    if step.text_ahead:
        lead = f"{length(step.text_lead)}后" if step.text_lead.count else "再"
        deed = f"先发短信，{lead}{deed}"
    turns = f"，之后改用{_either(afterwards(step))}" if afterwards(step) else ""
    return f"{deed}{_tries(step)}{turns}"


def _either(channels: tuple[str, ...]) -> str:
    return "或".join(said("channels", channel, "zh") for channel in channels)


def _tries(step: Step) -> str:
    if step.mode == "text":
        return ""
    each = "每次" if step.repeat or step.quota else ""
    return f"，{each}{'只' if step.tries == 1 else '最多'}{_TRIED[step.mode]}{step.tries}次"


def _open(step: Step) -> str:
    if step.open_days == "any":
        return ""
    if step.open_days == "workday":
        move = "提前到前一个工作日" if step.rolls_earlier else "顺延到下一个工作日"
        return f"只在工作日进行，没有工作日时{move}"
    return f"避开法定节假日，全为节假日时{'提前到节前' if step.rolls_earlier else '顺延到节后'}"


def _late(step: Step) -> str:
    return f"逾期{length(step.late)}内仍可{'补发' if step.mode == 'text' else '补做'}" if step.late.count else ""
