"""Several hosts with workers and clocks of their own: a cable is cut, and one host is gone at once."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from dialer.attempt_life import AttemptState
from tests.environment import CI
from tests.faults import accounts
from tests.faults.besieged import PACE, WORKERS, Besieged
from tests.faults.disk import may_mount
from tests.faults.hosts import Host, switchboard
from tests.faults.siege import siege
from tests.faults.stock import ELEVEN
from tests.journeys.patience import eventually
from tests.needs.namespaces import missing

#: The first two workers run where the engines are; the others, and a second clock, elsewhere.
HARBOURS, HILLS, HILLS_CLOCK = WORKERS[2], WORKERS[3], "clock-2"
#: From the last sign of a peer until it is given up, whoever waits for it; see runtime.database.
GIVEN_UP = 40.0


@dataclass(frozen=True)
class Place:
    """A house, and the hosts on which some of its processes run."""

    house: Besieged
    harbour: Host
    hill: Host

    def start(self, name: str, at: Host, port: int) -> None:
        """Start one process of the house on another host."""
        changes = {"DATABASE_URL": f"postgresql://postgres@{at.database}/huifang"}
        self.house.start(name, at.command(), changes | {"TWILIO_API_URL": f"http://{at.carrier}:{port}"})

    def sessions_of(self, host: Host, more: str = "true") -> int:
        """Sessions that the database has with this host."""
        asked = f"select from pg_stat_activity a where client_addr = %s and {more}"
        with self.house.engines.psql() as connection:
            return connection.execute(asked, (host.address,)).rowcount


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    lacking = [*map(str, missing())] or ([] if may_mount() else ["Left out: other hosts; only root can put them up."])
    if lacking:
        (pytest.fail if CI else pytest.skip)(" ".join(lacking))
    with (
        Host("harbour", 0) as harbour,
        Host("hill", 1) as hill,
        siege([harbour.database, hill.database]) as house,
        switchboard([harbour, hill], house.house.environment["TWILIO_API_URL"]) as port,
    ):
        house.begin(ELEVEN, greetings=90, calls=12, texts=12, workers=2)
        found = Place(house, harbour, hill)
        found.start(HARBOURS, harbour, port)
        found.start(HILLS, hill, port)
        found.start(HILLS_CLOCK, hill, port)
        yield found


def test_two_clocks_and_two_hosts_workers_call_no_faster_than_one_may(place: Place) -> None:
    house = place.house
    eventually(house.at_work, "every host is at work")
    eventually(lambda: place.sessions_of(place.hill) > 1, "its clock is")
    house.goes_on()
    seconds = (house.clock.now() - ELEVEN).total_seconds()
    assert house.rung() <= 2 + seconds * float(PACE)


def test_a_worker_whose_cable_to_the_database_is_cut_holds_nobody_up(place: Place) -> None:
    house = place.house
    with house.frozen("sandbox"):
        eventually(lambda: house.attempts(AttemptState.PLACING) == len(WORKERS), "every worker places a call")
        place.harbour.cut()
    house.goes_on()


def test_a_host_that_vanishes_in_the_middle_of_a_transaction_holds_nobody_up(place: Place) -> None:
    house = place.house
    eventually(lambda: holds_the_pace(place), "its clock holds what the other clock wants")
    place.hill.cut()
    for name in (HILLS_CLOCK, HILLS):
        house.house.children.kill(name)
    house.goes_on()


def test_who_is_cut_off_is_given_up_at_both_ends_and_comes_back_by_itself(place: Place) -> None:
    gone = (place.harbour, place.hill)
    eventually(lambda: not any(map(place.sessions_of, gone)), "the database has given both up", seconds=GIVEN_UP)
    place.harbour.mend()
    eventually(lambda: place.sessions_of(place.harbour), "the worker is back", seconds=GIVEN_UP)
    place.house.goes_on()


def test_afterwards_everybody_is_accounted_for(place: Place) -> None:
    accounts.settle(place.house)
    assert not (wrong := accounts.wrong(place.house)), "\n".join(wrong)
    assert accounts.told_too_much(place.house) == []
    place.house.house.children.stop()
    assert accounts.left_running(place.house) == []


def holds_the_pace(place: Place) -> bool:
    """Stop the clock on the hill; True where that was while it had the bucket of tokens locked, else it goes on."""
    clock = place.house.pid(HILLS_CLOCK)
    os.kill(clock, signal.SIGSTOP)
    locked = (
        "(select from pg_locks l where l.pid = a.pid and l.relation = 'bucket'::regclass and l.mode = 'RowShareLock')"
    )
    if place.sessions_of(place.hill, f"state = 'idle in transaction' and exists {locked}"):
        return True
    os.kill(clock, signal.SIGCONT)
    return False
