"""Troubles: what the carrier refuses by the account is told once, not asked every second, and goes on when mended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from campaigns.customers import CustomerNumber
from campaigns.follow_ups import FollowUp
from campaigns.launches import Campaign
from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import AttemptState, Result
from dialer.carrier import (
    Blocked,
    Forbidden,
    NumberForbidden,
    Strained,
    TakesNoTexts,
)
from dialer.peace.campaign_control import CampaignOver, pause, stop
from dialer.peace.mending import mended, take_up
from dialer.troubles import MENDING, Trouble
from tests.cast import MEI, MEI_OFFICE, agent, campaign, customer, follow_up, greeting, ready
from tests.dialer.play import Play
from tests.dialer.refusing import OTHERS, asked, due, launched, open_ones, troubles


def state(play: Play, of: Campaign) -> tuple[str, str | None]:
    with play.scene() as session:
        found = session.get_one(Campaign, of.id)
        return found.state, found.paused_because


def mends(play: Play, one: Trouble) -> list[str] | None:
    with play.scene() as session:
        return mended(session, one.id, "rita", play.now)


def test_a_closed_country_pauses_the_campaign_and_nothing_of_it_is_lost(play: Play) -> None:
    of = launched(play, MEI, *OTHERS)
    play.carrier.refuses = Forbidden("21215")
    play.work()  # all ten were claimed in this tick; the first refusal is heard by the other nine
    assert state(play, of) == ("paused", "21215")
    (one,) = troubles(play)
    assert (one.code, one.channel, one.line, one.country, one.wide) == ("21215", "call", "", "HK", "country")
    assert (one.campaign_id, one.times, one.first_at) == (of.id, 1, play.now)
    for _ in range(6):
        play.clock.forward(minutes=20)
        play.work()
    assert asked(play) == 1
    with play.scene() as session:
        assert set(session.scalars(select(FollowUp.state))) == {FollowUpState.PLANNED}


def test_mended_it_goes_on_at_once(play: Play) -> None:
    of = launched(play, MEI, *OTHERS)
    play.carrier.refuses = Forbidden("21215")
    play.work()
    play.carrier.refuses = None
    play.clock.forward(minutes=1)
    assert mends(play, troubles(play)[0]) == ["New Year"]
    assert state(play, of) == ("running", None)
    play.clock.forward(minutes=2)  # what was claimed when it was paused looks again so soon
    play.work()
    assert len({call.to for call in play.carrier.calls}) == 10
    (one,) = troubles(play)
    assert (one.mended_by, one.mended_at is not None) == ("rita", True)
    assert mends(play, one) is None, "and is not mended twice"


def test_not_mended_after_all_it_pauses_again_and_is_a_new_trouble(play: Play) -> None:
    of = launched(play, MEI)
    play.carrier.refuses = Forbidden("21215")
    play.work()
    mends(play, troubles(play)[0])
    play.work()
    assert state(play, of) == ("paused", "21215")
    assert [(one.times, one.mended_at is None) for one in troubles(play)] == [(1, False), (1, True)]


def test_two_campaigns_into_the_same_country_are_one_thing_to_mend(play: Play) -> None:
    both = [launched(play, MEI), launched(play, OTHERS[0], name="Spring")]
    play.carrier.refuses = Forbidden("21215")
    play.work()
    play.carrier.refuses = None
    assert [state(play, of) for of in both] == [("paused", "21215")] * 2
    assert mends(play, troubles(play)[1]) == ["New Year", "Spring"]
    assert open_ones(play) == []


@pytest.mark.parametrize("hand", ["paused", "stopped"])
def test_what_a_person_has_halted_is_not_taken_up_by_mending(play: Play, hand: str) -> None:
    of = launched(play, MEI)
    play.carrier.refuses = Forbidden("21215")
    play.work()
    with play.scene() as session:
        pause(session, of.id, play.now) if hand == "paused" else stop(session, of.id, play.now)
    assert mends(play, troubles(play)[0]) == []
    assert state(play, of)[0] == hand


def test_a_person_who_resumes_the_campaign_says_that_it_is_mended(play: Play) -> None:
    of = launched(play, MEI)
    play.carrier.refuses = Forbidden("21215")
    play.work()
    play.carrier.refuses = None
    with play.scene() as session:
        take_up(session, of.id, "rita", play.now)
    assert (state(play, of), open_ones(play)) == (("running", None), [])
    play.work()
    assert asked(play) == 2


def test_a_campaign_that_was_stopped_is_not_taken_up(play: Play) -> None:
    of = launched(play, MEI)
    with play.scene() as session:
        stop(session, of.id, play.now)
    with pytest.raises(CampaignOver), play.scene() as session:
        take_up(session, of.id, "rita", play.now)


def test_one_number_on_the_blocklist_is_set_aside_and_the_campaign_goes_on(play: Play) -> None:
    with play.scene() as session:
        of = campaign(session, agent(session))
        greeting(session, customer(session, "甲", MEI, MEI_OFFICE), of)
    play.carrier.refuses = NumberForbidden("21216")
    play.work()
    play.carrier.refuses = None
    play.work()
    assert [call.to for call in play.carrier.calls] == [MEI, MEI_OFFICE]
    assert state(play, of) == ("running", None)
    assert open_ones(play) == [("21216", 1)]
    mends(play, troubles(play)[0])
    with play.scene() as session:
        assert set(session.scalars(select(CustomerNumber.dead_reason))) == {None}


def test_a_list_full_of_blocklisted_numbers_pauses_its_campaign(play: Play) -> None:
    of = launched(play, *OTHERS)
    play.carrier.refuses = NumberForbidden("21216")
    play.work()
    assert (asked(play), state(play, of)) == (3, ("paused", "21216"))


def test_a_text_that_our_line_may_not_send_waits_and_goes_out_when_it_is_mended(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session), closes_at=play.now + timedelta(days=9))
    play.tell(play.rings_next(), "ended", Result.NO_ANSWER)
    play.carrier.refuses = Blocked("21606")
    play.work()
    (text,) = play.texts()
    assert (text.state, text.reason, text.due_at) == (AttemptState.PLANNED, "carrier_21606", play.now + MENDING)
    play.carrier.refuses = None
    assert mends(play, troubles(play)[0]) == []
    play.work()
    assert [one.state for one in play.texts()] == [AttemptState.PLACED]


def test_texts_wait_at_a_wall_of_texts_and_calls_do_not(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session), closes_at=play.now + timedelta(days=9))
    play.tell(play.rings_next(), "ended", Result.NO_ANSWER)
    play.carrier.refuses = Forbidden("21408")
    play.work()
    play.carrier.refuses = None
    due(play, OTHERS[0])
    play.work()
    assert (len(play.carrier.calls), len(play.carrier.texts)) == (2, 1)
    assert open_ones(play) == [("21408", 1)]


def test_a_strained_carrier_is_nobodys_trouble(play: Play) -> None:
    play.carrier.refuses = Strained("20503")
    due(play, MEI)
    play.work()
    assert troubles(play) == []


def test_a_landline_takes_no_texts_and_is_called_as_before(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session), closes_at=play.now + timedelta(days=9))
    play.tell(play.rings_next(), "ended", Result.NO_ANSWER)
    play.carrier.refuses = TakesNoTexts("21614")
    play.work()
    play.carrier.refuses = None
    with play.scene() as session:
        number = session.scalars(select(CustomerNumber)).one()
        assert (number.no_text_reason, number.dead_reason) == ("21614", None)
    play.clock.forward(hours=4)
    play.tell(play.rings_next(), "ended", Result.NO_ANSWER)
    assert len(play.carrier.calls) == 2
