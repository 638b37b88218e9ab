"""What a break is for, in words and in the order of the keys 1 to 6."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

#: By the codes of `dialer.agents.presence.REASONS`.
BREAKS: dict[str, LazyString] = {
    "lunch": _l("lunch"),
    "rest": _l("a short rest"),
    "meeting": _l("a meeting"),
    "training": _l("training"),
    "writing_up": _l("writing up"),
    "other": _l("something else"),
}


def break_for(code: str) -> str:
    """What it is for, in the page's language; a break that nobody gave a reason for is a break."""
    return str(BREAKS.get(code) or gettext("break"))
