"""Load: signed webhooks on a number of connections at once, and how long each took."""

from __future__ import annotations

import selectors
import socket
import time
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

_KIND = "application/x-www-form-urlencoded"
#: Real seconds for which an answer is waited for.
_PATIENCE = 60.0


@dataclass(frozen=True)
class Post:
    """One webhook, signed and ready to go."""

    path: str
    body: bytes
    headers: Mapping[str, str]

    def spelled(self) -> bytes:
        """As it goes over the line."""
        head = {"Host": "127.0.0.1", "Content-Length": str(len(self.body)), **self.headers}
        lines = [f"POST {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "", ""]
        return "\r\n".join(lines).encode() + self.body


def signed(public: str, path: str, form: Mapping[str, str], secret: str) -> Post:
    """As Twilio sends it to the address `public` + `path`."""
    signature = RequestValidator(secret).compute_signature(public + path, dict(form))
    return Post(path, urlencode(form).encode(), {"X-Twilio-Signature": signature, "Content-Type": _KIND})


def send(port: int, posts: Iterable[Post], in_flight: int, per_second: float = 0.0) -> tuple[float, list[float]]:
    """Send all to loopback, so many at a time: seconds in all, and seconds of each. Raises on any answer but 204.

    With `per_second` each has its instant, and its time counts from then, also where no connection was free for it.
    One thread sends and listens: as many threads as connections would wait for one another, and that waiting would be
    counted as the server's. The connections stand before it begins, as a proxy's do, and come one after the other: of
    thirty at once one process of the server may take all, and the other none.
    """
    spelled = [post.spelled() for post in posts]
    times: list[float] = []
    with selectors.DefaultSelector() as ear:
        free = deque(_Line(port, ear) for _ in range(in_flight))
        for line in free:
            line.greet()
        start = time.perf_counter()
        waiting = deque((start + nth / per_second if per_second else 0.0, post) for nth, post in enumerate(spelled))
        while len(times) < len(spelled):
            while waiting and free and waiting[0][0] <= time.perf_counter():
                free.popleft().send(*waiting.popleft())
            next_at = waiting[0][0] if waiting and free else time.perf_counter() + _PATIENCE
            heard = ear.select(max(0.0, next_at - time.perf_counter()))
            if not heard and not (waiting and free):
                raise RuntimeError(f"no answer within {_PATIENCE:.0f} seconds")
            for key, _ in heard:
                if (took := key.data.hears()) is not None:
                    times.append(took)
                    free.append(key.data)
        seconds = time.perf_counter() - start
        for line in free:
            line.close()
    return seconds, times


@dataclass
class _Line:
    """A connection that is kept from one webhook to the next, as long as the server keeps it."""

    port: int
    ear: selectors.BaseSelector
    _socket: socket.socket | None = None
    _began: float = 0.0
    _heard: bytes = field(default=b"")

    def send(self, due: float, post: bytes) -> None:
        """Send it; its time counts from `due`, or from now where it has no instant."""
        self._began, self._heard = due or time.perf_counter(), b""
        self._open().sendall(post)

    def greet(self) -> None:
        """Ask for something small, so that a process of the server has taken the line."""
        self._open().sendall(b"HEAD /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        heard = b""
        while b"\r\n\r\n" not in heard:
            if not (part := self._open().recv(65536)):
                raise RuntimeError("the connection was closed instead of an answer")
            heard += part

    def _open(self) -> socket.socket:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=_PATIENCE)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.ear.register(self._socket, selectors.EVENT_READ, self)
        return self._socket

    def hears(self) -> float | None:
        """Seconds that the answer took, once it is whole; None before, and where an idle connection was given up."""
        assert self._socket
        part = self._socket.recv(65536)
        self._heard += part
        if not part:
            self.close()
            if self._began:
                raise RuntimeError("the connection was closed instead of an answer")
            return None
        if b"\r\n\r\n" not in self._heard:
            return None
        if not self._heard.startswith(b"HTTP/1.1 204"):
            raise RuntimeError(self._heard.split(b"\r\n", 1)[0].decode())
        took, self._began = time.perf_counter() - self._began, 0.0
        return took

    def close(self) -> None:
        """Hang up."""
        if self._socket is not None:
            self.ear.unregister(self._socket)
            self._socket.close()
            self._socket = None


def percentile(times: list[float], share: float) -> float:
    """The time that this share of all stayed below."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]
