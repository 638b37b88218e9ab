"""Chance: everything that is random, drawn from the seed."""

from __future__ import annotations

import base64
import random
import secrets
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class Chance:
    """Draws by name: what one part of the world draws never changes what another one gets."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._draws: dict[str, random.Random] = {}
        #: How often each fault struck.
        self.struck: Counter[str] = Counter()

    def of(self, name: str) -> random.Random:
        """The draws of this name, which go on where they were."""
        if name not in self._draws:
            self._draws[name] = random.Random(f"{self._seed}/{name}")
        return self._draws[name]

    def once(self, name: str) -> random.Random:
        """Draws that are the same whenever this is asked, such as what a person is like."""
        return random.Random(f"{self._seed}/{name}")

    def strikes(self, fault: str, rate: float) -> bool:
        """Whether `fault` strikes on this occasion."""
        struck = rate > 0 and self.of(fault).random() < rate
        self.struck[fault] += struck
        return struck


@contextmanager
def drawn_secrets(seed: int) -> Iterator[None]:
    """Inside, secrets and sids come from the seed too, so that a run can be repeated to the letter.

    The product has one source of secrets, Python's own; the simulation, which keeps none, stands in for it.
    """
    draw = random.Random(f"{seed}/secrets")
    kept = secrets.token_urlsafe, uuid.uuid4

    def token_urlsafe(nbytes: int | None = None) -> str:
        return base64.urlsafe_b64encode(draw.randbytes(nbytes or 32)).rstrip(b"=").decode()

    def uuid4() -> uuid.UUID:
        return uuid.UUID(int=draw.getrandbits(128), version=4)

    secrets.token_urlsafe, uuid.uuid4 = token_urlsafe, uuid4
    try:
        yield
    finally:
        secrets.token_urlsafe, uuid.uuid4 = kept
