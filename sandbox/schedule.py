"""What is to happen when: one heap of timed actions, one lock, one thread that sees to it that they happen."""

import heapq
import itertools
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sandbox.clock import Clock

Action = Callable[[], None]

#: The longest the thread sleeps, in real seconds, so that a rewound clock file is noticed.
LONGEST_SLEEP_S = 0.05

_log = logging.getLogger(__name__)


class Schedule:
    """Runs actions in the order (virtual due time, sequence), each under the network's one lock.

    While an action runs, `now()` is the instant at which it was due and not the moment a busy machine got round to
    it: a phone that is to ring for twenty seconds rings for exactly twenty. Whoever comes in from outside (a REST
    request) enters by `turn()`, which first runs everything already due. Actions never talk HTTP.
    """

    def __init__(self, clock: Clock, on_error: Callable[[str], None]) -> None:
        """`on_error` is told about an action that raised; the schedule goes on."""
        self._clock = clock
        self._on_error = on_error
        self._heap: list[tuple[float, int, Action]] = []
        self._sequence = itertools.count()
        self._instant: float | None = None
        self._wake = threading.Condition(threading.RLock())
        self._stopped = False

    def now(self) -> float:
        """Virtual unix seconds; inside an action, the instant the action was due."""
        with self._wake:
            return self._clock.now() if self._instant is None else self._instant

    def after(self, seconds: float, action: Action) -> None:
        """Run `action` once, `seconds` virtual seconds from now."""
        with self._wake:
            heapq.heappush(self._heap, (self.now() + max(0.0, seconds), next(self._sequence), action))
            self._wake.notify()

    def soon(self, action: Action) -> None:
        """Run `action` after what is running now, at this same instant."""
        self.after(0.0, action)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the network still, with everything due already done; `now()` does not move inside."""
        with self._wake:
            self._catch_up()
            self._instant = self._clock.now()
            try:
                yield
            finally:
                self._instant = None

    def next_at(self) -> float | None:
        """When the first action is due, in virtual unix seconds; None where nothing is to happen."""
        with self._wake:
            return self._heap[0][0] if self._heap else None

    def step(self) -> bool:
        """Run the first action that is due; False where none is. For whoever moves the clock, without `start`."""
        with self._wake:
            if self._stopped or not self._heap or self._heap[0][0] > self._clock.now():
                return False
            self._instant, _, action = heapq.heappop(self._heap)
            try:
                action()
            except Exception as error:
                _log.exception("an action of the sandbox failed")
                self._on_error(f"{type(error).__name__}: {error}")
            finally:
                self._instant = None
            return True

    def start(self) -> None:
        """Start the thread; it ends with the process or at `stop()`."""
        threading.Thread(target=self._keep_going, name="schedule", daemon=True).start()

    def stop(self) -> None:
        """Let no further action run."""
        with self._wake:
            self._stopped = True
            self._wake.notify()

    def _keep_going(self) -> None:
        with self._wake:
            while not self._stopped:
                self._catch_up()
                pause = self._clock.real_seconds_until(self._heap[0][0]) if self._heap else LONGEST_SLEEP_S
                self._wake.wait(min(LONGEST_SLEEP_S, pause))

    def _catch_up(self) -> None:
        while self.step():
            pass
