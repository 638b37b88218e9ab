"""What is known before planning begins: which rules have anything to count from, and of which something is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.planning.open_steps import RETURNS
from campaigns.planning.rule import Rule, Scope
from campaigns.playbooks.anchors import DoneAnchor, EventAnchor, SupplyAnchor

_Step = tuple[str, str]


@dataclass(frozen=True)
class Known:
    """So that the many rules that do not concern a customer cost nothing."""

    kinds: frozenset[str]
    done: frozenset[_Step]
    open: frozenset[_Step]

    def has_open(self, rule: Rule) -> bool:
        """Whether anything of this rule is planned, or withdrawn and might come back."""
        return (rule.playbook.id, rule.step.id) in self.open

    def concerns(self, rule: Rule) -> bool:
        """Whether planning this rule could change anything."""
        if self.has_open(rule):
            return True
        match rule.anchor:
            case EventAnchor(event=kind) | SupplyAnchor(runs_out=kind):
                return kind in self.kinds
            case DoneAnchor(done=step):
                return (rule.playbook.id, step) in self.done
        return True


def look(session: Session, rules: Sequence[Rule], scope: Scope) -> Known:
    """Two short looks at the events and the follow-ups in scope."""
    return Known(_kinds(session, rules, scope), *_steps(session, scope))


def _kinds(session: Session, rules: Sequence[Rule], scope: Scope) -> frozenset[str]:
    anchors = [rule.anchor for rule in rules]
    asked = {a.event for a in anchors if isinstance(a, EventAnchor)}
    asked |= {a.runs_out for a in anchors if isinstance(a, SupplyAnchor)}
    if not asked:
        return frozenset()
    mine = [] if scope.customers is None else [Event.customer_id.in_(scope.customers)]
    there = select(*(exists().where(Event.kind == kind, *mine).label(kind) for kind in sorted(asked)))
    return frozenset(kind for kind, found in session.execute(there).one()._mapping.items() if found)


def _steps(session: Session, scope: Scope) -> tuple[frozenset[_Step], frozenset[_Step]]:
    """The steps of which something is done, and of which something is open or might come back."""
    done, planned = FollowUp.state == FollowUpState.DONE, FollowUp.state == FollowUpState.PLANNED
    # However long its window is over: the event may have been given another date.
    gone = and_(FollowUp.state == FollowUpState.WITHDRAWN, FollowUp.reason.in_(RETURNS))
    rows = select(FollowUp.playbook, FollowUp.step, done.label("done")).distinct().where(or_(done, planned, gone))
    if scope.customers is not None:
        rows = rows.where(FollowUp.customer_id.in_(scope.customers))
    found = session.execute(rows).all()
    return (
        frozenset((playbook, step) for playbook, step, is_done in found if is_done),
        frozenset((playbook, step) for playbook, step, is_done in found if not is_done),
    )
