"""Dispositions: what a conversation can come to, in words and in the order of their keys 1 to 8."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

DISPOSITIONS: dict[str, LazyString] = {
    "well": _l("All well"),
    "concern": _l("Concern"),
    "dissatisfied": _l("Dissatisfied"),
    "call_later": _l("Call later"),
    "refused": _l("No more calls"),
    "relative": _l("Someone else"),
    "machine": _l("Machine"),
    "wrong_number": _l("Wrong number"),
}
_OTHERS: dict[str, LazyString] = {"greeted": _l("Heard the greeting")}


def disposition(code: str) -> str:
    """The disposition in the page's language; an unknown code as it is."""
    return str((DISPOSITIONS | _OTHERS).get(code, code))
