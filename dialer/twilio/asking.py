"""Asking Twilio: one request with a timeout, and whatever goes wrong with it as one of the port's errors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from requests import Session
from requests.exceptions import ConnectionError as NotConnected
from requests.exceptions import ConnectTimeout, RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from urllib3.exceptions import NewConnectionError

from dialer.carrier import FateUnknown, TryLater
from dialer.twilio.addresses import Addresses
from dialer.twilio.errors import decision

T = TypeVar("T")

#: "Not in a state that allows it": of a call, that it is over, or has not begun.
WRONG_STATE = 21220


@dataclass(frozen=True)
class Account:
    """One account at Twilio, and the addresses that it is given."""

    client: Client
    #: Its sid and its token.
    credentials: tuple[str, str]
    addresses: Addresses
    #: Seconds of real time for one request.
    timeout: float
    #: What the SDK would spoil is asked over this.
    session: Session


def account(
    sid: str,
    token: str,
    addresses: Addresses,
    *,
    timeout: float,
    api_url: str | None,
    session: Session | None = None,
) -> Account:
    """Twilio's REST API, or whatever speaks it at `api_url`; asked over `session` where one is given."""
    # Without a timeout the SDK waits for ever; with retries of its own it would ring twice.
    http = TwilioHttpClient(timeout=timeout)
    client = Client(sid, token, http_client=http)
    if api_url:
        client.api.base_url = api_url
    http.session = session or _session(client.api.base_url)
    return Account(client, (sid, token), addresses, timeout, http.session)


def _session(url: str) -> Session:
    """One that goes by the environment's proxies and certificates as they are now: to go through the whole environment
    for each request takes a quarter of the request."""
    session = Session()
    here = session.merge_environment_settings(url, {}, None, None, None)
    session.proxies, session.verify, session.trust_env = here["proxies"], here["verify"], False
    return session


class Gone(FateUnknown):
    """Twilio does not know this id, or what it names is over."""


def asked(deed: Callable[[], T]) -> T:
    """Run one request. Raises one of the port's errors; `Gone` where what is asked about is not there any more."""
    try:
        return deed()
    except (TwilioRestException, TwilioServiceException) as refusal:
        raise _refused(refusal) from refusal
    except NotConnected as wrong:
        if isinstance(wrong, ConnectTimeout) or _never_sent(wrong):
            raise TryLater("not_connected") from wrong
        raise FateUnknown("connection_lost") from wrong
    except (RequestException, TwilioException) as wrong:
        raise FateUnknown(type(wrong).__name__) from wrong
    except (ValueError, TypeError, AttributeError, LookupError) as wrong:
        # An answer that was cut off, or is none of Twilio's: it came after a 2xx, so that it may well be done.
        raise FateUnknown("unreadable_answer") from wrong


def at_most(deed: Callable[[], object]) -> None:
    """Run one request about something that may be over by now; then there is nothing to do, and that is no error."""
    try:
        asked(deed)
    except Gone:
        return


def sid(found: str | None) -> str:
    """The id of what was made. Raises `FateUnknown` for an answer without one."""
    if not found:
        raise FateUnknown("no_sid", "Twilio answered without an id")
    return found


def _refused(refusal: TwilioRestException | TwilioServiceException) -> Exception:
    said = refusal.msg if isinstance(refusal, TwilioRestException) else refusal.title
    # A 404 for something that we name by its id; of the lists that we add to, it says that the account is none.
    named = not refusal.uri.endswith(("/Calls.json", "/Messages.json"))
    if refusal.code == WRONG_STATE or (refusal.status == 404 and named):
        return Gone(str(refusal.code))
    return decision(refusal.status, refusal.code, said)


def _never_sent(wrong: NotConnected) -> bool:
    """True where no connection was made, so that Twilio cannot have heard us."""
    reason = getattr(wrong.args[0], "reason", None) if wrong.args else None
    return isinstance(reason, NewConnectionError)
