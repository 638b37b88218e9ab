"""A forecast for a page: hour by hour on the house's clock, the finish, the minutes, and what it all stands on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from math import inf

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.branches import Branch
from campaigns.house_clock import house_zone
from dialer.agents.presence import Presence
from dialer.forecasting.chances import Chances, Talks, chances, talks
from dialer.forecasting.course import Course, Rules
from dialer.forecasting.crowds import Asked, Crowd, never_open
from dialer.forecasting.forecast import Forecast, Launched, forecast
from dialer.forecasting.lengths import minutes_of_greeting, minutes_of_talk, seconds_of
from dialer.forecasting.means import Means
from dialer.forecasting.open_hours import LONGEST, Place, Window, open_spans, window_of
from dialer.forecasting.parties import Party
from dialer.hours.spans import Span
from dialer.pacing import CARE
from runtime.settings import Settings
from runtime.zones import local_date, on_clock, start_of_day
from runtime.zones import zone as zone_of
from web.reading.dry_run import hours_of

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Staff:
    """Who is at the desks, as the supervisor typed it or the house's rows say."""

    agents: int
    #: On the house's clock.
    begins: time = time(9)
    ends: time = time(21)


@dataclass(frozen=True)
class Hour:
    """One hour, or one day, on the house's clock."""

    begins: datetime
    calls: float
    reached: float
    texts: float


@dataclass(frozen=True)
class Minutes:
    """What the answered calls to one country come to."""

    country: str
    calls: float
    minutes: float


@dataclass(frozen=True)
class Forecasted:
    """All that the page says."""

    found: Forecast
    zone: str
    hours: tuple[Hour, ...]
    days: tuple[Hour, ...]
    minutes: tuple[Minutes, ...]
    chances: Chances
    #: None where no agent talks.
    talks: Talks | None
    staff: Staff | None
    #: greeting, agent or text.
    mode: str


def staffed(session: Session, asked: Asked, now: datetime) -> Staff:
    """Agents of the step's role at their desks now; where there is none, all who have the role."""
    role = asked.launch.chosen.role
    fit = select(func.count()).select_from(Agent).where(Agent.roles.contains([role]))
    there = fit.join(Presence, Presence.agent_id == Agent.id).where(
        Presence.wants != "offline", Presence.lease_until > now
    )
    return Staff(session.scalars(there).one() or session.scalars(fit).one())


def forecasted(
    session: Session, asked: Asked, found: Sequence[Crowd], staff: Staff, settings: Settings
) -> Forecasted | None:
    """How the launch would go; None where nobody could be called at all. Wished hours are left aside."""
    closed = {id(crowd) for crowds in never_open(found, _window(asked)).values() for crowd in crowds}
    crowds = [crowd for crowd in found if not crowd.why and id(crowd) not in closed]
    if not crowds:
        return None
    step, zone = asked.launch.chosen, house_zone(session)
    by_agent = step.mode == "agent"
    talk = talks(session, asked.now) if by_agent else None
    chance = chances(session, asked.now) if step.mode != "text" else Chances((1.0,), 0)
    seconds = talk.talk if talk else _length(asked, crowds)
    means = _means(asked, settings, seconds, talk, staff, zone)
    groups = _groups(session, asked, crowds)
    told = forecast(
        Launched(lambda longer: _parties(asked, groups, longer), means, _rules(asked, chance), chance), asked.now
    )
    each = minutes_of_talk(talk.talk) if talk else minutes_of_greeting(seconds)
    return Forecasted(
        told,
        zone,
        _by_hour(told.likely, zone),
        _by_day(told.likely, zone),
        () if step.mode == "text" else _minutes(_mixes(asked, groups, 0), told.likely, each),
        chance,
        talk,
        staff if by_agent else None,
        step.mode,
    )


def _window(asked: Asked, longer: int = 0) -> Window:
    return window_of(asked.launch, hours_of(asked), asked.now, longer)


def _rules(asked: Asked, chance: Chances) -> Rules:
    launch, step = asked.launch, asked.launch.chosen
    if step.mode == "text":
        return Rules(chance.by_try, 1)
    return Rules(
        chance.by_try,
        launch.tries or step.tries,
        step.mode == "agent",
        step.text_ahead,
        launch.playbook.text_after_missed,
    )


