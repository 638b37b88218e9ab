"""A sandbox for one test, with a clock two hundred times as fast, and Twilio's own client in front of it."""

from __future__ import annotations

import json
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import requests
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client  # noqa: TID251 -- the box is judged by Twilio's own client

from sandbox.building import build
from tests.sandbox.receiver import Receiver, until

TOKEN = "a-token-for-tests"
OURS = "+85230000001"
RATE = 200.0
#: For tests that bound a span in which we are asked for a document, whose asking takes real time.
SLOW = 20.0
#: 2026-03-02 at 10:00 in Hong Kong.
MORNING = datetime.fromisoformat("2026-03-02T10:00:00+08:00").timestamp()


def wind(path: Path, virtual: float, rate: float) -> Path:
    """Set the clock file to `virtual` unix seconds, now."""
    path.write_text(json.dumps({"real": time.time(), "virtual": virtual, "rate": rate}))  # noqa: TID251 -- a clock file
    return path


class Box:
    """A running sandbox, what it says, and our side of the wire."""

    def __init__(self, folder: Path, people: dict[str, Any], *argv: str, rate: float = RATE) -> None:
        self.receiver = Receiver(TOKEN)
        self.clock = wind(folder / "clock.json", MORNING, rate)
        (folder / "people.json").write_text(json.dumps(people))
        hook = self.receiver.url
        fixed = f"--port 0 --token {TOKEN} --clock {self.clock} --people {folder / 'people.json'} --calls-per-second 10"
        number = f"{OURS}={hook}/voice-in,{hook}/sms-in,{hook}/status-in"
        self.sandbox = build([*fixed.split(), "--number", number, *argv])
        threading.Thread(target=self.sandbox.serve, daemon=True).start()
        account = self.sandbox.network.account
        self.client = Client(account.sid, TOKEN, http_client=TwilioHttpClient(timeout=5))
        self.client.api.base_url = self.url = self.sandbox.url

    def stop(self) -> None:
        self.sandbox.stop()
        self.receiver.stop()

    def hook(self, path: str) -> str:
        return f"{self.receiver.url}/{path}"

    def call(self, to: str, **more: Any) -> str:
        """Ask for a call with all four events; the sid."""
        wanted: dict[str, Any] = {
            "from_": OURS,
            "url": self.hook("twiml"),
            "status_callback": self.hook("status"),
            "status_callback_event": ["initiated", "ringing", "answered", "completed"],
        } | more
        if "twiml" in more:
            del wanted["url"]
        sid = self.client.calls.create(to=to, **wanted).sid
        assert sid
        return sid

    def status(self, sid: str) -> str:
        """The status of a call, as the REST API tells it."""
        return str(self.client.calls(sid).fetch().status)

    def become(self, sid: str, status: str) -> str:
        """Cancel or complete a call by the REST API; its status after that."""
        return str(self.client.calls(sid).update(status=status).status)

    def ledger(self) -> dict[str, list[dict[str, Any]]]:
        told: dict[str, list[dict[str, Any]]] = requests.get(f"{self.url}/sandbox/ledger.json", timeout=5).json()
        return told

    def witnessed(self, sid: str) -> dict[str, Any]:
        """What the ledger says of one call or text."""
        ledger = self.ledger()
        return next(one for one in ledger["calls"] + ledger["messages"] if one["sid"] == sid)

    def ended(self, sid: str) -> dict[str, Any]:
        """Wait for the end of a call and of its news; what the ledger says of it."""
        until(lambda: self.witnessed(sid)["ended_at"])
        return self.witnessed(sid)

    def news_of(self, sid: str, path: str = "status") -> list[dict[str, str]]:
        """The status callbacks of a call, in order of arrival."""
        return [form for form in self.receiver.at(path) if form.get("CallSid") == sid]

    def told_of_end(self, sid: str, path: str = "status") -> dict[str, str]:
        """Wait for the last status callback of a call."""
        until(lambda: any("CallDuration" in form for form in self.news_of(sid, path)))
        return self.news_of(sid, path)[-1]

    def post(self, door: str, **told: Any) -> dict[str, str]:
        answer = requests.post(f"{self.url}/sandbox/{door}", json=told, timeout=5)
        assert answer.ok, answer.text
        said: dict[str, str] = answer.json()
        return said


def seconds(start: str, end: str) -> float:
    """Virtual seconds between two instants of the ledger."""
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()
