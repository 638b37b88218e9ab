"""The sandbox as Twilio's own client meets it, with the judge listening to every word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import requests
from twilio.rest import Client  # noqa: TID251 -- the box is judged by Twilio's own client

from tests.contracts import judge
from tests.contracts.description import Description
from tests.contracts.wire import Exchange, exchange, overhearing
from tests.sandbox.box import RATE, TOKEN, Box


class Judged:
    """A running sandbox, and everything it has answered."""

    def __init__(
        self, description: Description, folder: Path, people: dict[str, Any], *argv: str, rate: float = RATE
    ) -> None:
        self._description = description
        self.heard: list[Exchange] = []
        self.box = Box(folder, people, *argv, rate=rate)
        self.account = self.box.sandbox.network.account.sid
        # The SDK names the states by strings that its annotations refuse.
        self.client: Any = Client(self.account, TOKEN, http_client=overhearing(self.heard.append))
        self.client.api.base_url = self.box.url
        self.box.client = self.client

    def stop(self) -> None:
        """End it."""
        self.box.stop()

    @property
    def complaints(self) -> list[str]:
        """What is wrong with what was asked and with what was answered."""
        return [
            f"{said}: {wrong}"
            for said in self.heard
            for wrong in judge.of_request(self._description, said) + judge.of_answer(self._description, said)
        ]

    def said_of(self, resource: str, name: str) -> set[Any]:
        """The values of one property in the answers that show one such resource, for example ``Calls``, ``status``."""
        shown = [said.told for said in self.heard if f"/{resource}" in said.path and said.kind == "application/json"]
        return {told[name] for told in shown if name in told}

    def ask(self, method: str, resource: str, form: Any = None, auth: tuple[str, str] | None = None) -> Exchange:
        """Ask without the SDK, which would not ask everything; `resource` is below the account."""
        url = resource if resource.startswith("/") else f"/2010-04-01/Accounts/{self.account}/{resource}"
        signed_in = (self.account, TOKEN) if auth is None else auth
        answer = requests.request(method, self.box.url + url, data=form, auth=signed_in, timeout=5)
        said = (answer.status_code, answer.headers.get("Content-Type", ""), answer.content)
        self.heard.append(exchange(method, str(answer.request.url), answer.request.body, said))
        return self.heard[-1]
