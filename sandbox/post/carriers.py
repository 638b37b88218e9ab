"""Who carries letters: threads, unless somebody else sees to it that they arrive."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from sandbox.post.letters import Letter, Reply, deliver

#: How many receivers can be slow at the same time before others wait.
CARRIERS = 48


class Carriers(Protocol):
    """Those whom the post office sends out, one walk for each letter."""

    def set_out(self, walk: Callable[[], None]) -> None:
        """Have `walk` done soon, and never before this returns: the post office is locked."""

    def deliver(self, letter: Letter, auth_token: str) -> Reply:
        """Deliver one letter with the retries its URL asks for; the last reply. Never raises."""

    def stop(self) -> None:
        """Let nobody set out any more."""


class Threads:
    """A thread for each letter on its way, over HTTP."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(CARRIERS, thread_name_prefix="post")

    def set_out(self, walk: Callable[[], None]) -> None:
        """The walk is a thread's."""
        self._pool.submit(walk)

    def deliver(self, letter: Letter, auth_token: str) -> Reply:
        """By HTTP."""
        return deliver(letter, auth_token)

    def stop(self) -> None:
        """What has not set out never does."""
        self._pool.shutdown(wait=False, cancel_futures=True)
