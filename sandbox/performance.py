"""Scripts that take time: a generator which yields what it waits for, and goes on when that has come.

    def script():
        yield pause(network_after, 3.0)          # three virtual seconds
        who = yield mailbox.take()               # until somebody puts something in

Everything runs in the schedule, one step at a time, under the network's lock.
"""

from collections import deque
from collections.abc import Callable, Generator
from typing import Any, Generic, TypeVar

from sandbox.schedule import Schedule

T = TypeVar("T")

#: Something a script waits for: it is handed the way to go on, and calls it once.
Effect = Callable[[Callable[[Any], None]], None]
Script = Generator[Effect, Any, T]


class Interrupted(Exception):
    """The script cannot go on: what it was performed on is no longer there."""


class CallerGone(Interrupted):
    """The call is over."""


class Redirected(Interrupted):
    """The call has been given other instructions."""


class Mailbox(Generic[T]):
    """Where a script waits for news from others. Nothing put in is lost."""

    def __init__(self, schedule: Schedule) -> None:
        """News is handed over in the schedule, never inside the sender's own step."""
        self._schedule = schedule
        self._news: deque[T] = deque()
        self._reader: Callable[[Any], None] | None = None

    def put(self, news: T) -> None:
        """Leave news for the reader."""
        self._news.append(news)
        self._hand_over()

    def take(self) -> Effect:
        """Wait for the next piece of news."""

        def wait(resume: Callable[[Any], None]) -> None:
            self._reader = resume
            self._hand_over()

        return wait

    def take_within(self, seconds: float) -> Effect:
        """Wait for the next piece of news, but so many virtual seconds at most; None then."""

        def wait(resume: Callable[[Any], None]) -> None:
            def give_up() -> None:
                if self._reader is resume:
                    self._reader = None
                    resume(None)

            self._reader = resume
            self._schedule.after(max(seconds, 0.01), give_up)
            self._hand_over()

        return wait

    def _hand_over(self) -> None:
        if self._reader is not None and self._news:
            reader, self._reader = self._reader, None
            news = self._news.popleft()
            self._schedule.soon(lambda: reader(news))


class Performance(Generic[T]):
    """One script being performed."""

    def __init__(self, script: Script[T], on_done: Callable[[T], None]) -> None:
        """`on_done` gets the script's return value; it is not called after an interruption."""
        self._script = script
        self._on_done = on_done
        self._step = 0
        self._over = False

    def start(self) -> None:
        """Perform the first step now."""
        self._advance(None, self._step)

    def interrupt(self, reason: Interrupted) -> None:
        """End it here. The script sees `reason` where it waits and may tidy up, but waits for nothing more."""
        if self._over:
            return
        self._over = True
        try:
            self._script.throw(reason)
        except (Interrupted, StopIteration):
            return
        self._script.close()

    def _advance(self, value: Any, step: int) -> None:
        if self._over or step != self._step:
            return
        self._step += 1
        try:
            effect = self._script.send(value)
        except StopIteration as end:
            self._over = True
            self._on_done(end.value)
            return
        waiting = self._step
        effect(lambda news: self._advance(news, waiting))


def pause(schedule: Schedule, seconds: float) -> Effect:
    """Wait so many virtual seconds; never none at all, lest a loop stand still."""
    return lambda resume: schedule.after(max(seconds, 0.01), lambda: resume(None))
