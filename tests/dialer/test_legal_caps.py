"""The law's caps: each known case as a fixture of its own, the clocks they count on, the judgement above them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import Result
from dialer.caps.counting import Capped, strictest, tallies, today_in
from dialer.caps.history import Contact, Past
from dialer.caps.law import rows_for
from dialer.caps.rows import BOTH
from dialer.caps.spans import SpanUnreadable, read_span
from tests.cast import TUESDAY_11, branch, customer, follow_up, ready
from tests.dialer.play import Play

C = Contact


def at(day: int, hour: int = 12, minute: int = 0, month: int = 11, second: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, second, tzinfo=UTC)


def capped(
    place: str, zone: str, now: datetime, *past: tuple[Contact, datetime], purpose: str = "marketing", **how: bool
) -> Capped | None:
    country, _, subdivision = place.partition("-")
    rows = rows_for(country, subdivision, purpose)
    history = {BOTH: [Past(when, what) for what, when in past]}
    today = today_in([zone], now)
    return strictest(tallies(rows, history, today, now, agent_reserved=how.get("reserved", False)))


MIAMI, PARIS, LONDON, HK, DUBAI, MOSCOW = (
    "America/New_York",
    "Europe/Paris",
    "Europe/London",
    "Asia/Hong_Kong",
    "Asia/Dubai",
    "Europe/Moscow",
)
THREE = ((C.ATTEMPT, at(23, 18)), (C.ATTEMPT, at(23, 22)), (C.ATTEMPT, at(24, 14)))
FOUR = tuple((C.ATTEMPT, when) for when in (at(26, month=10), at(2), at(9), at(16)))
REFUSED = (C.REFUSED, at(25, month=9))
ABANDONED = (C.ABANDONED, at(22, 10, 30))
#: Two in each week of November, and none in its last.
EIGHT = (2, 3, 9, 10, 16, 17, 24, 25)
SEVEN = tuple((C.ATTEMPT, at(day, 15)) for day in (18, 19, 20, 21, 22, 23, 23))


@pytest.mark.parametrize(
    ("found", "code"),
    [
        # three calls within 24 hours, by the clock and not by the day
        pytest.param(capped("US-FL", MIAMI, at(24, 17), *THREE), "cap_3_per_24h", id="H139"),
        pytest.param(capped("US-FL", MIAMI, at(24, 18, second=1), *THREE), None, id="H140"),
        # four within thirty calendar days of Paris
        pytest.param(capped("FR", PARIS, at(24, 10), *FOUR), "cap_4_per_30d", id="H141"),
        pytest.param(capped("FR", PARIS, at(25, 10), *FOUR), None, id="H142"),
        # sixty whole days after a refusal
        pytest.param(capped("FR", PARIS, at(24, 10), REFUSED), "refusal_60d", id="H143"),
        pytest.param(capped("FR", PARIS, at(25, 10), REFUSED), None, id="H144"),
        # 72 hours after nobody was there, unless somebody is there now
        pytest.param(capped("GB", LONDON, at(24, 10), ABANDONED), "abandoned_72h", id="H145"),
        pytest.param(capped("GB", LONDON, at(25, 10, 30, second=1), ABANDONED), None, id="H146"),
        pytest.param(capped("GB", LONDON, at(24, 10), ABANDONED, reserved=True), None, id="H147"),
        # three in a week, from Monday
        pytest.param(
            capped("HK", HK, at(27, 4), *((C.ATTEMPT, at(day, 4)) for day in (23, 24, 25))), "cap_3_per_week", id="H148"
        ),
        pytest.param(
            capped("HK", HK, at(29, 16), *((C.ATTEMPT, at(day, 4)) for day in (23, 24, 25))),
            None,
            id="H148-next-Monday",
        ),
        # one unanswered call on a day of Dubai, two in a week; never after a refusal
        pytest.param(capped("AE", DUBAI, at(24, 10), (C.ATTEMPT, at(24, 6))), "cap_1_per_day", id="H149"),
        pytest.param(capped("AE", DUBAI, at(25, 10), (C.ATTEMPT, at(24, 6))), None, id="H149-next-day"),
        pytest.param(capped("AE", DUBAI, at(24, 10), (C.CONVERSATION, at(24, 6))), None, id="H149-talked"),
        pytest.param(
            capped("AE", DUBAI, at(26, 10), (C.ATTEMPT, at(23, 6)), (C.ATTEMPT, at(24, 6))),
            "cap_2_per_week",
            id="AE-week",
        ),
        pytest.param(capped("AE", DUBAI, at(25, 10), (C.REFUSED, at(10))), "refused_forever", id="H150"),
        # a debt: seven days after a conversation, seven calls in seven days
        pytest.param(
            capped("US", MIAMI, at(24, 16), (C.CONVERSATION, at(20, 16, 30)), purpose="debt"),
            "regf_7d_after_contact",
            id="H151",
        ),
        pytest.param(capped("US", MIAMI, at(24, 16), *SEVEN, purpose="debt"), "regf_7_in_7", id="H152"),
        pytest.param(capped("US", MIAMI, at(24, 16), *SEVEN), None, id="H152-not-a-debt"),
        # said "stop calling" an hour ago
        pytest.param(capped("US-NY", MIAMI, at(24, 16), (C.OPT_OUT, at(24, 15))), "opt_out", id="H153"),
        # a mainland number: half an hour apart
        pytest.param(
            capped("CN", "Asia/Shanghai", at(24, 4, 29), (C.ATTEMPT, at(24, 4))), "apart_30min", id="CN-apart"
        ),
        pytest.param(capped("CN", "Asia/Shanghai", at(24, 4, 30), (C.ATTEMPT, at(24, 4))), None, id="CN-half-an-hour"),
        # a debt in Russia: one on a day, two in a week, eight in a calendar month of Moscow
        pytest.param(
            capped("RU", MOSCOW, at(24, 16), (C.ATTEMPT, at(24, 9)), purpose="debt"), "cap_1_per_day", id="RU"
        ),
        pytest.param(
            capped("RU", MOSCOW, at(26, 9), *((C.ATTEMPT, at(d, 9)) for d in (23, 24)), purpose="debt"),
            "cap_2_per_week",
            id="RU-week",
        ),
        pytest.param(
            capped("RU", MOSCOW, at(30, 9), *((C.ATTEMPT, at(d, 9)) for d in EIGHT), purpose="debt"),
            "cap_8_per_month",
            id="RU-month",
        ),
        pytest.param(
            capped("RU", MOSCOW, at(30, 21), *((C.ATTEMPT, at(d, 9)) for d in EIGHT), purpose="debt"),
            None,
            id="RU-midnight-of-December",
        ),
        # French law holds on La Réunion, British law on Jersey
        pytest.param(capped("RE", "Indian/Reunion", at(24, 10), *FOUR), "cap_4_per_30d", id="FR-overseas"),
        pytest.param(capped("JE", "Europe/Jersey", at(24, 10), ABANDONED), "abandoned_72h", id="GB-islands"),
    ],
)
def test_a_known_case(found: Capped | None, code: str | None) -> None:
    assert (found.code if found else None) == code


def test_until_is_the_first_instant_that_is_allowed() -> None:
    found = capped("FR", PARIS, at(24, 10), *FOUR)
    assert found is not None
    assert found.until is not None
    assert capped("FR", PARIS, found.until, *FOUR) is None
    assert capped("FR", PARIS, found.until - timedelta(microseconds=1), *FOUR) is not None


def test_a_row_without_an_end_wins_over_one_that_ends() -> None:
    found = capped("AE", DUBAI, at(24, 10), (C.ATTEMPT, at(24, 6)), (C.REFUSED, at(10)))
    assert found is not None
    assert (found.code, found.until) == ("refused_forever", None)


@pytest.mark.parametrize("written", ["", "24", "h24", "2 months", "0 days", "every day"])
def test_a_span_that_cannot_be_read_says_what_was_expected(written: str) -> None:
    with pytest.raises(SpanUnreadable, match="30min, 24h, 1 day"):
        read_span(written)


def test_a_second_call_to_dubai_waits_for_the_next_day_and_keeps_the_source(play: Play) -> None:
    """Layla did not answer at ten; the house would try again this afternoon, her country's law not before tomorrow."""
    with play.scene() as session:
        branch(session)
        ready(session, play.now)
        layla = customer(session, "Layla", "+971501234567", zone="Asia/Dubai", day_zone="Asia/Dubai")
        layla.numbers[0].country = "AE"
        follow_up(session, layla, hours="greeting", closes_at=TUESDAY_11 + timedelta(days=3))
    play.clock.forward(hours=3)  # ten in Dubai
    play.tell(play.rings_next(), "ended", Result.NO_ANSWER)
    play.clock.forward(hours=3)
    play.tick()
    case = play.case()
    assert (case.state, case.waits_for) == (FollowUpState.PLANNED, "cap_1_per_day")
    assert case.next_try_at == datetime(2026, 11, 25, 5, tzinfo=UTC), "nine in the morning in Dubai"
