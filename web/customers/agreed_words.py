"""Purposes, channels and doors in one or two words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

PURPOSES: dict[str, LazyString] = {
    "care": _l("Care"),
    "survey": _l("Surveys"),
    "marketing": _l("Offers and greetings"),
}
CHANNELS: dict[str, LazyString] = {"call": _l("No calls"), "text": _l("No texts"), "all": _l("Neither calls nor texts")}
_DOORS: dict[str, LazyString] = {
    "desk": _l("in a conversation"),
    "page": _l("on this page"),
    "text": _l("by a text"),
    "import": _l("by an import"),
}


def purpose(code: str) -> str:
    """What a consent is for, in the page's language."""
    return str(PURPOSES[code])


def channel(code: str) -> str:
    """What a suppression bars."""
    return str(CHANNELS[code])


def door(code: str) -> str:
    """How we heard of it; an unknown door as it is."""
    return str(_DOORS.get(code, code))
