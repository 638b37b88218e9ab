"""The people who are called in these tests, the days on which something happens, and how they are drawn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from dialer.hours.callee import Callee, Wishes
from dialer.hours.policy import HoursPolicy, shelf
from dialer.hours.windows import WHOLE_WEEK
from tests.dialer.hours.test_windows import some_windows

WANG = Callee("+8613800138000", "CN")
#: A Chinese mobile whose owner has moved.
ZHAO_IN_NEW_YORK = Callee("+8613800138000", "CN", zone="America/New_York")
MIAMI = Callee("+13055550123", "US", "FL")
NEW_ORLEANS = Callee("+15045550123", "US", "LA")
EL_PASO = Callee("+19155550123", "US", "TX")
IDAHO = Callee("+12085550123", "US", "ID")
TORONTO = Callee("+14163000000", "CA", "ON")
PARIS = Callee("+33612345678", "FR")
ROME = Callee("+393331234567", "IT")
SPAIN = Callee("+34612345678", "ES")
MUNICH = Callee("+4989123456", "DE", "BY")
LONDON = Callee("+442079460018", "GB")
AUSTRALIA = Callee("+61412345678", "AU")
LORD_HOWE = Callee("+61412345678", "AU", "NSW", zone="Australia/Lord_Howe")
RUSSIA = Callee("+79161234567", "RU")
HONG_KONG = Callee("+85291234567", "HK")
CAPE_TOWN = Callee("+27821234567", "ZA")
SANTIAGO = Callee("+56221234567", "CL", zone="America/Santiago")
TOLL_FREE = Callee("+18005550199", "US", "NY")

EVERYBODY = (
    *(WANG, ZHAO_IN_NEW_YORK, MIAMI, NEW_ORLEANS, EL_PASO, IDAHO, TORONTO, PARIS, ROME, SPAIN, MUNICH, LONDON),
    *(AUSTRALIA, LORD_HOWE, RUSSIA, HONG_KONG, CAPE_TOWN, SANTIAGO, TOLL_FREE),
)

#: Clocks change, holidays and their eves, make-up workdays, the turn of a year, and nothing at all.
DAYS = (
    *("2026-03-07", "2026-03-28", "2026-04-04", "2026-09-05", "2026-10-03", "2026-10-24", "2026-10-31"),
    *("2026-01-02", "2026-02-14", "2026-02-17", "2026-05-08", "2026-07-02", "2026-09-19", "2026-10-01"),
    *("2026-12-06", "2026-12-23", "2026-12-31", "2025-10-10", "2025-12-31", "2026-11-21", "2026-11-24"),
)


def instants() -> st.SearchStrategy[datetime]:
    """Instants on and after those days, often a microsecond off a whole quarter of an hour."""
    day = st.sampled_from(DAYS).map(lambda text: datetime.fromisoformat(text).replace(tzinfo=UTC))
    quarter = st.integers(0, 3 * 96).map(lambda count: timedelta(minutes=15 * count))
    off = st.sampled_from([timedelta(microseconds=count) for count in (0, 0, -1, 1, -60_000_000, -30_000_000)])
    anywhere = st.timedeltas(timedelta(0), timedelta(days=3))
    return st.builds(
        lambda start, after: start + after, day, st.one_of(st.builds(timedelta.__add__, quarter, off), anywhere)
    )


def policies() -> st.SearchStrategy[HoursPolicy | None]:
    """No department, one of the shelf, or any other."""
    own = st.builds(
        HoursPolicy, st.just("own"), some_windows().map(lambda windows: (windows,) * 7), st.booleans(), st.booleans()
    )
    return st.one_of(st.none(), st.sampled_from(list(shelf().values())), own)


def callees() -> st.SearchStrategy[Callee]:
    """Anybody, some with wishes."""
    return st.builds(
        lambda callee, wish: Callee(callee.e164, callee.country, callee.subdivision, callee.zone, wish),
        st.sampled_from(EVERYBODY),
        wishes(),
    )


def wishes() -> st.SearchStrategy[Wishes | None]:
    """None, or any."""
    week = st.one_of(st.just(WHOLE_WEEK), some_windows().map(lambda windows: (windows,) * 7))
    return st.one_of(st.none(), st.builds(Wishes, week, st.frozensets(st.integers(0, 6), max_size=2)))


def rings() -> st.SearchStrategy[float]:
    """Seconds a phone may ring."""
    return st.sampled_from([0, 1, 30, 60, 90.5])
