"""Launching: who would be called and who would not, by reason; then just those rows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from campaigns.consents import give
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.playbooks.shelf import shelf
from campaigns.segments import Segment
from dialer.launch import Launch, launch, preview
from dialer.peace.suppress import suppress
from tests.cast import JACK, MEI, MEI_OFFICE, MING, agent, branch, customer
from tests.dialer.play import Play

NO_VOICE = ("+86",)


def town(play: Play) -> None:
    """One of each: Mei can be called, the others cannot or live elsewhere."""
    with play.scene() as session:
        customer(session, "陈美玲", MEI, tier="gold")
        for name, number in (("退订", "+85290000001"), ("失联", "+85290000002")):
            found = customer(session, name, number)
            if name == "退订":
                suppress(session, found.id, "call", "opt_out", play.now)
            else:
                found.numbers[0].dead_reason = "moved"
        for name, *numbers in (("李明", MING), ("王芳", "+8613912345679", MEI_OFFICE)):
            # Marketing in mainland China needs consent.
            give(session, customer(session, name, *numbers, house="bund").id, "marketing", "form 12", "desk", play.now)
        customer(session, "Jack", JACK, house="kitsilano", language="en")


def launched(play: Play, **segment: Any) -> list[FollowUp]:
    with play.scene() as session:
        by = agent(session, "head")
        wanted = Launch("Mid-Autumn", shelf()["holiday-greeting"], Segment(**segment), {}, by.id)
        launch(session, wanted, NO_VOICE, play.now)
        return list(session.scalars(select(FollowUp).order_by(FollowUp.id)))


def test_everybody_who_is_left_out_is_counted_once_by_the_first_reason(play: Play) -> None:
    town(play)
    with play.scene() as session:
        found = preview(session, Segment(), NO_VOICE, play.now)
    assert found.callable == 3
    assert found.left_out == {"suppressed": 1, "no_number": 1, "no_voice_service": 1}
    assert found.names["no_voice_service"] == [f"李明 (李明/{MING})"]


@pytest.mark.parametrize(
    ("segment", "callable_", "left_out"),
    [
        # everybody
        ({}, 3, 3),
        # one house, two houses
        ({"branches": ("harbour",)}, 1, 2),
        ({"branches": ("harbour", "bund")}, 2, 3),
        # a tier; a tier that nobody has
        ({"tiers": ("gold",)}, 1, 0),
        ({"tiers": ("diamond",)}, 0, 0),
        # a language; filters all hold together
        ({"language": "en"}, 1, 0),
        ({"language": "en", "branches": ("harbour",)}, 0, 0),
    ],
)
def test_the_segment_filters(play: Play, segment: dict[str, Any], callable_: int, left_out: int) -> None:
    town(play)
    with play.scene() as session:
        found = preview(session, Segment(**segment), NO_VOICE, play.now)
    assert (found.callable, sum(found.left_out.values())) == (callable_, left_out)


def test_where_every_number_has_voice_nobody_is_left_out_for_it(play: Play) -> None:
    town(play)
    with play.scene() as session:
        assert preview(session, Segment(), (), play.now).callable == 4


def test_the_launch_plans_just_those_whom_the_preview_counted(play: Play) -> None:
    town(play)
    planned = launched(play)
    assert len(planned) == 3
    assert {(f.state, f.mode, f.purpose, f.tries_allowed) for f in planned} == {
        (FollowUpState.PLANNED, "greeting", "marketing", 2)
    }


def test_the_window_begins_on_the_customers_own_today(play: Play) -> None:
    """Tuesday at eleven in Hong Kong is Monday evening in Vancouver."""
    town(play)
    mei, _, jack = sorted(launched(play), key=lambda f: f.customer_id)
    assert (mei.first_day, mei.last_day) == (date(2026, 11, 24), date(2026, 11, 26))
    assert (jack.first_day, jack.last_day) == (date(2026, 11, 23), date(2026, 11, 25))
    assert jack.closes_at == datetime(2026, 11, 26, 7, tzinfo=UTC)


def test_a_launch_over_nobody_is_a_campaign_without_calls(play: Play) -> None:
    with play.scene() as session:
        branch(session)
    assert launched(play) == []


def test_what_was_launched_is_called_in_its_hours(play: Play) -> None:
    town(play)
    launched(play)
    play.work()
    assert {c.to for c in play.carrier.calls} == {MEI, MEI_OFFICE}  # eight in the evening is too late in Vancouver


def test_any_step_that_is_launched_may_be_chosen_with_its_own_window(play: Play) -> None:
    with play.scene() as session:
        customer(session)
        by, book = agent(session, "head"), shelf()["policy-review"]
        launch(session, Launch("Review", book, Segment(), {}, by.id, step="appointment-call"), NO_VOICE, play.now)
        call = session.scalars(select(FollowUp)).one()
    assert (call.mode, call.role, call.first_day, call.last_day) == (
        "agent",
        "consultant",
        date(2026, 11, 24),
        date(2026, 11, 30),
    )


def test_a_step_that_counts_from_an_event_is_not_launched(play: Play) -> None:
    with play.scene() as session:
        by, book = agent(session, "head"), shelf()["policy-review"]
        with pytest.raises(LookupError, match="no step 'review-visit' that is launched"):
            launch(session, Launch("x", book, Segment(), {}, by.id, step="review-visit"), NO_VOICE, play.now)
