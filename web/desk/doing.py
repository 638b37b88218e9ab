"""What an agent is doing, in a few words for the supervisor."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from web.at_hand import now, rate, settings
from web.desk.breaks import break_for
from web.reading.desks import Desk, DeskState

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
#: Of these a supervisor wants to know how long.
_LASTING = (DeskState.BREAK, DeskState.WRAP_UP)


def doing(state: DeskState) -> str:
    """The state in the page's language."""
    return str(_WORDS[state])


def at_length(desk: Desk) -> str:
    """The state with what a break is for, what follows the call, and how long a break or an entry has taken."""
    words = doing(desk.state)
    if desk.state is DeskState.BREAK and desk.reason:
        words = gettext("on a break: %(reason)s", reason=break_for(desk.reason))
    if desk.state in _LASTING and desk.since is not None:
        minutes = max(0, int((now() - desk.since).total_seconds() // 60))
        words = gettext("%(what)s, %(n)d min", what=words, n=minutes)
    if desk.attempt_id and desk.wants == "break":
        words = gettext("%(what)s, then a break: %(reason)s", what=words, reason=break_for(desk.reason))
    return words


def takes_long(desk: Desk) -> bool:
    """The entry has been owed for longer than `HUIFANG_WRAP_UP_SECONDS`."""
    if desk.state is not DeskState.WRAP_UP or desk.since is None:
        return False
    return (now() - desk.since).total_seconds() > settings().wrap_up_seconds * rate()
