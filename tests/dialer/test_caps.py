"""The house's caps on calls and texts, to one customer and to one number over everybody, rolling and by calendar."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.lifecycle import FollowUpState
from campaigns.playbooks.shelf import SHELF
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import write_attempt
from dialer.caps.counting import Capped, strictest, tallies, today_in
from dialer.caps.history import Contact, Past
from dialer.caps.house import house_caps, house_rows
from dialer.caps.law import law_caps
from dialer.caps.rows import CUSTOMER, NUMBER
from dialer.caps.spans import read_span
from dialer.carrier import TryLater
from tests.cast import MEI, MEI_OFFICE, TUESDAY_11, customer, follow_up
from tests.dialer.play import Play

NOW = TUESDAY_11
DAY, APART = timedelta(hours=24), timedelta(minutes=10)


def test_every_cap_allows_one_contact_so_that_where_nothing_passed_none_forbids_it() -> None:
    assert all(row.most is None or row.most >= 1 for table in (house_caps(), law_caps()) for row in table.rows)


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def on(day: int, hour: int = 11, minute: int = 0, month: int = 11) -> datetime:
    """This time in Hong Kong, in 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def capped(
    called: list[datetime], now: datetime = NOW, *, purpose: str = "care", what: Contact = Contact.ATTEMPT, **how: bool
) -> Capped | None:
    """What the house says to one more, when the customer's one number is nobody else's."""
    past = [Past(at, what) for at in called]
    rows = house_rows(purpose, "text" if what is Contact.TEXT else "call")
    today = today_in(["Asia/Hong_Kong"], now)
    reserved = how.get("reserved", False)
    return strictest(tallies(rows, {CUSTOMER: past, NUMBER: past}, today, now, agent_reserved=reserved))


@pytest.mark.parametrize(
    ("called", "code", "until"),
    [
        # nobody called yet
        ([], "", None),
        # two earlier calls leave one
        ([ago(hours=5), ago(hours=3)], "", None),
        # three: the first of them has to be a day old
        ([ago(hours=5), ago(hours=3), ago(hours=1)], "house_cap_24h", ago(hours=5) + DAY),
        # the order of the rows is nobody's promise
        ([ago(hours=1), ago(hours=5), ago(hours=3)], "house_cap_24h", ago(hours=5) + DAY),
        # five, as when numbers were joined: two of them have to be gone more
        ([ago(hours=h) for h in (9, 8, 7, 3, 1)], "house_cap_24h", ago(hours=7) + DAY),
        # exactly a day old does not count any more
        ([ago(hours=24), ago(hours=3), ago(hours=1)], "", None),
        # a second younger does
        ([ago(hours=24) + timedelta(seconds=1), ago(hours=3), ago(hours=1)], "house_cap_24h", NOW + timedelta(0, 1)),
        # a minute ago: ten minutes apart
        ([ago(minutes=1)], "house_cap_apart", NOW + timedelta(minutes=9)),
        # both reasons: the later one
        ([ago(hours=23, minutes=58), ago(hours=1), ago(minutes=1)], "house_cap_apart", NOW + timedelta(minutes=9)),
        # thirty in November: December, as it begins in Hong Kong
        ([on(d, h) for d in range(2, 17) for h in (10, 16)], "house_cap_month", on(1, 0, month=12)),
        # one of them on the last evening of October
        ([on(31, 20, month=10), *[on(d, h) for d in range(2, 17) for h in (10, 16)][1:]], "", None),
        # a host with a faster clock placed one a second from now: it counts
        ([NOW + timedelta(seconds=1)], "house_cap_apart", NOW + timedelta(seconds=1) + APART),
    ],
)
def test_when_the_next_call_fits(called: list[datetime], code: str, until: datetime | None) -> None:
    found = capped(called)
    assert (found.code, found.until) == (code, until) if found else code == ""


@pytest.mark.parametrize(
    ("called", "purpose", "code", "until"),
    [
        # two calls today, the one for whatever it was: tomorrow, as it begins there
        ([on(24, 9), on(24, 10)], "marketing", "house_cap_asking_day", on(25, 0)),
        ([on(24, 9), on(24, 10)], "survey", "house_cap_asking_day", on(25, 0)),
        # a patient is called for care
        ([on(24, 9), on(24, 10)], "care", "", None),
        # an hour apart, and midnight between: one of them was yesterday
        ([on(23, 23, 59), on(24, 10)], "marketing", "", None),
        # midnight itself is today
        ([on(24, 0), on(24, 10)], "marketing", "house_cap_asking_day", on(25, 0)),
        # eight in November
        ([on(d) for d in range(2, 17, 2)], "marketing", "house_cap_asking_month", on(1, 0, month=12)),
        ([on(d) for d in range(2, 17, 2)], "care", "", None),
    ],
)
def test_who_sells_or_asks_calls_less(called: list[datetime], purpose: str, code: str, until: datetime | None) -> None:
    found = capped(called, purpose=purpose)
    assert (found.code, found.until) == (code, until) if found else code == ""


@pytest.mark.parametrize(
    ("sent", "code", "until"),
    [
        ([ago(hours=5)], "", None),
        ([ago(hours=5), ago(hours=1)], "house_texts_24h", ago(hours=5) + DAY),
        ([on(d, h) for d in range(2, 12) for h in (10, 16)], "house_texts_month", on(1, 0, month=12)),
    ],
)
def test_texts_have_caps_of_their_own(sent: list[datetime], code: str, until: datetime | None) -> None:
    found = capped(sent, what=Contact.TEXT)
    assert (found.code, found.until) == (code, until) if found else code == ""


