"""What is known before planning begins: which rules have anything to count from, and of which something is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.planning.open_steps import RETURNS
from campaigns.planning.rule import Rule, Scope
from campaigns.planning.terms import filled, slots
from campaigns.playbooks.anchors import DoneAnchor, EventAnchor, SupplyAnchor

_Step = tuple[str, str]
#: A kind of event and its category; None: of any.
_What = tuple[str, str | None]


@dataclass(frozen=True)
class Known:
    """So that the many rules that do not concern a customer cost nothing."""

    #: The latest day of such an event.
    newest: Mapping[_What, date]
    done: frozenset[_Step]
    open: frozenset[_Step]

    def has_open(self, rule: Rule) -> bool:
        """Whether anything of this rule is planned, or withdrawn and might come back."""
        return (rule.playbook.id, rule.step.id) in self.open

    def concerns(self, rule: Rule, today: date) -> bool:
        """Whether planning this rule could change anything."""
        if self.has_open(rule):
            return True
        match rule.anchor:
            case EventAnchor(event=kind, category=category):
                newest, back = self.newest.get((kind, category or None)), rule.anchors_from
                return newest is not None and (back is None or newest >= today - timedelta(days=back))
            case SupplyAnchor(runs_out=kind):
                return (kind, None) in self.newest
            case DoneAnchor(done=step):
                return (rule.playbook.id, step) in self.done
        return True


def look(session: Session, rules: Sequence[Rule], scope: Scope) -> Known:
    """Two short looks at the events and the follow-ups in scope."""
    newest = _of_anybody(session, rules) if scope.customers is None else _newest(session, scope)
    return Known(newest, *_steps(session, scope))


def _newest(session: Session, scope: Scope) -> dict[_What, date]:
    """Of a few customers all that happened is soon read."""
    mine = and_(*slots(everybody=False).are_mine(Event.customer_id), Event.withdrawn_at.is_(None))
    rows = select(Event.kind, Event.category, func.max(Event.occurred_on)).where(mine)
    found: dict[_What, date] = {}
    for kind, category, day in session.execute(rows.group_by(Event.kind, Event.category), filled(scope)):
        found[kind, category] = day
        found[kind, None] = max(day, found.get((kind, None), day))
    return found


def _of_anybody(session: Session, rules: Sequence[Rule]) -> dict[_What, date]:
    """Of everybody only whether there is any; how old it is nobody reads."""
    asked: set[_What] = set()
    for anchor in (rule.anchor for rule in rules):
        if isinstance(anchor, EventAnchor):
            asked.add((anchor.event, anchor.category or None))
        elif isinstance(anchor, SupplyAnchor):
            asked.add((anchor.runs_out, None))
    of = sorted(asked, key=str)
    there = session.execute(select(*(exists().where(*_is(what)) for what in of))).one() if of else ()
    return {what: date.max for what, found in zip(of, there, strict=True) if found}


def _is(what: _What) -> list[ColumnElement[bool]]:
    kind, category = what
    return [Event.kind == kind, *([] if category is None else [Event.category == category])]


def _steps(session: Session, scope: Scope) -> tuple[frozenset[_Step], frozenset[_Step]]:
    """The steps of which something is done, and of which something is open or might come back."""
    mine = slots(everybody=scope.customers is None).are_mine(FollowUp.customer_id)
    done, planned = FollowUp.state == FollowUpState.DONE, FollowUp.state == FollowUpState.PLANNED
    # However long its window is over: the event may have been given another date.
    gone = and_(FollowUp.state == FollowUpState.WITHDRAWN, FollowUp.reason.in_(RETURNS))
    rows = select(FollowUp.playbook, FollowUp.step, done.label("done")).distinct().where(or_(done, planned, gone))
    found = session.execute(rows.where(*mine), filled(scope)).all()
    return (
        frozenset((playbook, step) for playbook, step, is_done in found if is_done),
        frozenset((playbook, step) for playbook, step, is_done in found if not is_done),
    )
