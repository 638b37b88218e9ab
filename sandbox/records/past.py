"""What things looked like a while ago: what lists and fetches show when they lag."""

from copy import copy
from typing import Protocol, TypeVar


class Kept(Protocol):
    """Anything with a sid. Whoever changes it notes it again."""

    sid: str


K = TypeVar("K", bound=Kept)


class Past:
    """The earlier looks of everything that was noted."""

    def __init__(self) -> None:
        """With nothing noted yet."""
        self._looks: dict[str, list[tuple[float, Kept]]] = {}

    def note(self, now: float, thing: Kept) -> None:
        """Keep how `thing` looks at the virtual unix second `now`."""
        self._looks.setdefault(thing.sid, []).append((now, copy(thing)))

    def at(self, instant: float, thing: K) -> K | None:
        """How `thing` looked at the virtual unix second `instant`; None when it was not there yet."""
        earlier = [look for noted_at, look in self._looks.get(thing.sid, []) if noted_at <= instant]
        return earlier[-1] if earlier else None  # type: ignore[return-value]
