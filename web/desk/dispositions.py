"""Dispositions: what a conversation can come to, in words and in the order of their keys 1 to 8."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from dialer.talks.entries import NOT_DISCUSSED

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
#: What a topic beside the lead can come to, once people have talked.
OF_A_COMPANION: dict[str, LazyString] = {
    **{code: DISPOSITIONS[code] for code in ("well", "concern", "dissatisfied", "call_later")},
    NOT_DISCUSSED: _l("Not talked about"),
}
#: What a visit can come to. Who declines it may still be called.
OF_A_VISIT: dict[str, LazyString] = {
    **{code: DISPOSITIONS[code] for code in ("well", "concern", "dissatisfied", "call_later")},
    "relative": _l("Not met"),
    "refused": _l("Did not want it"),
}
#: What a talk in writing can come to.
OF_A_CHAT: dict[str, LazyString] = {
    code: DISPOSITIONS[code] for code in ("well", "concern", "dissatisfied", "call_later", "refused")
}
#: How the customer was, in the order of the keys 1 to 4.
ATTITUDES: dict[str, LazyString] = {
    "warm": _l("Warm"),
    "calm": _l("Calm"),
    "hurried": _l("Hurried"),
    "upset": _l("Upset"),
}
_OTHERS: dict[str, LazyString] = {"greeted": _l("Heard the greeting"), "texted": _l("Text sent")}


def disposition(code: str) -> str:
    """The disposition in the page's language; an unknown code as it is."""
    return str((DISPOSITIONS | _OTHERS).get(code, code))


def visited(code: str) -> str:
    """What a visit has come to, in the page's language."""
    return str((DISPOSITIONS | OF_A_VISIT).get(code, code))


def attitude(code: str) -> str:
    """How the customer was, in the page's language; an unknown code as it is."""
    return str(ATTITUDES.get(code, code))
