"""What the demonstration asks the sandbox's network."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Mapping
from typing import Any


class Network:
    """The sandbox's ledger over HTTP."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._machines: set[str] = set()
        self._heard: set[str] = set()

    def ledger(self) -> Mapping[str, Any]:
        """Everything the network saw so far."""
        with urllib.request.urlopen(f"{self._address}/sandbox/ledger.json", timeout=20) as answer:
            found: Mapping[str, Any] = json.load(answer)
        return found

    def machine_heard(self, sid: str) -> bool:
        """Whether a machine answered this call."""
        if sid not in self._heard:
            calls = self.ledger()["calls"]
            self._heard = {call["sid"] for call in calls if call["answered_at"]}
            self._machines = {call["sid"] for call in calls if call["person"] == "machine"}
        return sid in self._machines
