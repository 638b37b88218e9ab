"""Every change of what an agent wants is kept, also that of a page that vanished."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from dialer.agents.presence import PresenceChange, announce
from tests.cast import agent
from tests.dialer.play import Play

LEASE = timedelta(seconds=30)


def says(play: Play, wants: str, reason: str = "") -> None:
    with play.scene() as session:
        wing = session.merge(play.agent()) if play.agents() else agent(session)
        announce(session, wing.id, wants, play.now, LEASE, reason)


def kept(play: Play) -> list[tuple[str, str, int]]:
    """What is in the book: wants, what for, and minutes since the beginning."""
    with play.tools.sessions() as session:
        rows = session.scalars(select(PresenceChange).order_by(PresenceChange.id)).all()
        return [(row.wants, row.reason, (row.at - rows[0].at) // timedelta(minutes=1)) for row in rows]


def test_each_change_is_kept_with_its_reason_and_what_is_said_twice_once(play: Play) -> None:
    says(play, "available")
    says(play, "available")
    says(play, "break", "lunch")
    says(play, "break", "meeting")
    says(play, "available")
    said = [("available", ""), ("break", "lunch"), ("break", "meeting"), ("available", "")]
    assert [(wants, reason) for wants, reason, _ in kept(play)] == said


def test_a_page_that_vanished_was_offline_from_the_end_of_its_lease(play: Play) -> None:
    says(play, "available")
    play.clock.forward(minutes=90)
    says(play, "available")
    assert kept(play) == [("available", "", 0), ("offline", "", 0), ("available", "", 90)]
    with play.tools.sessions() as session:
        first, gone, _ = session.scalars(select(PresenceChange.at).order_by(PresenceChange.id))
    assert gone - first == LEASE


def test_who_goes_and_vanishes_afterwards_is_not_written_down_again(play: Play) -> None:
    says(play, "available")
    says(play, "offline")
    play.clock.forward(minutes=90)
    says(play, "offline")
    assert [wants for wants, *_ in kept(play)] == ["available", "offline"]
