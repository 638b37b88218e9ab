"""Callers: who makes a call, whose turn it is, and how long anybody waits for whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from campaigns.playbooks.editions import held, put
from campaigns.playbooks.shelf import SHELF
from dialer.agents.callers import LAST_CHANCE, awaited
from tests.cast import MEI, agent, customer, follow_up, ready
from tests.dialer.play import Play

MINUTE, WEEK = timedelta(minutes=1), timedelta(days=7)


def caller(play: Play) -> str:
    """Whose call the tick claimed, or shows: the login; empty where nobody's."""
    play.tick()
    logins = {a.id: a.login for a in play.agents()}
    taken = [*(a.agent_id for a in play.attempts()), *(p.agent_id for p in play.previews())]
    return logins[taken[0]] if taken and taken[0] else ""


def due(play: Play, *, there: list[str], away: list[str], since: timedelta, **whose: Any) -> None:
    """One matter of Mei's is due since a while; these agents are there, the first has waited longest."""
    with play.scene() as session:
        for n, login in enumerate(there):
            ready(session, play.now + n * timedelta(seconds=1), login)
        for login in away:
            agent(session, login)
        of = {key: whose.pop(key) for key in ("owner", "tier") if key in whose}
        follow_up(session, customer(session, **of), play.now - since, **{"closes_at": play.now + WEEK} | whose)


@pytest.mark.parametrize(
    ("there", "away", "whose", "since", "called_by"),
    [
        # nobody's customer: who has waited longest
        (["wing", "fai"], [], {}, 0 * MINUTE, "wing"),
        # her own agent is free, though another has waited longer
        (["wing", "fai"], [], {"owner": "fai"}, 0 * MINUTE, "fai"),
        # her own agent is busy or away: she waits for him …
        (["wing"], ["fai"], {"owner": "fai"}, 0 * MINUTE, ""),
        (["wing"], ["fai"], {"owner": "fai"}, 19 * MINUTE, ""),
        # … until he hands over
        (["wing"], ["fai"], {"owner": "fai"}, 20 * MINUTE, "wing"),
        # or until the window closes soon
        (["wing"], ["fai"], {"owner": "fai", "closes_at": LAST_CHANCE}, 0 * MINUTE, "wing"),
        # an owner whom the house does not know keeps nobody waiting
        (["wing"], [], {"owner": "who-left"}, 0 * MINUTE, "wing"),
        # of a high tier: nobody but her own agent, however long it takes …
        (["wing", "fai"], [], {"owner": "fai", "tier": "gold"}, 0 * MINUTE, "fai"),
        (["wing"], ["fai"], {"owner": "fai", "tier": "gold"}, 5 * 60 * MINUTE, ""),
        (["wing"], ["fai"], {"owner": "fai", "tier": "gold", "closes_at": LAST_CHANCE}, 0 * MINUTE, ""),
        # … and without one, anybody
        (["wing"], [], {"tier": "gold"}, 0 * MINUTE, "wing"),
        # a lower tier is nobody's privilege
        (["wing"], ["fai"], {"owner": "fai", "tier": "vip"}, 20 * MINUTE, "wing"),
    ],
)
def test_the_customers_own_agent_goes_first(
    play: Play, there: list[str], away: list[str], whose: dict[str, Any], since: timedelta, called_by: str
) -> None:
    if "closes_at" in whose:
        whose = whose | {"closes_at": play.now + whose["closes_at"]}
    due(play, there=there, away=away, since=since, **whose)
    assert caller(play) == called_by


@pytest.mark.parametrize(
    ("since", "called_by"),
    [
        # her own agent has the first right
        (0 * MINUTE, ""),
        # then the deputy, and nobody else: Wing has waited longer
        (20 * MINUTE, "ling"),
    ],
)
def test_a_high_tier_is_handed_over_to_the_named_deputy_only(play: Play, since: timedelta, called_by: str) -> None:
    due(play, there=["wing", "ling"], away=[], since=since, owner="fai", tier="platinum")
    with play.scene() as session:
        agent(session, "fai", deputy="ling")
    assert caller(play) == called_by


