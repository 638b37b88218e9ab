"""Situations in which somebody asks why a customer is called or is not: Mei's, one after another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import Result
from dialer.peace.campaign_control import pause
from dialer.peace.suppress import suppress
from tests.cast import TUESDAY_11, agent, campaign, customer, follow_up, greeting, ready
from tests.dialer.play import Play

PARIS = "+33142345678"
HALF_AN_HOUR, DAY = timedelta(minutes=30), timedelta(days=1)


def _due(play: Play, whose: dict[str, Any] | None = None, *numbers: str, **changes: Any) -> None:
    """Mei is due a call about her skin, and Wing is ready to make it."""
    with play.scene() as session:
        ready(session, play.now)
        week = {"closes_at": play.now + 7 * DAY}
        follow_up(session, customer(session, "陈美玲", *numbers, **(whose or {})), play.now, **week | changes)


def _at(play: Play, hour: int, minute: int = 0, day: int = 24) -> None:
    """This time in Hong Kong, in November 2026; the 24th is a Tuesday."""
    play.clock.at = TUESDAY_11.replace(day=day) + timedelta(hours=hour - 11, minutes=minute)


def before_hours(play: Play) -> None:
    _at(play, 8)
    _due(play)


def lunch_break(play: Play) -> None:
    _at(play, 13)
    _due(play)
    play.work()


def after_21(play: Play) -> None:
    _at(play, 21, 5)
    _due(play)


def holiday(play: Play) -> None:
    """Christmas Day, a Friday, in hours that keep public holidays."""
    play.clock.at = datetime(2026, 12, 25, 3, tzinfo=UTC)
    _due(play, hours="hospital")


def wish(play: Play) -> None:
    _due(play, {"wished_hours": "tue 14:00-17:00"})


def suppressed(play: Play) -> None:
    _due(play)
    play.leaves_in_peace()
    play.clock.forward(hours=24)


def suppressed_and_still_open(play: Play) -> None:
    """A do-not-call list came in, and no worker has looked since."""
    _due(play)
    with play.scene() as session:
        suppress(session, play.customer().id, "call", "imported", play.now)
        follow_up(session, session.merge(play.customer()), play.now, step="day-3")


def no_consent(play: Play) -> None:
    """Ten in the morning in Paris."""
    play.clock.at = datetime(2026, 11, 24, 9, 15, tzinfo=UTC)
    _due(play, {"zone": "Europe/Paris", "day_zone": "Europe/Paris"}, PARIS, purpose="marketing", hours="workshop")
    with play.scene() as session:
        session.merge(play.customer()).numbers[0].country = "FR"


def cap(play: Play) -> None:
    """Two matters, and the telephone was rung five minutes ago."""
    _due(play)
    play.tell(play.rings_next(), "ended", Result.BUSY)
    play.clock.forward(minutes=5)
    also(play, step="day-3", priority=5)


def all_tries_used(play: Play) -> None:
    _due(play, tries_allowed=1)
    play.tell(play.rings_next(), "ended", Result.NO_ANSWER)


def waits_for_next_try(play: Play) -> None:
    _due(play)
    play.tell(play.rings_next(), "ended", Result.NO_ANSWER)


def waits_for_its_window(play: Play) -> None:
    """It opens on Thursday at midnight."""
    opens = datetime(2026, 11, 25, 16, tzinfo=UTC)
    _due(play, opens_at=opens, next_try_at=opens)


def promised(play: Play) -> None:
    monday = datetime(2026, 11, 30, 3, tzinfo=UTC)
    _due(play, waits_for="promised", owner="wing", take_over_at=monday + HALF_AN_HOUR, next_try_at=monday)


def being_called(play: Play) -> None:
    _due(play)
    play.tell(play.rings_next(), "ringing")


def being_greeted(play: Play) -> None:
    with play.scene() as session:
        greeting(session, customer(session), campaign(session, agent(session)), closes_at=play.now + DAY)
    play.rings_next()


def talking(play: Play) -> None:
    _due(play)
    play.picks_up(play.rings_next())


def outcome_owed(play: Play) -> None:
    _due(play)
    call = play.rings_next()
    play.picks_up(call)
    play.tell(call, "ended", Result.TALKED)


def done(play: Play) -> None:
    outcome_owed(play)
    play.concludes(play.attempt(), "well")
    play.clock.forward(hours=2)


def missed(play: Play) -> None:
    _due(play, closes_at=play.now + HALF_AN_HOUR)
    with play.scene() as session:
        session.merge(play.customer()).zone = "Nowhere/Nothing"
    play.clock.forward(hours=1)
    play.work()


def withdrawn(play: Play) -> None:
    _due(play, state=FollowUpState.WITHDRAWN, reason="replaced", closed_at=play.now - DAY)


def no_number(play: Play) -> None:
    _due(play)
    with play.scene() as session:
        session.merge(play.customer()).numbers[0].dead_reason = "bad_number"


def no_zone(play: Play) -> None:
    _due(play, {"zone": "Nowhere/Nothing"})
    play.work()


def campaign_paused(play: Play) -> None:
    with play.scene() as session:
        of = campaign(session, agent(session))
        greeting(session, customer(session), of, closes_at=play.now + DAY)
        pause(session, of.id, play.now)


def ready_now(play: Play) -> None:
    _due(play)


def a_visit(play: Play) -> None:
    _due(play, mode="visit")


def a_text_at_night(play: Play) -> None:
    _at(play, 22)
    _due(play, mode="text", playbook="unreached", step="text-next-day")


def off_the_shelf(play: Play) -> None:
    _due(play, playbook="of-old")


def nothing_ever(play: Play) -> None:
    with play.scene() as session:
        customer(session)


def also(play: Play, **changes: Any) -> None:
    """One more thing is due to the same customer."""
    with play.scene() as session:
        follow_up(session, session.merge(play.customer()), play.now, **changes)


def kept_for_her_own_agent(play: Play) -> None:
    """Fai is in a break."""
    with play.scene() as session:
        agent(session, "fai")
    _due(play, {"owner": "fai"})


def kept_for_the_deputy(play: Play) -> None:
    with play.scene() as session:
        agent(session, "ling")
        agent(session, "fai", deputy="ling")
    _due(play, {"owner": "fai", "tier": "gold"})


def kept_for_nobody_else(play: Play) -> None:
    with play.scene() as session:
        agent(session, "fai")
    _due(play, {"owner": "fai", "tier": "gold"})
