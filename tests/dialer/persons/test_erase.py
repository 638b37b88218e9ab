"""A person's data is erased: everything stops, nothing personal is left anywhere, and the figures still add up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.outcomes import Outcome
from campaigns.suppressions import Suppression
from dialer.attempt_life import AttemptState
from dialer.attempts import Attempt
from dialer.persons.erase import erase_again, erase_person
from dialer.persons.record import people, record, sounds
from dialer.persons.tables import TABLES
from dialer.recordings.recording import Recording
from dialer.talks.drafts import Draft
from migrations.tables import metadata
from runtime.database import Sessions
from tests.cast import JACK, MEI, MEI_OFFICE, TUESDAY_11, customer, follow_up
from tests.dialer.persons.held import PRIVATE, everything, found
from tests.dialer.play import Play
from tests.dialer.recordings.recorded import answers


def erase(sessions: Sessions, customer_id: int = 1) -> bool:
    """The administrator does it now."""
    with sessions.begin() as session:
        return erase_person(session, customer_id, 1, "ada", TUESDAY_11)


def test_every_table_that_speaks_of_a_customer_is_named_with_what_becomes_of_it() -> None:
    """A table speaks of customers where it refers to them, or to a row of a table that does."""
    speaks = {"customer", "audit_entry", "carrier_event", "draft"}
    while True:
        more = {
            table.name
            for table in metadata.sorted_tables
            if any(key.column.table.name in speaks for key in table.foreign_keys)
        }
        if more <= speaks:
            break
        speaks |= more
    by_name = {
        column.table.name
        for table in metadata.tables.values()
        for column in table.columns
        if column.name == "customer_id"
    }
    assert {held.table.__tablename__ for held in TABLES} == speaks | by_name
    assert all(held.deleted or held.kept for held in TABLES), "what stays says why"


def test_nothing_personal_is_left_in_any_table(sessions: Sessions) -> None:
    with sessions.begin() as session:
        everything(session)
        assert len(found(session, PRIVATE)) == 12
    assert erase(sessions)
    with sessions() as session:
        assert found(session, PRIVATE) == []
        assert found(session, MEI) == []
        # A number that said stop stays known for it.
        assert found(session, MEI_OFFICE) == ["suppression"]
        assert found(session, "1988-08-08") == found(session, "18:00-20:00") == found(session, "gold") == []
        assert session.scalars(select(Recording)).one().state == "gone"
        assert session.scalar(select(Recording.sound)) is None


def test_what_the_figures_count_stays(sessions: Sessions) -> None:
    with sessions.begin() as session:
        everything(session)
    erase(sessions)
    with sessions() as session:
        outcome = session.scalars(select(Outcome)).one()
        assert (outcome.disposition, outcome.agent_id, outcome.ratings) == ("dissatisfied", 1, {"work-correct": 2})
        states = session.scalars(select(FollowUp.state).order_by(FollowUp.id)).all()
        assert [str(state) for state in states] == ["done", "withdrawn"]
        attempts = [(a.state, a.agent_id) for a in session.scalars(select(Attempt).order_by(Attempt.id))]
        assert attempts == [("ended", 1), ("withdrawn", None)]
        customer = session.get_one(Customer, 1)
        assert (customer.name, customer.external_id, customer.erased_at) == ("#1", "C-1", TUESDAY_11)
        peace = session.scalars(select(Suppression).where(Suppression.customer_id == 1)).one()
        assert (peace.channel, peace.reason, peace.until, peace.by) == ("all", "erased", None, "ada")


def test_a_person_is_erased_once_and_others_are_untouched(sessions: Sessions) -> None:
    with sessions.begin() as session:
        everything(session)
        follow_up(session, customer(session, "何嘉", MEI, JACK))
    assert erase(sessions)
    assert not erase(sessions)
    assert not erase(sessions, 99)
    with sessions() as session:
        other = session.get_one(Customer, 2)
        assert (other.name, [n.e164 for n in other.numbers]) == ("何嘉", [MEI, JACK])
        assert str(session.scalars(select(FollowUp).where(FollowUp.customer_id == 2)).one().state) == "planned"


def test_a_conversation_is_ended_and_blanked_when_it_is_over(play: Play) -> None:
    """What the agent still types is erased by the tick."""
    call = answers(play)
    with play.scene() as session:
        erase_person(session, call.customer_id, 1, "ada", play.now)
    assert play.attempt().stop_wanted_at == play.now
    assert play.attempt().e164 == MEI
    with play.scene() as session:
        session.get_one(Attempt, call.id).state = AttemptState.ENDED
        session.add(Draft(agent_id=1, about=f"call/{call.id}", fields={"notes": PRIVATE}, at=play.now))
    play.clock.forward(minutes=10)
    with play.scene() as session:
        erase_again(session, play.now)
    assert play.attempt().e164 == ""
    with play.scene() as session:
        assert found(session, PRIVATE) == found(session, MEI) == []


@pytest.mark.parametrize(
    ("after", "again"), [(timedelta(minutes=9), False), (timedelta(minutes=10), True), (timedelta(days=2), False)]
)
def test_the_tick_looks_again_each_ten_minutes_for_two_days(after: timedelta, again: bool, sessions: Sessions) -> None:
    with sessions.begin() as session:
        customer(session)
    erase(sessions)
    with sessions.begin() as session:
        session.get_one(Customer, 1).details = {"late": PRIVATE}
    with sessions.begin() as session:
        erase_again(session, TUESDAY_11 + after)
    with sessions() as session:
        assert (found(session, PRIVATE) == []) is again


def test_the_record_has_everything_but_our_secrets(sessions: Sessions) -> None:
    with sessions.begin() as session:
        everything(session)
    with sessions() as session:
        tables = record(session, 1)
        missing = {held.table.__tablename__ for held in TABLES} - set(tables)
        assert missing == {"follow_up_change", "audit_entry"}
        for table in found(session, PRIVATE):
            assert PRIVATE in str(tables[table]), table
        assert "token" not in tables["attempt"][0]
        assert "sound" not in tables["recording"][0]
        assert list(sounds(session, 1)) == [(1, b"sound")]
        assert people(session, tables) == {1: "Wing", 2: "Fai"}
        assert record(session, 99) == {}
