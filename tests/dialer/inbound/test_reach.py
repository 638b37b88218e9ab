"""Whom a caller reaches, of those who are free."""

from __future__ import annotations

from typing import Any

import pytest

from dialer.calls.answer import Join
from tests.cast import agent, customer, follow_up, ready
from tests.dialer.inbound.rings import calls_us, comes_in
from tests.dialer.play import Play

RUNGS: list[tuple[dict[str, dict[str, Any]], dict[str, Any], str]] = [
    # Who promised the call goes before the own agent.
    ({"wing": {}, "own": {}, "ling": {}}, {"case": {"owner": "ling"}, "mei": {"owner": "own"}}, "ling"),
    # The own agent goes before who waited longer, even if it is another role's matter.
    ({"wing": {}, "own": {"roles": ["nurse"]}}, {"mei": {"owner": "own"}}, "own"),
    # The own agent is away: his deputy.
    ({"wing": {}, "ben": {}}, {"mei": {"owner": "own"}, "away": {"deputy": "ben"}}, "ben"),
    # Nobody of hers: who knows how to call about it, though another waited longer.
    ({"wing": {"roles": ["consultant"]}, "fai": {}}, {}, "fai"),
    # Nobody knows how: who speaks her language.
    ({"wing": {"roles": ["nurse"], "languages": ["en"]}, "fai": {"roles": ["nurse"], "languages": ["zh"]}}, {}, "fai"),
    # Nobody speaks it: somebody of the branch rather than nobody.
    ({"wing": {"languages": ["en"], "branches": ["harbour"]}}, {}, "wing"),
    # A high tier is taken by anybody who is free: it is she who calls.
    ({"wing": {}}, {"mei": {"owner": "own", "tier": "diamond"}}, "wing"),
]


@pytest.mark.parametrize(("free", "hers", "meets"), RUNGS)
def test_the_one_who_knows_her_best_takes_it(
    play: Play, free: dict[str, dict[str, Any]], hers: dict[str, dict[str, Any]], meets: str
) -> None:
    with play.scene() as session:
        for minute, (login, changes) in enumerate(free.items()):
            ready(session, play.now.replace(minute=minute), login, **changes)
        if "own" not in free:
            agent(session, "own", **hers.get("away", {}))
        promised = {"take_over_at": play.now} if "case" in hers else {}
        follow_up(session, customer(session, **hers.get("mei", {})), **hers.get("case", {}), **promised)
    chosen = next(a for a in play.agents() if a.login == meets)
    assert calls_us(play).answer == Join(f"agent-{chosen.id}")


def test_nobody_of_another_branch_answers(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now, branches=["bund"])
        follow_up(session, customer(session))
    assert calls_us(play).token == ""
    assert comes_in(play).heard == "message"


def test_the_own_agent_of_another_branch_does(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now, "wing", branches=["bund"])
        follow_up(session, customer(session, owner="wing"))
    assert calls_us(play).token


def test_an_own_agent_who_talks_is_not_waited_for(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now, "own")
        follow_up(session, customer(session, "李明", "+85291234568", owner="own"))
        follow_up(session, customer(session, owner="own"))
    calls_us(play, "+85291234568", sid="CA-first")
    with play.scene() as session:
        ready(session, play.now, "fai")
    fai = next(a for a in play.agents() if a.login == "fai")
    assert calls_us(play).answer == Join(f"agent-{fai.id}")


def test_in_the_night_a_free_agent_takes_it(play: Play) -> None:
    play.clock.forward(hours=11)
    play.opens()
    assert isinstance(calls_us(play).answer, Join)
