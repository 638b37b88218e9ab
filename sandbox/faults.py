"""What can be made to go wrong, how often, and deterministically so."""

import random
import threading
from collections import Counter
from collections.abc import Mapping
from typing import Literal, get_args

Fault = Literal[
    #: The create is carried out, then the connection is closed without an answer.
    "lost-answer",
    #: HTTP 500, nothing carried out.
    "error-500-before",
    #: HTTP 500 although the create was carried out.
    "error-500-after",
    #: HTTP 429 with code 20429, nothing carried out.
    "error-429",
    #: HTTP 503 with code 20503, nothing carried out.
    "error-503",
    #: The create is carried out at once and answered long after: by then the client has given up.
    "slow-answer",
    #: A webhook is delivered twice, with the same idempotency token.
    "duplicate-webhook",
    #: A webhook arrives after the one that follows it.
    "reorder-webhook",
    #: A webhook arrives minutes late; those behind it do not wait for it.
    "delay-webhook",
    #: A webhook is never delivered.
    "drop-webhook",
    #: The first webhooks of a call arrive before the 201 of its create.
    "early-webhook",
    #: A list or a fetch shows how things were some seconds ago.
    "list-lag",
]
NAMES: tuple[Fault, ...] = get_args(Fault)


class Faults:
    """The faults switched on. The k-th occasion of a fault strikes or not by (seed, fault, k) alone."""

    def __init__(self, seed: int, rates: Mapping[Fault, float]) -> None:
        """`rates` are probabilities from 0 to 1; a fault not named never strikes."""
        self._seed = seed
        self._rates = dict(rates)
        self._occasions: Counter[Fault] = Counter()
        #: How often each has struck.
        self.struck: Counter[str] = Counter()
        self._lock = threading.Lock()

    def can_strike(self, fault: Fault) -> bool:
        """Whether `fault` is switched on at all. Asking is no occasion."""
        return self._rates.get(fault, 0.0) > 0.0

    def strikes(self, fault: Fault) -> bool:
        """Whether `fault` strikes on this occasion. Asking counts as an occasion."""
        rate = self._rates.get(fault, 0.0)
        if rate <= 0.0:
            return False
        with self._lock:
            self._occasions[fault] += 1
            occasion = self._occasions[fault]
            struck = random.Random(f"{self._seed}|{fault}|{occasion}").random() < rate
            self.struck[fault] += struck
        return struck

    def rest(self) -> None:
        """From now on nothing strikes."""
        self._rates.clear()
