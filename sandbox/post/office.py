"""The post office: webhooks of one call arrive one after the other, those of different calls side by side."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from sandbox.faults import Faults
from sandbox.post.carriers import Carriers, Threads
from sandbox.post.letters import Letter, Reply

OnReply = Callable[[Letter, Reply], None]
#: A letter set aside by `reorder-webhook` goes out after so many virtual seconds when nothing follows it.
REORDER_PATIENCE_S = 5.0
#: How late a letter is that `delay-webhook` strikes, in virtual seconds: later than most calls last.
DELAY_S = 300.0


@dataclass
class _Lane:
    letters: deque[tuple[Letter, OnReply]] = field(default_factory=deque)
    #: Set aside to arrive after its successor.
    aside: tuple[Letter, OnReply] | None = None
    busy: bool = False


class PostOffice:
    """Delivers letters in order per (owner, kind), never while the caller waits.

    TwiML requests and status callbacks of one call travel in two lanes, as with Twilio: a slow status receiver does
    not keep a person waiting for their greeting.
    """

    def __init__(
        self,
        auth_token: str,
        faults: Faults,
        later: Callable[[float, Callable[[], None]], None],
        carriers: Carriers | None = None,
    ) -> None:
        """`later(seconds, action)` runs something so many virtual seconds on; threads carry unless `carriers` do."""
        self._auth_token = auth_token
        self._faults = faults
        self._later = later
        self._carriers = carriers or Threads()
        self._lock = threading.Lock()
        self._lanes: dict[tuple[str, str], _Lane] = {}
        self._held: set[str] = set()
        self._watched: dict[str, threading.Event] = {}

    def send(self, letter: Letter, on_reply: OnReply) -> None:
        """Take a letter in; `on_reply` is called from a carrier's thread with the last reply."""
        entry = (letter, on_reply)
        with self._lock:
            lane = self._lanes.setdefault((letter.owner, letter.kind), _Lane())
            if letter.kind == "request":
                lane.letters.append(entry)
            elif not self._faults.strikes("drop-webhook"):
                self._file(lane, entry)
            self._set_out(lane)

    def hold(self, owner: str) -> None:
        """Keep the owner's letters here until `release`: the answer to its create is to go out first."""
        with self._lock:
            self._held.add(owner)

    def release(self, owner: str) -> None:
        """Let the owner's letters go."""
        with self._lock:
            self._held.discard(owner)
            for (whose, _), lane in self._lanes.items():
                if whose == owner:
                    self._set_out(lane)

    def watch(self, owner: str) -> threading.Event:
        """An event set as soon as one letter of `owner` has been delivered."""
        with self._lock:
            return self._watched.setdefault(owner, threading.Event())

    def stop(self) -> None:
        """Deliver nothing more."""
        self._carriers.stop()

    def _file(self, lane: _Lane, entry: tuple[Letter, OnReply]) -> None:
        if self._faults.strikes("delay-webhook"):
            self._later(DELAY_S, lambda: self._deliver_late(entry))
            return
        if lane.aside is None and self._faults.strikes("reorder-webhook"):
            lane.aside = entry
            self._later(REORDER_PATIENCE_S, lambda: self._bring_back(lane, entry))
            return
        copies = 2 if self._faults.strikes("duplicate-webhook") else 1
        lane.letters.extend([entry] * copies)
        if lane.aside is not None:
            lane.letters.append(lane.aside)
            lane.aside = None

    def _deliver_late(self, entry: tuple[Letter, OnReply]) -> None:
        letter, _ = entry
        with self._lock:
            lane = self._lanes.setdefault((letter.owner, letter.kind), _Lane())
            lane.letters.append(entry)
            self._set_out(lane)

    def _bring_back(self, lane: _Lane, entry: tuple[Letter, OnReply]) -> None:
        with self._lock:
            if lane.aside is entry:
                lane.aside = None
                lane.letters.append(entry)
                self._set_out(lane)

    def _set_out(self, lane: _Lane) -> None:
        if lane.letters and not lane.busy and lane.letters[0][0].owner not in self._held:
            lane.busy = True
            self._carriers.set_out(partial(self._carry, lane))

    def _carry(self, lane: _Lane) -> None:
        with self._lock:
            letter, on_reply = lane.letters.popleft()
        try:
            on_reply(letter, self._carriers.deliver(letter, self._auth_token))
        finally:
            with self._lock:
                if letter.owner in self._watched:
                    self._watched.pop(letter.owner).set()
                lane.busy = False
                self._set_out(lane)
                if not lane.letters and lane.aside is None:
                    self._lanes.pop((letter.owner, letter.kind), None)
