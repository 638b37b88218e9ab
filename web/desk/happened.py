"""What happened with a customer, in a word or two for each line."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from web.desk.dispositions import disposition
from web.reading.timeline import Happened
from web.reasons import in_words

#: By the kinds of `web.reading.timeline.Happened`.
KINDS: dict[str, LazyString] = {
    "call": _l("Call"),
    "call_in": _l("They rang"),
    "text": _l("Text"),
    "text_in": _l("They wrote"),
    "visit": _l("Visit"),
    "chat": _l("Chat"),
}
_CODES: dict[str, LazyString] = {
    "heard_agent": _l("put through"),
    "heard_message": _l("nobody was free"),
    "heard_closed": _l("we were closed"),
    "heard_stranger": _l("number not on file"),
    "message": _l("to be answered"),
    "perhaps_stop": _l("may mean stop"),
    "stop": _l("no more texts or calls"),
    "start": _l("texts and calls again"),
    "help": _l("asked for help"),
    "sent": _l("sent"),
    "delivered": _l("delivered"),
    "undelivered": _l("not delivered"),
    "lost": _l("no trace at the carrier"),
}


def happened_kind(one: Happened) -> str:
    """Which way it went, and over what."""
    return str(KINDS[one.kind])


def happened(one: Happened) -> str:
    """What came of it."""
    if one.disposition:
        return disposition(one.disposition)
    return str(_CODES[one.code]) if one.code in _CODES else in_words(one.code)