def test_texts_are_no_calls_and_calls_no_texts() -> None:
    past = {who: [Past(ago(minutes=m), Contact.TEXT) for m in range(9)] for who in (CUSTOMER, NUMBER)}
    today = today_in(["Asia/Hong_Kong"], NOW)
    for_calls = tallies(house_rows("marketing", "call"), past, today, NOW, agent_reserved=False)
    assert strictest(for_calls) is None
    assert all(set(one.counted.values()) == {0} for one in for_calls)


def test_after_nobody_was_there_only_an_agent_calls_for_three_days() -> None:
    abandoned = ago(hours=71)
    found = capped([abandoned], what=Contact.ABANDONED)
    assert found is not None
    assert (found.code, found.until) == ("abandoned_72h", abandoned + timedelta(hours=72))
    assert capped([abandoned], what=Contact.ABANDONED, reserved=True) is None
    assert capped([ago(hours=72)], what=Contact.ABANDONED) is None


@given(st.lists(st.integers(0, 4_000_000), max_size=40), st.sampled_from(["care", "marketing", "survey"]))
def test_at_the_instant_named_one_more_call_fits_and_a_microsecond_earlier_none(
    seconds: list[int], purpose: str
) -> None:
    called = [NOW - timedelta(seconds=s) for s in seconds]
    found = capped(called, purpose=purpose)
    at = found.until if found else NOW
    assert at is not None
    assert capped(called, at, purpose=purpose) is None
    assert sum(c > at - DAY for c in called) < 3
    assert all(c + APART <= at for c in called)
    assert found is None or capped(called, at - timedelta(microseconds=1), purpose=purpose) is not None


#: Clocks that go forward and back, half an hour of summer time, a zone on the other side of the date line.
ZONES = ("Asia/Hong_Kong", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "UTC")


@given(
    st.sampled_from(["10min", "24h", "1 day", "7 days", "30 days", "1 week", "1 month"]),
    st.sampled_from(ZONES),
    st.timedeltas(timedelta(0), timedelta(days=700)),
    st.timedeltas(timedelta(0), timedelta(days=40)),
)
def test_what_counts_now_is_what_has_not_ceased_to_count(
    written: str, zone: str, after: timedelta, before: timedelta
) -> None:
    """Both ends of a span agree, and a calendar's are the first instants of days."""
    span, now = read_span(written), datetime(2026, 1, 1, tzinfo=UTC) + after
    at = now - before
    until = span.counts_until(at, zone)
    assert until is not None
    since = span.since(now, today_in([zone], now)[zone], zone)
    assert (at >= since) is (until > now)


def test_the_densest_month_of_the_manuals_fits() -> None:
    """Nobody answers after a surgery with a stay: every try of its first month, and of the call after the discharge."""
    playbooks = {name: tomllib.loads((SHELF / f"{name}.toml").read_text("utf-8")) for name in ("surgery", "inpatient")}
    first_month = ("day-1", "day-2", "sutures-out", "after-sutures", "month-1", "day-7")
    tries = [step["tries"] for book in playbooks.values() for step in book["steps"] if step["id"] in first_month]
    (month,) = [row.most for row in house_caps().rows if row.id == "house-month"]
    assert len(tries) == len(first_month)
    assert month is not None
    assert sum(tries) < month


def miss(play: Play) -> None:
    """Whoever is due is called, and does not answer."""
    play.work()
    play.tell(play.attempt(), "ended", Result.BUSY)


def test_three_calls_to_one_customer_in_a_day_and_no_fourth(play: Play) -> None:
    case = play.opens()
    with play.scene() as session:
        session.merge(case).tries_allowed = 9
    for minutes in (0, 12, 25):
        play.clock.forward(minutes=minutes)
        miss(play)
    assert len(play.carrier.calls) == 3
    play.clock.forward(hours=4)
    play.work()
    assert len(play.carrier.calls) == 3
    assert (play.case().state, play.case().waits_for) == (FollowUpState.PLANNED, "house_cap_24h")
    assert play.case().next_try_at >= NOW + DAY


def test_the_cap_holds_over_all_matters_and_all_numbers_of_a_customer(play: Play) -> None:
    play.opens(MEI, MEI_OFFICE)
    miss(play)
    with play.scene() as session:
        whose = session.merge(play.customer())
        whose.numbers[0].dead_reason = "moved"
        other = follow_up(session, whose, step="day-3", priority=1).id
    play.work()
    assert len(play.carrier.calls) == 1
    assert (play.case(other).waits_for, play.case(other).next_try_at) == ("house_cap_apart", NOW + APART)


def test_the_cap_of_a_family_telephone_counts_everybodys_calls(play: Play) -> None:
    play.opens(MEI)
    miss(play)
    with play.scene() as session:
        father = follow_up(session, customer(session, "陈大文", MEI), priority=1).id
    play.work()
    assert len(play.carrier.calls) == 1
    assert play.case(father).waits_for == "house_cap_apart"


def test_a_call_that_no_phone_heard_does_not_count(play: Play) -> None:
    play.carrier.refuses = TryLater("20429")
    play.rings()
    play.carrier.refuses = None
    play.clock.forward(seconds=30)
    play.work()
    assert len(play.carrier.calls) == 2


def test_who_rang_us_was_not_called(play: Play) -> None:
    case = play.opens(MEI)
    with play.scene() as session:
        rang = {"channel": "call", "direction": "in", "e164": MEI, "line": "", "mode": "agent", "reason": ""}
        instants = {"claimed_at": NOW, "placing_at": NOW, "ended_at": NOW}
        for _ in range(3):
            write_attempt(session, case, state=AttemptState.ENDED, result=Result.TALKED, **rang, **instants)
    play.work()
    assert len(play.carrier.calls) == 1
