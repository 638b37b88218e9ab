"""Missed windows: what was promised and not done in time, each with its cause."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from campaigns.follow_ups import close_windows
from campaigns.lifecycle import FollowUpState
from campaigns.local_days import fill_local_days
from campaigns.planning.missed import causes, missed
from tests.cast import TUESDAY_11, customer, follow_up

MONDAY = date(2026, 11, 23)
SINCE = date(2026, 11, 17)
OVER = {"first_day": MONDAY, "last_day": MONDAY, "opens_at": TUESDAY_11 - timedelta(days=1), "closes_at": TUESDAY_11}


def promised(session: Session, **changes: Any) -> None:
    fill_local_days(session, ["Asia/Hong_Kong"], date(2026, 11, 1), date(2026, 12, 1))
    follow_up(session, customer(session), **OVER | changes)
    close_windows(session, TUESDAY_11)
    session.expire_all()


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        # due and permitted, and nobody of ours called
        ({}, "nobody_called"),
        # called, and nobody answered in time
        ({"tries_made": 1}, "not_reached"),
        # called as often as may be
        ({"tries_made": 3, "state": FollowUpState.EXHAUSTED, "reason": "all_tries_used"}, "not_reached"),
        # the hours were never open
        ({"waits_for": "outside_window"}, "outside_window"),
        ({"waits_for": "cap"}, "cap"),
        # told of it when it was over
        ({"state": FollowUpState.MISSED, "reason": "known_too_late"}, "known_too_late"),
        # there was no telephone to call
        ({"state": FollowUpState.WITHDRAWN, "reason": "no_number"}, "no_number"),
    ],
)
def test_each_window_has_its_cause(session: Session, changes: dict[str, Any], cause: str) -> None:
    promised(session, **changes)
    (found,) = missed(session, SINCE, TUESDAY_11)
    assert (found.cause, found.open, found.last_day) == (cause, False, MONDAY)
    assert causes(session, SINCE, TUESDAY_11) == {cause: 1}


def test_what_is_overdue_and_may_still_be_done_stands_on_the_list_as_open(session: Session) -> None:
    promised(session, closes_at=TUESDAY_11 + timedelta(days=3))
    assert [found.open for found in missed(session, SINCE, TUESDAY_11)] == [True]


@pytest.mark.parametrize(
    "changes",
    [
        # done, talked about, replaced by another, wished away
        {"state": FollowUpState.DONE},
        {"state": FollowUpState.TALKED},
        {"state": FollowUpState.WITHDRAWN, "reason": "replaced"},
        {"state": FollowUpState.WITHDRAWN, "reason": "opt_out"},
        # its window is not over
        {"last_day": date(2026, 11, 24), "closes_at": TUESDAY_11 + timedelta(hours=5)},
        # over long ago
        {"last_day": date(2026, 11, 10), "first_day": date(2026, 11, 10)},
    ],
)
def test_what_is_no_missed_window(session: Session, changes: dict[str, Any]) -> None:
    promised(session, **changes)
    assert missed(session, SINCE, TUESDAY_11) == []


def test_the_list_of_one_playbook(session: Session) -> None:
    promised(session)
    assert len(missed(session, SINCE, TUESDAY_11, "skin-laser")) == 1
    assert missed(session, SINCE, TUESDAY_11, "surgery") == []
    assert causes(session, SINCE, TUESDAY_11, "surgery") == {}
