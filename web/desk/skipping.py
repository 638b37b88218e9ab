"""Why an agent skips a call that is offered, in the order of the form."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

#: By the codes of `dialer.agents.previews.REASONS`.
SKIP_REASONS: dict[str, LazyString] = {
    "talked_already": _l("Talked with already"),
    "in_the_house": _l("Here with us now"),
    "not_a_good_time": _l("Not a good time"),
    "other": _l("Another reason"),
}
