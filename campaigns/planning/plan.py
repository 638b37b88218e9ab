"""The door of planning: the follow-ups of these playbooks as they ought to be, now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.planning.days import prepare_days
from campaigns.planning.known import Known, look
from campaigns.planning.rule import Rule, Scope
from campaigns.planning.statements import statement
from campaigns.planning.terms import filled
from campaigns.playbooks.model import Playbook

#: So many customers are planned in ways that PostgreSQL has found for others.
FEW = 20


@dataclass(frozen=True)
class Planned:
    """What one run of planning did."""

    #: Follow-ups that are new.
    created: int = 0
    #: Windows that were over before their event was known; they stand on the list of missed windows.
    too_late: int = 0
    #: Open follow-ups that are due at another time now, for their event was corrected or moved.
    moved: int = 0
    #: Open follow-ups that are not due any more: replaced, cancelled, held, corrected away.
    withdrawn: int = 0
    #: Withdrawn ones that are due after all.
    returned: int = 0

    def __add__(self, other: Planned) -> Planned:
        return Planned(
            self.created + other.created,
            self.too_late + other.too_late,
            self.moved + other.moved,
            self.withdrawn + other.withdrawn,
            self.returned + other.returned,
        )


def plan(
    session: Session,
    playbooks: Iterable[Playbook],
    now: datetime,
    customers: Iterable[int] | None = None,
    since: Mapping[str, datetime] | None = None,
) -> Planned:
    """Bring the follow-ups of these playbooks, for everybody or for these customers, to what the facts say at `now`.

    1. Withdraw what is open and not due any more. 2. Move what is due at another time. 3. Insert what is new.
    What has begun, what is over, and what an agent promised is left alone. `since` tells of playbooks that did not run
    from the beginning since when they do. The caller commits.
    """
    scope = Scope(now, None if customers is None else tuple(sorted(set(customers))), since or {})
    rules = rules_of(playbooks)
    prepare(session, scope)
    return bring_about(session, rules, scope, look(session, rules, scope))


def rules_of(playbooks: Iterable[Playbook]) -> list[Rule]:
    """Each step of each of these playbooks."""
    return [Rule(playbook, step) for playbook in playbooks for step in playbook.steps]


def prepare(session: Session, scope: Scope) -> None:
    """What the transaction goes by from now on.

    A whole house takes longer than a page may; compiling each of the many statements costs more than it saves. For a
    few customers finding the way takes longer than going it, and the way found once is kept; for some hundreds it is
    the wrong way. For everybody PostgreSQL chooses: its checks of foreign keys go by the same setting, row by row.
    """
    ways = "auto"
    if scope.customers is not None:
        ways = "force_generic_plan" if len(scope.customers) <= FEW else "force_custom_plan"
    settings = {"statement_timeout": "1h", "jit": "off", "plan_cache_mode": ways}
    session.execute(select(*(func.set_config(name, value, True) for name, value in settings.items())))


def bring_about(session: Session, rules: Sequence[Rule], scope: Scope, known: Known) -> Planned:
    """Plan the rules among these that may change anything by what is `known`; `prepare` was called."""
    concerned = [rule for rule in rules if known.concerns(rule, scope.today)]
    prepare_days(session, concerned if scope.customers is not None else rules, scope)
    done = Planned()
    for rule in concerned:
        asked = statement(rule, everybody=scope.customers is None, open_already=known.has_open(rule))
        if asked is not None:
            done += Planned(*session.execute(asked, filled(scope, rule.playbook.id)).one())
    return done
