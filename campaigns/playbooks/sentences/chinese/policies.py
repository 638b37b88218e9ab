"""What a playbook keeps to besides its steps, in Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from campaigns.playbooks.model import Duty, Playbook, work_of
from campaigns.playbooks.sentences.words import any_of, event_word, said


def policy_sentences(playbook: Playbook) -> Iterator[str]:
    """One sentence for each policy that the playbook has."""
    if playbook.replaced_by:
        yield f"之后再有{_kinds(playbook.replaced_by)}，尚未完成的步骤作废，重新计划。"
    if playbook.cancelled_by:
        yield f"之后如有{_kinds(playbook.cancelled_by)}，尚未完成的步骤即取消。"
    if playbook.held_by:
        yield f"有未了结的{_kinds(playbook.held_by)}时，本方案暂不安排。"
    if playbook.until_settled:
        yield "事项未了结不结案：每次未能了结时，须定下次日期。"
    if playbook.red_flag:
        yield f"出现红色警示时，依次通知{'、'.join(said('roles', role, 'zh') for role in playbook.red_flag)}。"
    if playbook.work != work_of(playbook.purpose):
        yield f"在每日工作份额中计为{said('work', playbook.work, 'zh')}。"
    if playbook.target is not None:
        yield f"目标：回访率{playbook.target * 100:g}%。"
    yield from (_duty(duty) for duty in playbook.duties)
    if playbook.findings:
        yield f"可记录的发现：{'；'.join(finding.words.zh for finding in playbook.findings)}。"


def _kinds(kinds: Sequence[str]) -> str:
    return any_of([event_word(kind, (), "zh").said for kind in kinds], "zh")


def _duty(duty: Duty) -> str:
    off = "（非工作日则提前一天）" if duty.if_off == "day-before" else ""
    return f"每{said('days', duty.on, 'zh')}{off}，{said('roles', duty.role, 'zh')}：{duty.what.zh.rstrip('。')}。"
