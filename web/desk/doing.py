"""What an agent is doing, in one or two words for the supervisor."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from web.reading.desks import DeskState

_WORDS: dict[DeskState, LazyString] = {
    DeskState.OFFLINE: _l("offline"),
    DeskState.BREAK: _l("on a break"),
    DeskState.PHONE: _l("phone is ringing"),
    DeskState.WAITING: _l("waiting"),
    DeskState.PREVIEW: _l("reading before a call"),
    DeskState.RINGING: _l("calling"),
    DeskState.TALKING: _l("talking"),
    DeskState.WRAP_UP: _l("to log"),
}


def doing(state: DeskState) -> str:
    """The state in the page's language."""
    return str(_WORDS[state])
