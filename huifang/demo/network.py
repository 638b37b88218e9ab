"""What the demonstration asks the sandbox's network."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Mapping
from typing import Any


class Network:
    """The sandbox over HTTP: its ledger, and its telephones on the screen."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._machines: set[str] = set()
        self._heard: set[str] = set()

    def ledger(self) -> Mapping[str, Any]:
        """Everything the network saw so far."""
        with urllib.request.urlopen(f"{self._address}/sandbox/ledger.json", timeout=20) as answer:
            found: Mapping[str, Any] = json.load(answer)
        return found

    def phones(self) -> str:
        """The page on which somebody is the customer."""
        return f"{self._address}/sandbox/phone"

    def played(self) -> Mapping[str, list[str]]:
        """The numbers that somebody plays on that page, and those of them for whom it rings or who talk."""
        with urllib.request.urlopen(f"{self.phones()}.json", timeout=20) as answer:
            found: Mapping[str, list[str]] = json.load(answer)
        return found

    def machine_heard(self, sid: str) -> bool:
        """Whether a machine answered this call."""
        if sid not in self._heard:
            calls = self.ledger()["calls"]
            self._heard = {call["sid"] for call in calls if call["answered_at"]}
            self._machines = {call["sid"] for call in calls if call["person"] == "machine"}
        return sid in self._machines
