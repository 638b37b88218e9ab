"""Twilio as our carrier: twilio-python with an explicit timeout and no retry of its own."""

from __future__ import annotations

from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from requests import Session
from requests.exceptions import RequestException

from dialer.carrier import Service
from dialer.twilio.addresses import Addresses
from dialer.twilio.asking import account
from dialer.twilio.calls import CallsAndTexts
from dialer.twilio.conferences import Conferences
from dialer.twilio.coverage import Coverage
from dialer.twilio.recordings import Recordings


class TwilioCarrier(CallsAndTexts, Conferences, Recordings):
    """The carrier port on Twilio's REST API, or on whatever speaks it at `api_url`."""

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        addresses: Addresses,
        coverage: Coverage,
        *,
        timeout: float,
        api_url: str | None = None,
        session: Session | None = None,
    ) -> None:
        """Requests go over `session` where one is given."""
        self._account = account(account_sid, auth_token, addresses, timeout=timeout, api_url=api_url, session=session)
        self._coverage = coverage

    def assert_welcome(self) -> datetime | None:
        """Ask for one call of the account; raise `Unwelcome` in one line where the credentials are refused.

        Back comes what the carrier's clock shows, to the second, where it says so.
        """
        client = self._account.client
        uri = f"{client.api.base_url}/2010-04-01/Accounts/{self._account.credentials[0]}/Calls.json"
        try:
            answer = client.request("GET", uri, params={"PageSize": 1})
        except RequestException as wrong:
            raise Unwelcome(f"{client.api.base_url} does not answer ({type(wrong).__name__})") from wrong
        if answer.status_code in (401, 403, 404):
            raise Unwelcome(
                f"TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are refused (HTTP {answer.status_code}); "
                "both are on the first page of the Twilio Console"
            )
        return _instant(answer.headers)

    def serves(self, e164: str) -> Service:
        """Which channels reach this number."""
        return self._coverage.serves(e164)


def _instant(headers: Any) -> datetime | None:
    try:
        return parsedate_to_datetime((headers or {}).get("Date", ""))
    except ValueError:
        return None


class Unwelcome(Exception):
    """The carrier does not let us in, or does not answer."""
