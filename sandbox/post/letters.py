"""One webhook: what it says, how it is signed, and how one attempt to deliver it goes."""

import base64
import hashlib
import hmac
import threading
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal
from urllib.parse import parse_qs, urldefrag, urlencode, urljoin

import requests

Kind = Literal["request", "status"]
#: Twilio's defaults, in real seconds; the longest it waits for a connection, and the shortest it waits for anything.
CONNECT_S, READ_S, TOTAL_S = 5.0, 15.0, 15.0
LONGEST_CONNECT_S, SHORTEST_S = 10.0, 0.1
MOST_REDIRECTS = 5

_sessions = threading.local()


@dataclass(frozen=True)
class Letter:
    """A webhook to be delivered. A *request* asks for TwiML; a *status* only tells, and is what faults strike."""

    #: Whose letter it is: the sid of the call, message or conference.
    owner: str
    url: str
    params: Mapping[str, str]
    method: str = "POST"
    kind: Kind = "status"
    #: The same on every repetition, so that the receiver can tell one.
    token: str = field(default_factory=lambda: str(uuid.uuid4()))


@dataclass(frozen=True)
class Reply:
    """What came back: an HTTP status, or none and the reason in `error`."""

    status: int | None
    text: str = ""
    content_type: str = ""
    error: str = ""

    @property
    def ok(self) -> bool:
        """Whether the receiver took it (any 2xx)."""
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True)
class Wish:
    """What the URL's fragment asks of the delivery, e.g. ``#rc=2&rp=all``; Twilio's defaults otherwise."""

    retries: int = 1
    policies: frozenset[str] = frozenset({"ct"})
    connect_s: float = CONNECT_S
    read_s: float = READ_S
    #: For all attempts together.
    total_s: float = TOTAL_S

    def wants_another(self, reply: Reply) -> bool:
        """Whether this reply is one of the failures the policy retries."""
        if reply.status is None:
            return bool(self.policies & {"all", "ct" if reply.error == "connect" else "rt"})
        return bool(self.policies & {"all", f"{reply.status // 100}xx"}) and reply.status >= 400


def wish(url: str) -> Wish:
    """The delivery wish in the fragment of `url`; what does not parse is ignored, as Twilio does."""
    asked = {name: values[-1] for name, values in parse_qs(urldefrag(url).fragment).items()}

    def seconds(name: str, default: float, most: float) -> float:
        told = asked.get(name, "")
        return min(max(int(told) / 1000, SHORTEST_S), most) if told.isdigit() else default

    return Wish(
        retries=min(int(asked["rc"]), 5) if asked.get("rc", "").isdigit() else 1,
        policies=frozenset(asked.get("rp", "ct").split(",")),
        connect_s=seconds("ct", CONNECT_S, LONGEST_CONNECT_S),
        read_s=seconds("rt", READ_S, READ_S),
        total_s=seconds("tt", TOTAL_S, TOTAL_S),
    )


def signature(token: str, url: str, params: Mapping[str, str]) -> str:
    """X-Twilio-Signature: base64 of HMAC-SHA1 over the url and the sorted parameters (Twilio, "Webhooks security")."""
    signed = url + "".join(name + params[name] for name in sorted(params))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def deliver(letter: Letter, auth_token: str, way: requests.Session | None = None) -> Reply:
    """Deliver with the retries the URL asks for, over `way` where one is given; the last reply. Never raises."""
    asked = wish(letter.url)
    gives_up_at = time.monotonic() + asked.total_s
    reply = _attempt(letter, auth_token, _within(asked, asked.total_s), way)
    for _ in range(asked.retries):
        left = gives_up_at - time.monotonic()
        if reply.ok or left <= 0 or not asked.wants_another(reply):
            break
        reply = _attempt(letter, auth_token, _within(asked, left), way)
    return reply


def _within(asked: Wish, seconds: float) -> Wish:
    return replace(asked, connect_s=min(asked.connect_s, seconds), read_s=min(asked.read_s, seconds))


def _attempt(letter: Letter, auth_token: str, asked: Wish, way: requests.Session | None) -> Reply:
    url, params = urldefrag(letter.url).url, dict(letter.params)
    try:
        send = partial(_send, way or _session(), letter.token, auth_token, (asked.connect_s, asked.read_s))
        answer = send(url, letter.method, params)
        for _ in range(MOST_REDIRECTS):
            if not answer.is_redirect:
                break
            # Twilio follows a redirect as GET, with the parameters in the query.
            url = urljoin(url, answer.headers["Location"])
            answer = send(url, "GET", params)
        return Reply(answer.status_code, _text(answer), answer.headers.get("Content-Type", ""))
    except (requests.ReadTimeout, requests.exceptions.ChunkedEncodingError) as error:
        return Reply(None, error=f"read: {type(error).__name__}")
    except requests.ConnectionError:
        return Reply(None, error="connect")
    except (requests.RequestException, ValueError) as error:
        return Reply(None, error=f"url: {error}")


def _send(
    way: requests.Session,
    token: str,
    auth_token: str,
    timeout: tuple[float, float],
    url: str,
    method: str,
    params: dict[str, str],
) -> requests.Response:
    form = params if method != "GET" else {}
    if method == "GET" and params:
        url += ("&" if "?" in url else "?") + urlencode(params)
    prepared = requests.Request(method, url, data=form).prepare()
    prepared.headers["X-Twilio-Signature"] = signature(auth_token, prepared.url or url, form)
    prepared.headers["I-Twilio-Idempotency-Token"] = token
    prepared.headers["User-Agent"] = "TwilioProxy/1.1"
    prepared.headers["Accept"] = "*/*"
    return way.send(prepared, timeout=timeout, allow_redirects=False)


def _text(answer: requests.Response) -> str:
    # XML without a charset is UTF-8; requests would take it for Latin-1, as HTTP once did.
    named = "charset" in answer.headers.get("Content-Type", "").lower()
    return answer.text if named else answer.content.decode("utf-8", "replace")


def _session() -> requests.Session:
    if not hasattr(_sessions, "session"):
        _sessions.session = requests.Session()
        _sessions.session.trust_env = False
    session: requests.Session = _sessions.session
    return session
