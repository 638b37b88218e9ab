"""Twilio as our carrier: twilio-python with an explicit timeout and no retry of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from requests.exceptions import ConnectionError as NotConnected
from requests.exceptions import ConnectTimeout, RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from urllib3.exceptions import NewConnectionError

from dialer.carrier import CallWanted, CarrierView, FateUnknown, Service, TextWanted, TryLater
from dialer.twilio.addresses import CALL, LEG, TEXT, Addresses
from dialer.twilio.coverage import Coverage
from dialer.twilio.errors import decision

T = TypeVar("T")

#: Seconds. Twilio ends a call after four hours unless told otherwise; an agent's telephone stands all day.
WORKING_DAY = 12 * 3600

#: A text that Twilio could not deliver for so long is dropped: "we have just tried to call you" would come at night.
VALID_SECONDS = 1800

_EVENTS = ["initiated", "ringing", "answered", "completed"]
_STAGES = {"queued": "placed", "initiated": "placed", "ringing": "ringing", "in-progress": "answered"}
_RESULTS = {
    "completed": "talked",
    "busy": "busy",
    "no-answer": "no_answer",
    "failed": "failed",
    "canceled": "cancelled",
}
_TEXTS = {"delivered": "delivered", "read": "delivered", "undelivered": "undelivered", "failed": "undelivered"}


class TwilioCarrier:
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
    ) -> None:
        # Without a timeout the SDK waits for ever; with retries of its own it would ring twice.
        self._client = Client(account_sid, auth_token, http_client=TwilioHttpClient(timeout=timeout))
        if api_url:
            self._client.api.base_url = api_url
        self._addresses = addresses
        self._coverage = coverage

    def assert_welcome(self) -> None:
        """Ask for one call of the account; raise `Unwelcome` in one line where the credentials are refused."""
        account = self._client.username
        uri = f"{self._client.api.base_url}/2010-04-01/Accounts/{account}/Calls.json"
        try:
            answer = self._client.request("GET", uri, params={"PageSize": 1})
        except RequestException as wrong:
            raise Unwelcome(f"{self._client.api.base_url} does not answer ({type(wrong).__name__})") from wrong
        if answer.status_code in (401, 403, 404):
            raise Unwelcome(
                f"TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are refused (HTTP {answer.status_code}); "
                "both are on the first page of the Twilio Console"
            )

    def serves(self, e164: str) -> Service:
        """Which channels reach this number."""
        return self._coverage.serves(e164)

    def call(self, wanted: CallWanted) -> str:
        """POST Calls; every address carries the token. Returns the call's sid."""
        path = LEG if wanted.leg else CALL
        options: dict[str, Any] = {}
        if wanted.leg:
            options["time_limit"] = WORKING_DAY
        if wanted.extension:
            # Two half-second waits before the digits, as switchboards need.
            options["send_digits"] = f"wwww{wanted.extension}"
        if wanted.detect_machine:
            options |= {
                "machine_detection": "Enable",
                # The SDK would send a boolean as "True"; Twilio reads only "true".
                "async_amd": "true",
                "async_amd_status_callback": self._addresses.of(path, wanted.token, "machine", retried=True),
            }
        made = _asked(
            lambda: self._client.calls.create(
                to=wanted.to,
                from_=wanted.line,
                url=self._addresses.of(path, wanted.token, "answer"),
                status_callback=self._addresses.of(path, wanted.token, "status", retried=True),
                status_callback_event=_EVENTS,
                timeout=wanted.ring_seconds,
                **options,
            )
        )
        return _sid(made.sid)

    def text(self, wanted: TextWanted) -> str:
        """POST Messages. Returns the message's sid."""
        made = _asked(
            lambda: self._client.messages.create(
                to=wanted.to,
                from_=wanted.line,
                body=wanted.body,
                validity_period=VALID_SECONDS,
                status_callback=self._addresses.of(TEXT, wanted.token, "status", retried=True),
            )
        )
        return _sid(made.sid)

    def stop(self, carrier_id: str) -> None:
        """Cancel a call that still waits or rings, hang up one that talks; an ended one is left as it is."""
        for status in ("canceled", "completed"):
            try:
                self._client.calls(carrier_id).update(status=status)
                return
            except TwilioRestException as refusal:
                if refusal.code != 21220:  # "not in a state that allows it"
                    raise decision(refusal.status, refusal.code, refusal.msg) from refusal
            except (RequestException, TwilioException) as wrong:
                raise FateUnknown(type(wrong).__name__) from wrong

    def look_up(self, carrier_id: str, channel: str) -> CarrierView | None:
        """GET one call or message; None where Twilio answers 404."""
        try:
            if channel == "text":
                return _view(_asked(self._client.messages(carrier_id).fetch))
            return _view(_asked(self._client.calls(carrier_id).fetch))
        except _NotFound:
            return None

    def find(self, channel: str, to: str, line: str) -> list[CarrierView]:
        """GET the list by To and From, without a start-time filter: a queued call has no start time yet."""
        listing = self._client.messages if channel == "text" else self._client.calls
        found = _asked(lambda: listing.list(to=to, from_=line, limit=50))
        return [_view(one) for one in found]


class Unwelcome(Exception):
    """The carrier does not let us in, or does not answer."""


class _NotFound(FateUnknown):
    """Twilio does not know this id."""


def _asked(deed: Callable[[], T]) -> T:
    """Run one request and turn whatever goes wrong into one of the port's errors."""
    try:
        return deed()
    except TwilioRestException as refusal:
        if refusal.status == 404 and refusal.method == "GET":
            raise _NotFound("20404") from refusal
        raise decision(refusal.status, refusal.code, refusal.msg) from refusal
    except NotConnected as wrong:
        if isinstance(wrong, ConnectTimeout) or _never_sent(wrong):
            raise TryLater("not_connected") from wrong
        raise FateUnknown("connection_lost") from wrong
    except (RequestException, TwilioException) as wrong:
        raise FateUnknown(type(wrong).__name__) from wrong


def _never_sent(wrong: NotConnected) -> bool:
    """True where no connection was made, so that Twilio cannot have heard us."""
    reason = getattr(wrong.args[0], "reason", None) if wrong.args else None
    return isinstance(reason, NewConnectionError)


def _sid(sid: str | None) -> str:
    if not sid:
        raise FateUnknown("no_sid", "Twilio answered without an id")
    return sid


def _view(found: Any) -> CarrierView:
    status = str(found.status)
    created = found.date_created or datetime.fromtimestamp(0, UTC)
    if found.sid.startswith("SM") or found.sid.startswith("MM"):
        result = _TEXTS.get(status, "")
    else:
        result = _RESULTS.get(status, "")
    stage = "ended" if result else _STAGES.get(status, "placed")
    return CarrierView(found.sid, stage, result, created.astimezone(UTC))
