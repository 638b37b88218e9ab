"""A carrier that refuses by the account: whom it refuses, and what is known of it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from campaigns.launches import Campaign
from dialer.troubles import Trouble
from tests.cast import agent, campaign, customer, greeting
from tests.dialer.play import Play

LINE = "+85221234567"
OTHERS = [f"+8529123457{n}" for n in range(9)]


def launched(play: Play, *numbers: str, name: str = "New Year") -> Campaign:
    """A campaign of greetings to these numbers."""
    with play.scene() as session:
        by = session.merge(play.agents()[0]) if play.agents() else agent(session)
        of = campaign(session, by, name=name)
        for number in numbers:
            greeting(session, customer(session, number, number), of)
    return of


def due(play: Play, *numbers: str) -> None:
    """Greetings without a campaign."""
    with play.scene() as session:
        for number in numbers:
            greeting(session, customer(session, number, number))


def troubles(play: Play) -> Sequence[Trouble]:
    with play.scene() as session:
        return session.scalars(select(Trouble).order_by(Trouble.id)).all()


def open_ones(play: Play) -> list[tuple[str, int]]:
    return [(one.code, one.times) for one in troubles(play) if one.mended_at is None]


def asked(play: Play) -> int:
    return len(play.carrier.calls) + len(play.carrier.texts)
