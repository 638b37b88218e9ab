"""Where a follow-up stands, and how it is carried out, in one or two words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

STANDINGS: dict[str, LazyString] = {
    "upcoming": _l("planned"),
    "due": _l("due now"),
    "overdue": _l("overdue"),
    "underway": _l("being called"),
    "to_log": _l("to log"),
    "done": _l("done"),
    "missed": _l("missed"),
    "not_reached": _l("not reached"),
    "withdrawn": _l("withdrawn"),
}
_MODES: dict[str, LazyString] = {
    "agent": _l("call"),
    "greeting": _l("recorded greeting"),
    "text": _l("text"),
    "visit": _l("visit"),
    "chat": _l("chat"),
}


def standing(code: str) -> str:
    """The standing in the page's language."""
    return str(STANDINGS[code])


def mode(code: str) -> str:
    """How it is carried out, in the page's language."""
    return str(_MODES[code])
