"""Load: signed webhooks from a number of clients at once, each on a connection of its own, and how long each took."""

from __future__ import annotations

import http.client
import queue
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

_KIND = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Post:
    """One webhook, signed and ready to go."""

    path: str
    body: bytes
    headers: Mapping[str, str]


def signed(public: str, path: str, form: Mapping[str, str], secret: str) -> Post:
    """As Twilio sends it to the address `public` + `path`."""
    signature = RequestValidator(secret).compute_signature(public + path, dict(form))
    return Post(path, urlencode(form).encode(), {"X-Twilio-Signature": signature, "Content-Type": _KIND})


def send(port: int, posts: Iterable[Post], in_flight: int, per_second: float = 0.0) -> tuple[float, list[float]]:
    """Send all to loopback, so many at a time: seconds in all, and seconds of each. Raises on any answer but 204.

    With `per_second` each has its instant, and its time counts from then, also where nobody was free to send it.
    """
    waiting: queue.SimpleQueue[tuple[float, Post]] = queue.SimpleQueue()
    start = time.perf_counter()
    for nth, post in enumerate(posts):
        waiting.put((start + nth / per_second if per_second else 0.0, post))
    times: list[float] = []
    wrong: list[str] = []

    clients = [threading.Thread(target=_client, args=(port, waiting, times, wrong)) for _ in range(in_flight)]
    began = time.perf_counter()
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    seconds = time.perf_counter() - began
    if wrong:
        raise RuntimeError(wrong[0])
    return seconds, times


def _client(port: int, waiting: queue.SimpleQueue[tuple[float, Post]], times: list[float], wrong: list[str]) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while not wrong:
        try:
            due, post = waiting.get_nowait()
        except queue.Empty:
            break
        time.sleep(max(0.0, due - time.perf_counter()))
        began = due or time.perf_counter()
        line.request("POST", post.path, post.body, dict(post.headers))
        answer = line.getresponse()
        answer.read()
        times.append(time.perf_counter() - began)
        if answer.status != 204:
            wrong.append(f"{post.path} was answered with {answer.status}")
    line.close()


def percentile(times: list[float], share: float) -> float:
    """The time that this share of all stayed below."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]
