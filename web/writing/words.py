"""What became of a text, and why a reply cannot be sent, in the page's language."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from dialer.inbound.replies import ReplyRefused
from dialer.text_rules.limits import LONGEST, MAINLAND_LONGEST
from web.reasons import in_words

_FATES: dict[str, LazyString] = {
    "waits": _l("waits"),
    "sending": _l("being sent"),
    "sent": _l("sent"),
    "delivered": _l("delivered"),
    "undelivered": _l("not delivered"),
    "not_sent": _l("not sent"),
    "unknown": _l("nobody knows whether it went out"),
}


def fate(code: str) -> str:
    """What became of a text of ours."""
    return str(_FATES[code])


def refused(wrong: ReplyRefused) -> str:
    """What is to be changed, or why nothing helps."""
    match wrong.code:
        case "text_empty":
            return gettext("Write something first.")
        case "text_too_long":
            return gettext("A text has at most %(n)d characters.", n=LONGEST)
        case "text_not_private" if wrong.word:
            return gettext("Anybody may read it: leave out “%(word)s”, and what else it is about.", word=wrong.word)
        case "mainland_too_long":
            return gettext("To mainland China a text has at most %(n)d characters and 8 segments.", n=MAINLAND_LONGEST)
        case "mainland_address":
            return gettext("Networks in mainland China carry no texts with addresses of pages: leave it out.")
        case code:
            return gettext("It cannot be sent: %(why)s.", why=in_words(code))
