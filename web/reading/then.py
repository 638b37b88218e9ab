"""What comes after a step that is still open: chained steps, planned only once it has reached the customer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.playbooks.anchors import DoneAnchor
from campaigns.playbooks.model import Playbook, Step
from web.reading.steps import Books

_OPEN = (FollowUpState.PLANNED, FollowUpState.UNDERWAY, FollowUpState.TALKED)


def then(rows: Sequence[FollowUp], books: Books) -> dict[int, tuple[str, ...]]:
    """Follow-up -> a sentence for each step that waits for it, and for those that wait for these in turn.

    Of several occurrences of one step in one course the first open one brings them about. What is planned already,
    and what a playbook at rest would do, is not named.
    """
    planned = {(row.playbook, row.course, row.step) for row in rows if row.state is not FollowUpState.WITHDRAWN}
    told: set[tuple[str, str, str]] = set()
    found = {}
    for row in (row for row in rows if row.state in _OPEN):
        held = books.held.get(row.playbook)
        if held is None or not held.on or (row.playbook, row.course, row.step) in told:
            continue
        told.add((row.playbook, row.course, row.step))
        steps = [s for s in _after(held.playbook, row.step) if (row.playbook, row.course, s.id) not in planned]
        found[row.id] = tuple(books.sentence(row.playbook, s.id) for s in steps)
    return found


def _after(playbook: Playbook, step_id: str) -> Iterator[Step]:
    """A step is chained to an earlier one, so this comes to an end."""
    for step in playbook.steps:
        anchor = playbook.anchor_of(step)
        if isinstance(anchor, DoneAnchor) and anchor.done == step_id:
            yield step
            yield from _after(playbook, step.id)
