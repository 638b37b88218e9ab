"""Consent: where the law asks for it nothing goes without, and what was taken back stops at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from campaigns.consents import give
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.playbooks.shelf import shelf
from campaigns.segments import Segment
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt
from dialer.calls.place import place
from dialer.judgement.consent_law import opt_in, opt_in_countries, rows
from dialer.judgement.facts import facts
from dialer.judgement.may_place import may_call, may_text
from dialer.launch import Launch, launch, preview
from dialer.peace.consents import stop_where_withdrawn, withdraw_consent
from tests.cast import MEI, TUESDAY_11, agent, branch, customer, follow_up, ready
from tests.dialer.play import Play

PARIS, MUNICH, BOSTON = "+33612345678", "+4915123456789", "+16175550123"
SELLS: dict[str, Any] = {"purpose": "marketing"}


def at_home(number: str, country: str, zone: str) -> dict[str, Any]:
    return {"number": number, "country": country, "zone": zone}


FRANCE, GERMANY = at_home(PARIS, "FR", "Europe/Paris"), at_home(MUNICH, "DE", "Europe/Berlin")
HONG_KONG, REUNION = at_home(MEI, "HK", "Asia/Hong_Kong"), at_home("+262692123456", "RE", "Indian/Reunion")


@pytest.mark.parametrize(
    ("home", "purpose", "said", "code"),
    [
        # Hong Kong: nobody has to be asked, and who takes it back is heard
        (HONG_KONG, "marketing", "", "ok"),
        (HONG_KONG, "marketing", "withdrawn", "consent_withdrawn"),
        # France and Germany: only with a grant
        (FRANCE, "marketing", "", "no_consent"),
        (FRANCE, "marketing", "given", "ok"),
        (GERMANY, "marketing", "", "no_consent"),
        (GERMANY, "marketing", "given", "ok"),
        (GERMANY, "marketing", "withdrawn", "consent_withdrawn"),
        # overseas too
        (REUNION, "marketing", "", "no_consent"),
        # care and survey go on in the relationship that is there
        (FRANCE, "care", "", "ok"),
        (GERMANY, "survey", "", "ok"),
        # a withdrawal of marketing is none of care
        (GERMANY, "care", "withdrawn", "ok"),
    ],
)
def test_calls_and_texts(play: Play, home: dict[str, Any], purpose: str, said: str, code: str) -> None:
    # A Tuesday, ten in the morning in Paris and Berlin, one in the afternoon on La Réunion, five in Hong Kong.
    now = datetime(2026, 11, 24, 9, 15, tzinfo=UTC)
    with play.scene() as session:
        whom = customer(session, "陈美玲", home["number"], zone=home["zone"])
        whom.numbers[0].country = home["country"]
        if said:
            give(session, whom.id, "marketing", "form 7", "desk", TUESDAY_11 - timedelta(days=9))
        if said == "withdrawn":
            withdraw_consent(session, whom.id, "marketing", "said so", "desk", TUESDAY_11)
        # The workshop calls all day, so that hours have no say.
        due = follow_up(session, whom, purpose=purpose, hours="workshop")
        known = facts(session, [due], now)[due.id]
    call, text = may_call(known, play.carrier, now, 45), may_text(known, home["number"], play.carrier, now)
    assert {call.code, text.code} == {code}
    if code != "ok":
        assert (call.again_at, call.number) == (None, None), "waiting does not help"
        assert call.evidence["source"]


def test_every_row_of_the_law_says_where_it_is_written_and_how_sure_that_is() -> None:
    assert all(row.source and row.confidence in ("high", "medium", "low") for row in rows())


def test_the_french_law_binds_from_its_day_on() -> None:
    last, first = datetime(2026, 8, 10, 12, tzinfo=UTC), datetime(2026, 8, 11, tzinfo=UTC)
    assert (opt_in("FR", "marketing", last), opt_in("FR", "care", first)) == (None, None)
    assert opt_in("FR", "marketing", first) is not None
    assert "FR" not in opt_in_countries("marketing", last)
    assert opt_in_countries("care", first) == []


def test_a_withdrawal_between_the_claim_and_the_call_is_heard(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session), **SELLS)
    (one,) = play.tick().place
    with play.scene() as session:
        withdraw_consent(session, play.customer().id, "marketing", "said so", "desk", play.now)
    place(play.tools, one)
    assert play.carrier.calls == []
    assert (play.case().state, play.case().reason) == (FollowUpState.WITHDRAWN, "consent_withdrawn")
    assert play.attempt().state is AttemptState.RELEASED


def test_the_claim_refuses_what_has_no_consent_and_keeps_the_source(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        whom = customer(session, "Hans", MUNICH, zone="Asia/Hong_Kong")
        whom.numbers[0].country = "DE"
        follow_up(session, whom, **SELLS)
    play.work()
    assert (play.case().state, play.case().reason) == (FollowUpState.WITHDRAWN, "no_consent")
    assert "UWG" in play.refusals()[0].evidence["source"]


def test_only_what_is_planned_for_the_purpose_is_withdrawn(play: Play) -> None:
    with play.scene() as session:
        whom, other = customer(session), customer(session, "李明", "+85291234568")
        sells = follow_up(session, whom, step="offer", **SELLS)
        cares, others = follow_up(session, whom), follow_up(session, other, **SELLS)
        withdraw_consent(session, whom.id, "marketing", "said so", "desk", play.now)
        assert [f.state.value for f in (sells, cares, others)] == ["withdrawn", "planned", "planned"]
    assert play.history(sells.id) == ["withdrawn"]


@pytest.mark.parametrize(("purpose", "stopped"), [("marketing", 1), ("care", 0)])
def test_a_call_that_rings_is_ended_where_it_is_about_that(play: Play, purpose: str, stopped: int) -> None:
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session), purpose=purpose)
    call = play.rings_next()
    play.tell(call, "ringing")
    with play.scene() as session:
        withdraw_consent(session, play.customer().id, "marketing", "said so", "desk", play.now)
    play.work()
    assert len(play.carrier.stopped) == stopped
    if stopped:
        play.tell(call, "ended", Result.CANCELLED)
        play.clock.forward(hours=4)
        play.work()
        assert (len(play.carrier.calls), play.case().reason) == (1, "consent_withdrawn")
        assert [t.state for t in play.texts()] in ([], [AttemptState.WITHDRAWN])


def test_after_an_import_the_calls_of_who_withdrew_are_ended(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session), **SELLS)
    call = play.rings_next()
    with play.scene() as session:
        assert stop_where_withdrawn(session, play.now) == 0
        withdraw_consent(session, play.customer().id, "marketing", "import x", "import", play.now)
        session.scalars(select(Attempt)).one().stop_wanted_at = None
        session.flush()
        assert stop_where_withdrawn(session, play.now) == 1
    play.work()
    assert play.carrier.stopped == [call.carrier_id]


def test_a_talk_is_not_cut_off(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session), **SELLS)
    play.picks_up(play.rings_next())
    with play.scene() as session:
        withdraw_consent(session, play.customer().id, "marketing", "said so", "desk", play.now)
    play.work()
    assert play.carrier.stopped == []


@pytest.mark.parametrize(
    ("purpose", "reasons"),
    [
        ("marketing", {"no_consent": 1, "consent_withdrawn": 1, "no_voice_service": 1}),
        ("care", {"no_voice_service": 1}),
    ],
)
def test_a_launch_leaves_out_who_may_not_be_called_for_it(play: Play, purpose: str, reasons: dict[str, int]) -> None:
    with play.scene() as session:
        branch(session)
        people = {
            name: customer(session, name, number)
            for name, number in (
                ("Mei", MEI),
                ("Hans", MUNICH),
                ("Anna", "+4915123456780"),
                ("Bob", BOSTON),
                ("Ming", "+8613912345678"),
            )
        }
        for name, country in (("Hans", "DE"), ("Anna", "DE"), ("Bob", "US"), ("Ming", "CN")):
            people[name].numbers[0].country = country
        give(session, people["Anna"].id, "marketing", "form 7", "desk", play.now)
        withdraw_consent(session, people["Bob"].id, "marketing", "said so", "desk", play.now)
        found = preview(session, Segment(), ("+86",), play.now, purpose)
        playbook = shelf()["holiday-greeting"].model_copy(update={"purpose": purpose})
        launch(session, Launch("Greeting", playbook, Segment(), {}, agent(session).id), ("+86",), play.now)
    assert found.left_out == reasons
    assert found.callable == 5 - sum(reasons.values())
    with play.scene() as session:
        planned = set(session.scalars(select(FollowUp.customer_id)))
    wanted = ("Mei", "Anna") if purpose == "marketing" else ("Mei", "Hans", "Anna", "Bob")
    assert planned == {people[name].id for name in wanted}
