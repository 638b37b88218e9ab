"""Throttling: who mistypes a password too often has to wait.

Counted in the memory of the process, not in the database: a stranger's guesses then cause no writes and cannot fill a
table, and nothing about who mistyped what is kept. The price: with N web processes a login has N times five guesses in
five minutes, which against Argon2 and eight characters is still nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock

#: Wrong passwords for one login within the span, after which it waits.
ALLOWED = 5
#: Real minutes.
SPAN = timedelta(minutes=5)
#: Logins remembered at most; the one that was quiet for longest is forgotten first.
REMEMBERED = 10_000


class Throttle:
    """Remembers the wrong passwords of the last minutes, by login."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, list[datetime]] = OrderedDict()
        self._lock = Lock()

    def blocked_until(self, login: str, now: datetime, span: timedelta = SPAN) -> datetime | None:
        """The instant from which this login may try again; None when it may now."""
        with self._lock:
            recent = [at for at in self._wrong.get(login, []) if at > now - span]
            return recent[-ALLOWED] + span if len(recent) >= ALLOWED else None

    def wrong(self, login: str, now: datetime) -> None:
        """Count one wrong password."""
        with self._lock:
            self._wrong[login] = [*self._wrong.get(login, []), now][-ALLOWED:]
            self._wrong.move_to_end(login)
            if len(self._wrong) > REMEMBERED:
                self._wrong.popitem(last=False)

    def right(self, login: str) -> None:
        """Forget the wrong ones: the right password came."""
        with self._lock:
            self._wrong.pop(login, None)
