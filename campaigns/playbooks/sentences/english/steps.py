"""A step as one English sentence."""

from __future__ import annotations

from campaigns.playbooks.model import Playbook, Step
from campaigns.playbooks.sentences.english.anchors import point_of
from campaigns.playbooks.sentences.english.conditions import only_if
from campaigns.playbooks.sentences.english.windows import when
from campaigns.playbooks.sentences.parts import afterwards, ahead, conditions_of
from campaigns.playbooks.sentences.words import said

_DONE = {"agent": "calls", "visit": "visits"}
_HAPPENS = {"greeting": "a recorded greeting is played", "text": "a text goes out"}
_TRIED = {"agent": "times", "visit": "times", "greeting": "calls"}


def step_sentence(playbook: Playbook, step: Step) -> str:
    """When the step is due and for whom, who does it and how often it is tried, and what is left open to it."""
    point = point_of(playbook, step)
    parts = (when(step, point), only_if(conditions_of(playbook, step)), _deed(step))
    whole = "; ".join(part for part in (", ".join(filter(None, parts)), _most(step), _open(step), _late(step)) if part)
    return f"{whole[0].upper()}{whole[1:]}."


def _deed(step: Step) -> str:
    """What is done, with what goes ahead of it and what is turned to next."""
    who, verb = _who(step), _DONE.get(step.mode)
    what = verb or _HAPPENS[step.mode]
    if ahead(step):
        deed = f"{who} tries {_either(ahead(step))} first, then {what}"
    else:
        deed = f"{who} {verb}" if verb else what
    if step.text_ahead:
        lead = f" {step.text_lead} later" if step.text_lead.count else " then"
        deed = f"a text goes out first and{lead} {deed}"
    turns = f", then {'' if verb else f'{who} '}turns to {_either(afterwards(step))}" if afterwards(step) else ""
    return f"{deed}{_tries(step)}{turns}"


def _who(step: Step) -> str:
    role = said("roles", step.role, "en")
    return f"{role} (trained in {said('skills', step.skill, 'en')})" if step.skill else role


def _either(channels: tuple[str, ...]) -> str:
    return " or ".join(said("channels", channel, "en") for channel in channels)


def _tries(step: Step) -> str:
    if step.mode == "text":
        return ""
    if step.repeat or step.quota:
        return f", at most {step.tries} {'try' if step.tries == 1 else 'tries'} each time"
    if step.tries == 1:
        return " once"
    return f", at most {step.tries} {_TRIED[step.mode]}"


def _most(step: Step) -> str:
    quota = step.quota
    if quota is None:
        return ""
    if quota.at_least == quota.at_most:
        return f"no more contacts than that in a {quota.per}"
    return f"at most {quota.at_most} contacts a {quota.per}"


def _open(step: Step) -> str:
    if step.open_days == "any":
        return ""
    if step.open_days == "workday":
        return f"on workdays only (if there is none, on the {'last one before' if step.rolls_earlier else 'next one'})"
    return f"never on public holidays (if all days are, {'before' if step.rolls_earlier else 'after'} them)"


def _late(step: Step) -> str:
    return f"still {'sent' if step.mode == 'text' else 'done'} up to {step.late} late" if step.late.count else ""
