"""An agent's browser without the browser: a session of HTTP that carries cookies and CSRF tokens, and nothing else."""

from __future__ import annotations

import re

import requests

_CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_PATIENCE = 10.0


class AtTheDesk:
    """Somebody signed in at the pages."""

    def __init__(self, address: str, login: str, password: str, home: str = "/desk") -> None:
        self._address = address
        self._http = requests.Session()
        self._token = self._csrf(self.page("/login"))
        answer = self.post("/login", login=login, password=password)
        assert answer.url.endswith(home), f"{login} was not let in: {answer.status_code}"
        self._token = self._csrf(answer.text)

    def page(self, path: str) -> str:
        """The text of one page."""
        answer = self._http.get(f"{self._address}{path}", timeout=_PATIENCE)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return answer.text

    def post(self, path: str, **form: str) -> requests.Response:
        """Send one form."""
        form["csrf_token"] = self._token
        return self._http.post(f"{self._address}{path}", data=form, timeout=_PATIENCE)

    def hears(self, recording_id: int) -> requests.Response:
        """Play a recording, as a browser's player begins."""
        address = f"{self._address}/recordings/{recording_id}"
        return self._http.get(address, headers={"Range": "bytes=0-"}, timeout=_PATIENCE)

    def state(self) -> str:
        """What the desk says the agent is doing: offline, phone, waiting, ringing, talking, wrap_up, break."""
        found = re.search(r'data-state="([a-z_]+)"', self.page("/desk"))
        assert found, "the desk says nothing of its state"
        return found.group(1)

    @staticmethod
    def _csrf(page: str) -> str:
        found = _CSRF.search(page)
        assert found, "a page with a form carries a CSRF token"
        return found.group(1)