@pytest.mark.parametrize(
    ("whose", "called_by"),
    [
        # it is hers to keep until then, whoever owns the customer
        ({"take_over_at": timedelta(minutes=5)}, ""),
        # then anybody of the role
        ({"take_over_at": timedelta(0)}, "wing"),
        # of a high tier the customer's own agent, though not the one who promised
        ({"take_over_at": timedelta(0), "owner_of_customer": "wing", "tier": "gold"}, "wing"),
        ({"take_over_at": timedelta(0), "owner_of_customer": "who-left", "tier": "gold"}, ""),
    ],
)
def test_a_promise_is_kept_by_who_made_it_until_somebody_takes_over(
    play: Play, whose: dict[str, Any], called_by: str
) -> None:
    with play.scene() as session:
        ready(session, play.now, "wing")
        agent(session, "fai")
        mei = customer(session, owner=whose.get("owner_of_customer"), tier=whose.get("tier", ""))
        week = {"closes_at": play.now + WEEK}
        follow_up(session, mei, owner="fai", take_over_at=play.now + whose["take_over_at"], **week)
    assert caller(play) == called_by


@pytest.mark.parametrize(
    ("changes", "called"),
    [
        # every language
        ({}, True),
        ({"languages": ["en", "zh"]}, True),
        # Mei speaks Chinese
        ({"languages": ["en"]}, False),
    ],
)
def test_an_agent_has_to_speak_the_customers_language(play: Play, changes: dict[str, Any], called: bool) -> None:
    with play.scene() as session:
        ready(session, play.now, **changes)
        follow_up(session, customer(session))
    assert bool(caller(play)) is called


@pytest.mark.parametrize(
    ("skills", "step", "called"),
    [
        # what the step asks for, among other things
        (["peeling", "laser"], "day-1", True),
        # something else, or nothing
        (["peeling"], "day-1", False),
        ([], "day-1", False),
        # this step asks for none
        ([], "day-3", True),
    ],
)
def test_an_agent_has_to_have_learnt_what_the_step_asks_for(
    play: Play, skills: list[str], step: str, called: bool
) -> None:
    with play.scene() as session:
        shipped = (SHELF / "skin-laser.toml").read_text(encoding="utf-8")
        put(session, "skin-laser", shipped.replace('id = "day-1"\n', 'id = "day-1"\nskill = "laser"\n'), None, play.now)
        ready(session, play.now, skills=skills)
        follow_up(session, customer(session), step=step)
    assert bool(caller(play)) is called


def test_an_owner_who_could_not_make_this_call_keeps_nobody_waiting(play: Play) -> None:
    """Fai is her consultant; this is a nurse's call."""
    with play.scene() as session:
        agent(session, "fai", roles=["consultant"])
        ready(session, play.now, "wing", roles=["nurse"])
        mei = customer(session, "陈美玲", MEI, owner="fai", tier="diamond")
        follow_up(session, mei, role="nurse", closes_at=play.now + WEEK)
    assert caller(play) == "wing"


@pytest.mark.parametrize(
    ("whose", "since", "says"),
    [
        # her own agent, until he hands over to anybody
        ({"owner": "fai"}, 5 * MINUTE, ("Fai", None, 15 * MINUTE, False)),
        # he has handed over
        ({"owner": "fai"}, 20 * MINUTE, None),
        # nobody owns her
        ({}, 0 * MINUTE, None),
        # of a high tier for good
        ({"owner": "fai", "tier": "gold"}, 60 * MINUTE, ("Fai", "Ling", -40 * MINUTE, True)),
    ],
)
def test_whom_a_call_waits_for_can_be_told(
    play: Play, whose: dict[str, Any], since: timedelta, says: tuple[str, str | None, timedelta, bool] | None
) -> None:
    due(play, there=["wing", "ling"], away=[], since=since, **whose)
    with play.scene() as session:
        agent(session, "fai", deputy="ling" if whose.get("tier") else None)
        found = awaited(session, play.case().id, held(session), play.tools, play.now)
    told = (found.agent, found.deputy, found.until - play.now, found.high) if found else None
    assert told == says
