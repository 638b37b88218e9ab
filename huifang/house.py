"""A house on this machine: engines where none are named, the processes and their settings."""

from __future__ import annotations

import secrets
import socket
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from huifang.engines.children import Children
from huifang.engines.postgres import EmbeddedPostgres
from huifang.engines.redis import EmbeddedRedis
from runtime.settings import ENVIRONMENT, Settings, read_settings

#: What our processes inherit besides their settings.
_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")


@dataclass
class House:
    """Use it in a `with`: everything that it started is ended with it."""

    folder: Path
    #: What the person has set; it wins over what we would choose.
    given: Mapping[str, str] = field(default_factory=lambda: ENVIRONMENT)
    #: False for a demonstration or a test, whose data are gone afterwards anyway.
    durable: bool = True

    def __post_init__(self) -> None:
        self._stack = ExitStack()
        self.environment: dict[str, str] = {}

    def __enter__(self) -> Self:
        try:
            self._put_up()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, wrong: BaseException | None, at: TracebackType | None) -> None:
        self._stack.close()

    def _put_up(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.environment = {name: self.given[name] for name in _INHERITED if name in self.given}
        self.environment |= {k: v for k, v in self.given.items() if k.startswith(("HUIFANG_", "TWILIO_"))}
        self.environment["PYTHONUNBUFFERED"] = "1"
        self.environment["DATABASE_URL"] = self.given.get("DATABASE_URL") or self._postgres()
        self.environment["REDIS_URL"] = self.given.get("REDIS_URL") or self._redis()
        self.environment.setdefault("HUIFANG_SECRET_KEY", secrets.token_urlsafe(32))
        self.children = self._stack.enter_context(Children(self.folder / "logs"))

    def _postgres(self) -> str:
        server = EmbeddedPostgres(self.folder / "postgres", durable=self.durable)
        return self._stack.enter_context(server).create_database("huifang")

    def _redis(self) -> str:
        return self._stack.enter_context(EmbeddedRedis(self.folder / "redis")).url

    def settings(self) -> Settings:
        """The settings that the processes get."""
        return read_settings(self.environment)

    def start(
        self, name: str, *command: str, before: Sequence[str] = (), changes: Mapping[str, str] | None = None
    ) -> None:
        """Start `huifang COMMAND…` as a process of this house.

        `before`: the words of a command that runs it, such as in another network; `changes`: of its settings.
        """
        words = [*before, sys.executable, "-m", "huifang", *command]
        self.children.start(name, words, self.environment | dict(changes or {}))

    def assert_well(self) -> None:
        """Raise `ChildDied` when one of the processes has ended by itself."""
        self.children.assert_alive()


def free_port() -> int:
    """A port on loopback that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
