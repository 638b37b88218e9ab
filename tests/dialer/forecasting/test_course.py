"""The course of a launch against cases worked out by hand. All on a Tuesday in Hong Kong, open from 9 to 20."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import inf

import pytest

from dialer.forecasting.chances import Chances, by_literature, smoothed
from dialer.forecasting.course import Rules, course
from dialer.forecasting.forecast import Help, Launched, forecast
from dialer.forecasting.lengths import minutes_of_greeting, minutes_of_talk, seconds_of
from dialer.forecasting.means import Means, Wall
from dialer.forecasting.parties import Party
from dialer.hours.spans import Span

HONG_KONG = timedelta(hours=8)
#: One call a second from the account and from the line, as many at once as one likes, a message of half a minute.
ONE_A_SECOND = Means(1.0, 1.0, inf, 30.0)


def at(hour: int, minute: int = 0, day: int = 24) -> datetime:
    """A wall clock in Hong Kong."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - HONG_KONG


OPEN = tuple(Span(at(9, day=day), at(20, day=day)) for day in (24, 25))
TODAY = OPEN[:1]


def party(customers: float, line: str = "+85221234567", open_: tuple[Span, ...] = OPEN) -> Party:
    return Party(customers, (line,), "Asia/Hong_Kong", open_)


def staff(agents: float) -> Means:
    """So many agents from nine to six, and enough of everything else; a talk takes 150 s with its notes."""
    desks = tuple(Span(at(9, day=day), at(18, day=day)) for day in (24, 25))
    return Means(100.0, 100.0, inf, 150.0, 0.0, agents, desks)


@pytest.mark.parametrize(
    ("customers", "chance", "tries", "finish", "placed"),
    [
        # 3,600 calls at one a second take an hour; everybody answers
        (3600, 1.0, 1, at(10), 3600),
        # nobody answers and nobody is tried again: the same
        (3600, 0.0, 1, at(10), 3600),
        # half of the quarter at ten is enough for 450 more
        (4050, 1.0, 1, at(10, 7) + timedelta(seconds=30), 4050),
        # nobody answers the first try: two and a half hours later it is still morning, so the second comes from noon on
        (3600, 0.0, 2, at(13), 7200),
        # half of them answer: 1,800 second tries take half an hour
        (3600, 0.5, 2, at(12, 30), 5400),
        # and a third round, four hours later and in the evening: from 17:00 on
        (3600, 0.0, 3, at(18), 10800),
        # 39,600 seconds of a day make 39,600 calls; 400 are left for nine o'clock
        (40000, 1.0, 1, at(9, 6, day=25) + timedelta(seconds=40), 40000),
    ],
)
def test_the_finish_by_rate_hours_and_retries(
    customers: int, chance: float, tries: int, finish: datetime, placed: float
) -> None:
    found = course([party(customers)], ONE_A_SECOND, Rules((chance,), tries), at(8))
    assert found.finish == finish
    assert found.placed == pytest.approx(placed)
    assert found.untried == pytest.approx(0)


@pytest.mark.parametrize(
    ("chance", "ready"),
    [
        # dialing theory: util = AHT / (AHT + ring answered + (1 - p) / p · ring missed), U(5, 20) and 25 s, AHT 150
        (0.2, 0.571),
        (0.3, 0.679),
        (0.5, 0.800),
    ],
)
def test_an_agent_talks_for_as_much_of_an_hour_as_progressive_dialling_lets_her(chance: float, ready: float) -> None:
    found = course([party(10_000)], staff(5), Rules((chance,), 1, by_agent=True), at(9))
    reached_in_an_hour = sum(one.reached for one in found.quarters if one.begins < at(10))
    assert reached_in_an_hour / 5 * 150 / 3600 == pytest.approx(ready, abs=0.0005)


@pytest.mark.parametrize(
    ("parties", "means", "wall"),
    [
        # the account and its one line are alike: the account stands in the way of another line too
        ([party(90_000)], ONE_A_SECOND, (Wall.RATE, "")),
        # an account of three a second, and lines of one: the busier line
        ([party(80_000, "A"), party(9_000, "B")], Means(3.0, 1.0, inf, 30.0), (Wall.LINE, "A")),
        # ten calls at once, of which each takes 0.3 · 42.5 + 0.7 · 25 s = 30.25 s: a third of a call a second
        ([party(90_000)], Means(9.0, 9.0, 10, 30.0), (Wall.IN_FLIGHT, "")),
        # two agents
        ([party(9_000)], staff(2), (Wall.AGENTS, "")),
        # twelve calls wait for nothing but the hours
        ([party(12)], ONE_A_SECOND, (Wall.HOURS, "")),
    ],
)
def test_what_is_scarce_is_named(parties: list[Party], means: Means, wall: tuple[Wall, str]) -> None:
    assert course(parties, means, Rules((0.3,), 1, by_agent=means.agents is not None), at(8)).wall == wall


def test_two_lines_share_what_either_may_ring() -> None:
    """Two lines of one call a second, an account of three: 7,200 calls in an hour."""
    both = Party(7200, ("A", "B"), "Asia/Hong_Kong", OPEN)
    assert course([both], Means(3.0, 1.0, inf, 30.0), Rules((1.0,), 1), at(8)).finish == at(10)