def _means(asked: Asked, settings: Settings, seconds: float, talk: Talks | None, staff: Staff, zone: str) -> Means:
    """What the house lets this launch use."""
    if asked.launch.chosen.mode == "text":
        return Means(inf, settings.texts_per_second, inf, 0.0)
    kept = 0 if asked.launch.playbook.purpose == CARE else int(settings.concurrent_calls * settings.share_for_care)
    means = Means(
        settings.calls_per_second,
        settings.caller_id_calls_per_second,
        settings.concurrent_calls - kept,
        seconds,
    )
    if talk is None:
        return means
    return replace(means, wrap_up=talk.wrap_up, agents=float(staff.agents), desks=_desks(asked, staff, zone))


def _desks(asked: Asked, staff: Staff, zone: str) -> tuple[Span, ...]:
    """The stretches of the next days in which agents are at their desks, on the house's clock."""
    today = local_date(asked.now, zone)
    days = (today + n * _DAY for n in range(-1, LONGEST + 2))
    return tuple(Span(on_clock(day, staff.begins, zone), on_clock(day, staff.ends, zone)) for day in days)


def _length(asked: Asked, crowds: Sequence[Crowd]) -> float:
    """Seconds of the greeting, over the languages in which it is heard."""
    script = asked.launch.chosen.script
    total = 0.0
    for crowd in crowds:
        words = asked.launch.message.get(crowd.language) or (script.in_language(crowd.language) if script else "")
        total += crowd.customers * seconds_of(words, crowd.language)
    return total / sum(crowd.customers for crowd in crowds)


#: A place without wishes, and the lines that ring there.
_Group = tuple[Place, tuple[str, ...]]


def _groups(session: Session, asked: Asked, crowds: Sequence[Crowd]) -> Mapping[_Group, int]:
    """How many customers each group has."""
    of: dict[str, str] = dict(session.execute(select(Branch.name, Branch.line)).all())
    groups: Counter[_Group] = Counter()
    for crowd in crowds:
        lines = tuple(sorted(set(asked.launch.lines))) or (of[crowd.branch],)
        groups[replace(crowd.place, wished_hours=None), lines] += crowd.customers
    return groups


#: Party by party: how many of its customers have a number of which country.
_Mixes = Mapping[tuple[tuple[Span, ...], tuple[str, ...], str], Counter[str]]


def _mixes(asked: Asked, groups: Mapping[_Group, int], longer: int) -> _Mixes:
    mixes: dict[tuple[tuple[Span, ...], tuple[str, ...], str], Counter[str]] = defaultdict(Counter)
    window = _window(asked, longer)
    for (place, lines), customers in groups.items():
        zones, _ = place.callee(wishes=False).zones()
        spans = open_spans(place, window)
        mixes[spans, lines, next(iter(zones), place.day_zone)][place.country or ""] += customers
    return mixes


def _parties(asked: Asked, groups: Mapping[_Group, int], longer: int) -> list[Party]:
    mixes = _mixes(asked, groups, longer)
    return [Party(mix.total(), lines, zone, spans) for (spans, lines, zone), mix in mixes.items()]


def _minutes(mixes: _Mixes, likely: Course, each: float) -> tuple[Minutes, ...]:
    """Minutes of answered calls; an unanswered one costs none."""
    calls: dict[str, float] = defaultdict(float)
    for mix, reached in zip(mixes.values(), likely.reached, strict=True):
        for country, customers in mix.items():
            calls[country] += reached * customers / mix.total()
    found = (Minutes(country, count, count * each) for country, count in calls.items() if count)
    return tuple(sorted(found, key=lambda one: -one.calls))


def _by_hour(likely: Course, zone: str) -> tuple[Hour, ...]:
    """Hours in which something happens, on the clock of this zone."""
    return _added_up(likely, lambda at: at.astimezone(zone_of(zone)).replace(minute=0, second=0, microsecond=0))


def _by_day(likely: Course, zone: str) -> tuple[Hour, ...]:
    return _added_up(likely, lambda at: start_of_day(local_date(at, zone), zone))


def _added_up(likely: Course, to: Callable[[datetime], datetime]) -> tuple[Hour, ...]:
    sums: dict[datetime, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for one in likely.quarters:
        if one.placed:
            for number, count in enumerate((one.placed, one.reached, one.texts)):
                sums[to(one.begins)][number] += count
    return tuple(Hour(begins, *counts) for begins, counts in sorted(sums.items()))
