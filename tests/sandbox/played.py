"""Somebody who plays a person through the sandbox's doors, as a page would."""

from __future__ import annotations

from typing import Any

import requests

from tests.sandbox.receiver import until


class Telephone:
    """The telephone of one number, in our hand."""

    def __init__(self, network: str, number: str) -> None:
        self.address = f"{network}/sandbox/phone/{number}"
        self.do("play")

    def do(self, deed: str, **told: str) -> dict[str, Any]:
        """A deed that is possible; what the telephone shows afterwards."""
        answer = self.try_to(deed, **told)
        assert answer.ok, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    def try_to(self, deed: str, **told: str) -> requests.Response:
        """A deed that may be refused."""
        return requests.post(f"{self.address}/{deed}", json=told, timeout=5)

    def look(self) -> dict[str, Any]:
        """What it shows."""
        shown: dict[str, Any] = requests.get(f"{self.address}.json", timeout=5).json()
        return shown

    def until(self, state: str) -> dict[str, Any]:
        """Wait until it is in this state."""
        until(lambda: self.look()["state"] == state)
        return self.look()

    def until_waits_for(self, *wanted: str) -> None:
        """Wait until the network listens for these."""
        until(lambda: (self.look()["call"] or {}).get("waits_for") == sorted(wanted))

    def heard(self) -> list[tuple[str, str]]:
        """What has been heard in the call so far."""
        return [(one["what"], one["text"]) for one in self.look()["call"]["heard"]]