def test_who_is_not_called_in_time_is_counted() -> None:
    """39,600 fit into the day; of those whom nobody answered nobody has room for a second try."""
    found = course([party(50_000, open_=TODAY)], ONE_A_SECOND, Rules((0.0,), 1), at(8))
    assert (found.finish, round(found.untried), round(found.cut_off)) == (None, 10_400, 0)


def test_tries_that_the_days_have_no_room_for_are_no_unfinished_business() -> None:
    """Called at 19:00 for the first time, nobody is called again that day: the evening is over before the gap is."""
    late = (Span(at(19), at(20)),)
    found = course([party(60, open_=late)], ONE_A_SECOND, Rules((0.5,), 2), at(8))
    assert (found.in_time, found.placed, found.cut_off) == (True, 60, 30)


def test_nobody_is_called_outside_the_hours_or_while_no_agent_is_there() -> None:
    found = course([party(30_000)], staff(40), Rules((0.3,), 2, by_agent=True), at(8))
    hours = {(one.begins + HONG_KONG).hour for one in found.quarters if one.placed}
    assert hours == set(range(9, 18))


def test_texts_go_ahead_of_the_call_or_after_the_first_that_was_missed() -> None:
    """100 customers, of whom a third answers: one text each, or one to each of the 70; the second miss brings none."""
    ahead = course([party(100)], ONE_A_SECOND, Rules((0.3,), 2, text_ahead=True), at(8))
    after = course([party(100)], ONE_A_SECOND, Rules((0.3,), 2, text_after_missed=True), at(8))
    assert [ahead.texts, after.texts] == pytest.approx([100, 70])


def test_the_worst_of_a_bad_day_and_of_poor_luck_is_the_latest() -> None:
    """At 80 % of a call a second 3,600 calls take 75 minutes."""
    launched = Launched(lambda _: [party(3600)], ONE_A_SECOND, Rules((1.0,), 1), Chances((1.0,), 500))
    found = forecast(launched, at(8))
    assert (found.likely.finish, found.latest) == (at(10), at(10, 15))


def test_what_would_help_is_just_enough_of_it() -> None:
    """One agent makes 54.3 calls an hour, 489 in nine hours; 1,400 need three of them, or two days more."""
    longer = tuple(Span(at(9, day=day), at(20, day=day)) for day in range(24, 30))
    desks = tuple(Span(at(9, day=day), at(18, day=day)) for day in range(24, 30))
    one = replace(staff(1), desks=desks)
    rules, chances = Rules((0.3,), 1, by_agent=True), Chances((0.3,), 500)
    launched = Launched(lambda more: [party(1400, open_=longer[: 1 + more])], one, rules, chances)
    assert forecast(launched, at(8)).helps == (Help("agents", 3), Help("days", 2))


def test_the_same_question_has_the_same_answer() -> None:
    many = [party(1000, line, open_) for line in "ABC" for open_ in (OPEN, TODAY)]
    asked = (many, replace(ONE_A_SECOND, in_flight=20), Rules((0.3, 0.2), 3), at(8))
    assert course(*asked) == course(*asked)


@pytest.mark.parametrize(
    ("counted", "first", "calls"),
    [
        # a house that has hardly called: the literature
        ([(199, 190)], 0.3, 0),
        # half of a thousand answer: what was counted, and a breath of the literature
        ([(1000, 500)], (500 + 4 * 0.3) / 1004, 1000),
    ],
)
def test_the_ledger_counts_once_it_has_something_to_count(
    counted: list[tuple[int, int]], first: float, calls: int
) -> None:
    found = smoothed(counted)
    assert found.by_try[0] == pytest.approx(first)
    assert found.calls == calls
    assert list(found.by_try) == sorted(found.by_try, reverse=True)
    assert all(low < likely for low, likely in zip(found.low, found.by_try, strict=True))


def test_the_literatures_chances_are_those_of_people_who_differ() -> None:
    assert by_literature().by_try == pytest.approx([0.300, 0.225, 0.180, 0.150, 0.129, 0.112], abs=0.0006)


def test_a_greeting_is_counted_in_whole_minutes_and_talks_as_they_spread() -> None:
    # 35 signs without the commas, and four seconds for a key; 30 words at 150 a minute
    assert seconds_of("，".join(["一二三四五"] * 7), "zh") == pytest.approx(14)
    assert seconds_of(" ".join(["word"] * 30), "en") == pytest.approx(16)
    assert (minutes_of_greeting(14), minutes_of_greeting(60), minutes_of_greeting(61)) == (1, 1, 2)
    # a mean of 2.5 minutes: 1 / (1 - e^-0.4)
    assert minutes_of_talk(150) == pytest.approx(3.033, abs=0.001)


def test_where_no_agent_is_there_it_is_said_how_many_there_should_be() -> None:
    launched = Launched(lambda _: [party(100)], staff(0), Rules((0.3,), 1, by_agent=True), Chances((0.3,), 500))
    found = forecast(launched, at(8))
    assert (found.wall, found.helps, round(found.likely.untried)) == (Wall.AGENTS, (Help("agents", 1),), 100)
