"""Whatever a figure is counted from marks its day when it changes, one thing at a time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.outcomes import Outcome
from dialer.attempts import Attempt
from dialer.figures.upkeep import bring_up_to_date
from tests.cast import TUESDAY_11, agent, branch, customer, follow_up
from tests.dialer.counted import call
from tests.dialer.figures.ledger import Ledger, rolled_up

TODAY, HOUR = date(2026, 11, 24), timedelta(hours=1)
#: Half past eleven at night in Hong Kong, the next day in Auckland.
LATE = datetime.fromisoformat("2026-11-24T15:30:00+00:00")

PUT_OFF, MISSED, GREETED = 1, 2, 3

#: Table, row, what changes.
CHANGES: list[tuple[Any, int, dict[str, Any]]] = [
    # the follow-up: planned on another day, in another playbook, for another role, for somebody else
    (FollowUp, MISSED, {"last_day": TODAY + timedelta(days=1)}),
    (FollowUp, MISSED, {"playbook": "inpatient"}),
    (FollowUp, MISSED, {"role": "nurse"}),
    (FollowUp, PUT_OFF, {"role": "nurse"}),
    (FollowUp, MISSED, {"customer_id": 2}),
    # promised by somebody; a text alone; never called
    (FollowUp, MISSED, {"owner": "lok", "take_over_at": TUESDAY_11}),
    (FollowUp, MISSED, {"mode": "text"}),
    (FollowUp, MISSED, {"tries_made": 0}),
    # closed otherwise: open again, withdrawn, talked with, for another reason, on another day
    (FollowUp, MISSED, {"state": "planned"}),
    (FollowUp, MISSED, {"state": "withdrawn"}),
    (FollowUp, MISSED, {"state": "talked"}),
    (FollowUp, PUT_OFF, {"reason": "well"}),
    (FollowUp, GREETED, {"reason": "texted"}),
    (FollowUp, GREETED, {"closed_at": LATE + HOUR}),
    (FollowUp, GREETED, {"reached_on": TODAY + timedelta(days=1)}),
    # the customer: of another branch, somebody's own, in another zone
    (Customer, 1, {"branch": "bund"}),
    (Customer, 1, {"owner": "lok"}),
    (Customer, 1, {"day_zone": "Pacific/Auckland"}),
    # the calls: by somebody else, in another order, on another day, with another end, about something else, not placed
    (Attempt, 2, {"agent_id": 1}),
    (Attempt, 2, {"placing_at": TUESDAY_11 - 27 * HOUR}),
    (Attempt, 1, {"placing_at": TUESDAY_11 - 50 * HOUR}),
    (Attempt, 1, {"result": "talked"}),
    (Attempt, 1, {"answered_at": TUESDAY_11}),
    (Attempt, 1, {"follow_up_id": GREETED}),
    (Attempt, 1, {"state": "refused"}),
    (Attempt, 1, {"placing_at": None}),
    # what was logged: by somebody else, in another order, on another day, otherwise, with other ratings, undone
    (Outcome, 2, {"agent_id": 3}),
    (Outcome, 1, {"logged_at": TUESDAY_11 + HOUR}),
    (Outcome, 2, {"contact_on": TODAY - timedelta(days=1)}),
    (Outcome, 2, {"contact_on": None}),
    (Outcome, 2, {"disposition": "dissatisfied"}),
    (Outcome, 1, {"next_date": None}),
    (Outcome, 2, {"ratings": {"nursing": 1}}),
]


def house(session: Session) -> None:
    """Put off, then talked about by Wing; missed after calls on two days, the later Fai's; greeted late at night."""
    for name in ("harbour", "bund"):
        branch(session, name)
    for login in ("wing", "fai", "lok"):
        agent(session, login)
    her, him = customer(session), customer(session, "志明", "+85291230000", house="bund")
    assert (her.id, him.id) == (1, 2)
    done: dict[str, Any] = {"state": "done", "closed_at": LATE}
    put_off = follow_up(session, her, reason="call_later", **done)
    missed = follow_up(session, her, step="day-3", state="missed", closed_at=LATE, tries_made=2)
    follow_up(session, her, step="day-7", reason="greeted", tries_made=1, **done)
    call(session, missed, agent_id=1, placing_at=TUESDAY_11 - 26 * HOUR)
    call(session, missed, agent_id=2, placing_at=TUESDAY_11 - HOUR)
    said: dict[str, Any] = {"follow_up_id": put_off.id, "customer_id": her.id, "contact_on": TODAY}
    session.add(Outcome(**said, disposition="call_later", next_date=TODAY, agent_id=2, logged_at=TUESDAY_11 - HOUR))
    session.flush()
    session.add(Outcome(**said, disposition="well", ratings={"nursing": 5}, agent_id=1, logged_at=TUESDAY_11))
    session.flush()


@pytest.mark.parametrize(("table", "row", "values"), CHANGES)
def test_a_change_is_counted(session: Session, table: Any, row: int, values: dict[str, Any]) -> None:
    house(session)
    bring_up_to_date(session, TUESDAY_11)
    before = rolled_up(session)
    session.execute(update(table).where(table.id == row).values(**values))
    session.expire_all()
    after = Ledger(session).counted()
    assert after != before, "this change is one that counts"
    bring_up_to_date(session, TUESDAY_11)
    session.expire_all()
    assert rolled_up(session) == after
