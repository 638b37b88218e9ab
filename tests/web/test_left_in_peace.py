"""Leaving a customer in peace by hand: of calls, texts or both, at once, and lifted again; and complaints."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from campaigns.complaints import open_complaints
from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.suppressions import Suppression
from campaigns.to_plan import ToPlan
from dialer.peace.suppress import suppress
from runtime.database import Sessions
from tests.browser.scenes import NOW
from tests.cast import MEI
from tests.web.her_agreements import PAGE, calls_her, either, her, login, opened, stops
from tests.web.visitor import Visitor

__all__ = ["either", "her", "opened"]


@pytest.mark.parametrize(
    ("form", "row", "shown"),
    [
        ({"channel": "call", "reason": "asked"}, ("call", "asked", None), "No calls · asked to be left in peace"),
        ({"channel": "text", "reason": "asked"}, ("text", "asked", None), "No texts · asked to be left in peace"),
        (
            {"channel": "all", "reason": "wrong_number", "last_day": "2026-11-30"},
            # through the last day on her calendar
            ("all", "wrong_number", datetime(2026, 11, 30, 16, tzinfo=UTC)),
            "until 30 Nov",
        ),
        # who has died is neither called nor texted, without end
        (
            {"channel": "call", "reason": "deceased", "last_day": "2026-11-30"},
            ("all", "deceased", None),
            "the customer has died",
        ),
    ],
)
def test_she_is_left_in_peace_at_once(
    form: dict[str, str], row: tuple[Any, ...], shown: str, either: Visitor, sessions: Sessions
) -> None:
    calls_her(sessions)
    assert either.post(f"{PAGE}/peace", form).location == PAGE
    with sessions() as session:
        kept = session.scalars(select(Suppression)).one()
        assert (kept.channel, kept.reason, kept.until) == row
        assert (kept.since, kept.by) == (NOW, login(either))
        states = set(session.scalars(select(FollowUp.state).where(FollowUp.step == "day-10")))
    assert stops(sessions) is (kept.channel != "text")
    assert states == {FollowUpState.PLANNED if kept.channel == "text" else FollowUpState.WITHDRAWN}
    assert shown in either.get(PAGE).text


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"channel": "post", "reason": "asked"}, "Choose what they are left in peace of"),
        ({"channel": "call", "reason": "opt_out"}, "Choose what they are left in peace of"),
        ({"channel": "call", "reason": "asked", "last_day": "2026-11-23"}, "Choose today or a later day"),
        ({"channel": "call", "reason": "asked", "last_day": "9999-12-31"}, "Choose today or a later day"),
    ],
)
def test_what_makes_no_sense_is_not_kept(form: dict[str, str], told: str, opened: Visitor, sessions: Sessions) -> None:
    answer = opened.post(f"{PAGE}/peace", form)
    assert (answer.status_code, told in answer.text) == (422, True)
    with sessions() as session:
        assert session.scalars(select(Suppression)).all() == []


def test_a_suppression_is_lifted_and_who_did_it_is_kept(either: Visitor, sessions: Sessions) -> None:
    either.post(f"{PAGE}/peace", {"channel": "call", "reason": "asked"})
    assert either.post(f"{PAGE}/peace/1/lift").location == PAGE
    with sessions() as session:
        kept = session.get_one(Suppression, 1)
        assert (kept.until, kept.lifted_by) == (NOW, login(either))
        assert session.get(ToPlan, 1) is not None
    page = either.get(PAGE).text
    assert "nothing bars calls or texts" in page
    assert f"lifted by {login(either).title()}" in page
    # pressed twice, or from an old page: nothing more happens
    assert either.post(f"{PAGE}/peace/1/lift").location == PAGE


def test_that_somebody_has_not_died_is_a_supervisors_to_find(
    wing: Visitor, rita: Visitor, her: int, sessions: Sessions
) -> None:
    with sessions.begin() as session:
        suppress(session, her, "all", "deceased", NOW, by="wing")
    page = wing.get(PAGE).text
    assert "A supervisor lifts this." in page
    assert "/lift" not in page
    assert wing.post(f"{PAGE}/peace/1/lift").status_code == 403
    rita.get(PAGE)
    assert rita.post(f"{PAGE}/peace/1/lift").location == PAGE
    with sessions() as session:
        assert session.get_one(Suppression, 1).lifted_by == "rita"


def test_what_stands_with_a_number_is_shown_masked_and_not_lifted_here(opened: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        session.add(Suppression(e164=MEI, channel="all", reason="imported", since=NOW))
    page = opened.get(PAGE).text
    assert "+852 •••• •567" in page
    assert MEI[4:] not in page
    assert "/lift" not in page
    opened.post(f"{PAGE}/peace/1/lift")
    with sessions() as session:
        assert session.get_one(Suppression, 1).until is None


def test_a_complaint_stops_everything_else_until_it_is_settled(either: Visitor, sessions: Sessions) -> None:
    calls_her(sessions)
    assert either.post(f"{PAGE}/complaint", {"about": "接待等候太久"}).location == PAGE
    assert stops(sessions)
    page = either.get(PAGE).text
    assert "A complaint is open · 接待等候太久" in page
    assert "a complaint is open; nobody calls about anything else" in either.get("/customers/1").text
    either.post(f"{PAGE}/complaint/settled")
    either.post(f"{PAGE}/complaint/settled")
    with sessions() as session:
        assert open_complaints(session, 1, NOW) == []
        told = session.execute(select(Event.kind, Event.details).where(Event.source == "huifang").order_by(Event.id))
        by = {"by": login(either)}
        assert told.all() == [("complaint", by), ("complaint-closed", by)]
    assert "A complaint is open" not in either.get(PAGE).text
