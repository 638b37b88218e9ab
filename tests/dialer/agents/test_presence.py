"""Presence: who is free is worked out, never set by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from dialer.agents.presence import Leg, Presence, announce, free_agents, heartbeat
from dialer.attempt_life import Result
from tests.cast import customer, follow_up, ready
from tests.dialer.play import Play


def free(play: Play) -> list[str]:
    with play.scene() as session:
        return [agent.login for agent in free_agents(session, play.now)]


@pytest.mark.parametrize(
    ("table", "changes", "is_free"),
    [
        # available, heard of, on the telephone
        (Presence, {}, True),
        # a break, or gone
        (Presence, {"wants": "break"}, False),
        (Presence, {"wants": "offline"}, False),
        # the page was closed: the lease runs out this instant
        (Presence, {"lease_until": "now"}, False),
        # the telephone rings, but nobody has picked it up
        (Leg, {"state": "placed"}, False),
        # it was put down
        (Leg, {"state": "ended"}, False),
    ],
)
def test_who_is_free(play: Play, table: type[Presence | Leg], changes: dict[str, Any], is_free: bool) -> None:
    with play.scene() as session:
        ready(session, play.now)
        for name, value in changes.items():
            setattr(session.scalars(select(table)).one(), name, play.now if value == "now" else value)
    assert free(play) == (["wing"] if is_free else [])


def test_a_call_occupies_from_the_claim_to_the_outcome(play: Play) -> None:
    call = play.rings()
    assert free(play) == []
    play.picks_up(call)
    assert free(play) == []
    play.tell(call, "ended", Result.TALKED)
    assert free(play) == []
    play.concludes(call, "well")
    assert free(play) == ["wing"]


def test_an_outcome_logged_during_the_talk_does_not_free_the_agent_before_its_end(play: Play) -> None:
    call = play.rings()
    play.picks_up(call)
    play.concludes(call, "well")
    assert free(play) == []
    play.tell(call, "ended", Result.TALKED)
    assert free(play) == ["wing"]


def test_a_missed_call_frees_at_once_and_a_colleagues_talk_later_on_changes_nothing(play: Play) -> None:
    call = play.rings()
    play.tell(call, "ended", Result.BUSY)
    assert free(play) == ["wing"]
    with play.scene() as session:
        announce(session, play.agent().id, "break", play.now, timedelta(hours=1))
        ready(session, play.now, "fai")
    play.clock.forward(minutes=12)
    play.picks_up(play.rings_next())
    with play.scene() as session:
        announce(session, play.agent().id, "available", play.now, timedelta(hours=1))
    assert free(play) == ["wing"]


def test_who_has_waited_longest_is_first(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now - timedelta(hours=1), "wing")
        ready(session, play.now, "fai")
        follow_up(session, customer(session))
    assert free(play) == ["wing", "fai"]
    play.tell(play.rings_next(), "ended", Result.BUSY)
    assert free(play) == ["fai", "wing"]


def test_a_sign_of_life_prolongs_the_lease(play: Play) -> None:
    with play.scene() as session:
        agent_id = ready(session, play.now).id
        heartbeat(session, agent_id, play.now, timedelta(minutes=1))
    play.clock.forward(seconds=59)
    assert free(play) == ["wing"]
    play.clock.forward(seconds=1)
    assert free(play) == []
