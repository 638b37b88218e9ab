"""What a playbook keeps to besides its steps, in English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from campaigns.playbooks.model import Duty, Playbook, work_of
from campaigns.playbooks.sentences.words import any_of, event_word, said


def policy_sentences(playbook: Playbook) -> Iterator[str]:
    """One sentence for each policy that the playbook has."""
    if playbook.replaced_by:
        yield f"A later {_kinds(playbook.replaced_by)} replaces what is still open: it is planned anew."
    if playbook.cancelled_by:
        yield f"Any later {_kinds(playbook.cancelled_by)} ends what is still open."
    if playbook.held_by:
        yield f"While any {_kinds(playbook.held_by)} is open, nothing of this is planned."
    if playbook.until_settled:
        yield "The matter stays open until it is settled: whoever has not settled it names the next date."
    if playbook.red_flag:
        yield f"On a red flag {', then '.join(said('roles', role, 'en') for role in playbook.red_flag)} is told."
    if playbook.work != work_of(playbook.purpose):
        yield f"Counts as {said('work', playbook.work, 'en')} among the shares of a day's work."
    if playbook.target is not None:
        yield f"Target: {playbook.target * 100:g} % are followed up."
    yield from (_duty(duty) for duty in playbook.duties)
    if playbook.findings:
        yield f"May be logged as a finding: {'; '.join(finding.words.en for finding in playbook.findings)}."


def _kinds(kinds: Sequence[str]) -> str:
    return any_of([event_word(kind, (), "en").said for kind in kinds], "en")


def _duty(duty: Duty) -> str:
    off = " (the day before, where that is no workday)" if duty.if_off == "day-before" else ""
    return f"Every {said('days', duty.on, 'en')}{off}, {said('roles', duty.role, 'en')}: {duty.what.en.rstrip('.')}."
