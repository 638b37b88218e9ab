"""Waiting in front of the answer to a request: really, unless time is somebody else's."""

import threading
from typing import Protocol


class Waiting(Protocol):
    """How a request is kept waiting, outside any turn of the schedule."""

    def pause(self, seconds: float) -> None:
        """Let so many real seconds pass, or until the network stops."""

    def until(self, event: threading.Event, seconds: float) -> None:
        """Let time pass until the event, and so many real seconds at most."""


class RealWaiting:
    """The request's thread sleeps."""

    def __init__(self) -> None:
        self._stopped = threading.Event()

    def pause(self, seconds: float) -> None:
        """Sleep; `stop` wakes."""
        self._stopped.wait(seconds)

    def until(self, event: threading.Event, seconds: float) -> None:
        """Sleep until the event."""
        event.wait(seconds)

    def stop(self) -> None:
        """Nobody waits any longer."""
        self._stopped.set()
