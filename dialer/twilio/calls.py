"""Calls and texts: placed, ended, looked up and searched for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from itertools import takewhile
from typing import Any

from dialer.carrier import CallWanted, CarrierError, CarrierView, TextWanted, Told
from dialer.twilio.addresses import CALL, LEG, REHEARSAL, TEXT
from dialer.twilio.asking import Account, Gone, asked, sid
from dialer.twilio.errors import undelivered

#: Seconds. Twilio ends a call after four hours unless told otherwise; an agent's telephone stands all day.
WORKING_DAY = 12 * 3600

#: Rows of a list in one answer, the most that Twilio gives.
PAGE = 1000

#: A text that Twilio could not deliver for so long is dropped: "we have just tried to call you" would come at night.
VALID_SECONDS = 1800

#: The SDK's own names of the states are strings that its annotations refuse.
_GOING_ON: Any = "in-progress"
_EVENTS = ["initiated", "ringing", "answered", "completed"]
_STAGES = {"queued": "placed", "initiated": "placed", "ringing": "ringing", "in-progress": "answered"}
_RESULTS = {
    "completed": "talked",
    "busy": "busy",
    "no-answer": "no_answer",
    "failed": "failed",
    "canceled": "cancelled",
}
_TEXTS = {
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "undelivered",
    "failed": "undelivered",
    "canceled": "cancelled",
}


class CallsAndTexts:
    """What is asked about single calls and texts."""

    _account: Account

    def call(self, wanted: CallWanted) -> str:
        """POST Calls; every address carries the token. Returns the call's sid."""
        client, addresses = self._account.client, self._account.addresses
        path = LEG if wanted.leg else REHEARSAL if wanted.rehearsal else CALL
        made = asked(
            lambda: client.calls.create(
                to=wanted.to,
                from_=wanted.line,
                url=addresses.of(path, wanted.token, "answer"),
                status_callback=addresses.of(path, wanted.token, "status", retried=True),
                status_callback_event=_EVENTS,
                timeout=wanted.ring_seconds,
                **self._options(wanted, path),
            )
        )
        return sid(made.sid)

    def _options(self, wanted: CallWanted, path: str) -> dict[str, Any]:
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
                "async_amd_status_callback": self._account.addresses.of(path, wanted.token, "machine", retried=True),
            }
        return options

    def text(self, wanted: TextWanted) -> str:
        """POST Messages. Returns the message's sid."""
        client, addresses = self._account.client, self._account.addresses
        path = REHEARSAL if wanted.rehearsal else TEXT
        made = asked(
            lambda: client.messages.create(
                to=wanted.to,
                from_=wanted.line,
                body=wanted.body,
                validity_period=VALID_SECONDS,
                status_callback=addresses.of(path, wanted.token, "status", retried=True),
            )
        )
        return sid(made.sid)

    def stop(self, carrier_id: str) -> None:
        """Cancel a call that still waits or rings, hang up one that talks; an ended one is left as it is."""
        # The SDK's own names of the states are strings that its annotations refuse.
        call: Any = self._account.client.calls(carrier_id)
        for status in ("canceled", "completed"):
            try:
                asked(partial(call.update, status=status))
                return
            except Gone:
                continue

    def look_up(self, carrier_id: str, channel: str) -> CarrierView | None:
        """GET one call or message; None where Twilio answers 404."""
        client = self._account.client
        try:
            if channel == "text":
                return asked(lambda: _text(client.messages(carrier_id).fetch()))
            return asked(lambda: _call(client.calls(carrier_id).fetch()))
        except Gone:
            return None

    def find(self, channel: str, to: str, line: str) -> list[CarrierView]:
        """GET the list by To and From, without a start-time filter: a queued call has no start time yet."""
        client = self._account.client
        if channel == "text":
            return asked(lambda: [_text(one) for one in client.messages.list(to=to, from_=line, limit=50)])
        return asked(lambda: [_call(one) for one in client.calls.list(to=to, from_=line, limit=50)])

    def going_on(self) -> frozenset[str]:
        """GET the list of calls in progress, page by page."""
        calls = self._account.client.calls
        return asked(lambda: frozenset(sid(one.sid) for one in calls.stream(status=_GOING_ON, page_size=PAGE)))

    def since(self, channel: str, since: datetime) -> list[Told]:
        """GET the list page by page, newest first as Twilio gives it, to the first that is older.

        By no filter of time: a call that waits in Twilio's queue has no start, and a text that waits was not sent.
        """
        client = self._account.client

        # Each page, the first one too, is asked for inside: what goes wrong is one of the port's errors.
        def texts() -> list[Told]:
            return _young((_told(one, one.from_, _text(one)) for one in client.messages.stream(page_size=PAGE)), since)

        def calls() -> list[Told]:
            # The SDK calls the same field otherwise here.
            return _young((_told(one, one._from, _call(one)) for one in client.calls.stream(page_size=PAGE)), since)

        return asked(texts if channel == "text" else calls)

    def undelivered(self, code: str) -> type[CarrierError] | None:
        """By Twilio's error dictionary."""
        return undelivered(code)


def _call(found: Any) -> CarrierView:
    result = _RESULTS.get(str(found.status), "")
    stage = "ended" if result else _STAGES.get(str(found.status), "placed")
    return CarrierView(sid(found.sid), stage, result, _created(found))


def _text(found: Any) -> CarrierView:
    result = _TEXTS.get(str(found.status), "")
    code = str(found.error_code or "")
    stage = "ended" if result else "placed"
    return CarrierView(sid(found.sid), stage, result, _created(found), code, found.body)


def _young(listed: Iterable[Told], since: datetime) -> list[Told]:
    return list(takewhile(lambda one: one.view.created_at >= since, listed))


def _told(found: Any, from_: str | None, view: CarrierView) -> Told:
    return Told(view, found.to or "", from_ or "", inbound=str(found.direction) == "inbound")


def _created(found: Any) -> datetime:
    created: datetime = found.date_created or datetime.fromtimestamp(0, UTC)
    return created.astimezone(UTC)
