"""The call etiquette in words, in the order of the script. Source: the users' follow-up manuals, section 3."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from dialer.recordings.scores import ScoreWrong

_CRITERIA: dict[str, LazyString] = {
    "greeting": _l("Greets, and addresses the customer by surname and title"),
    "introduction": _l("Introduces themselves and the house"),
    "convenient": _l("Asks whether it is convenient now"),
    "listening": _l("Asks about recovery or use, listens, does not interrupt"),
    "advice": _l("Advice is correct, and nothing is promised that cannot be kept"),
    "satisfaction": _l("Asks about satisfaction, and does not lead the answer"),
    "information": _l("Gives the information that the step is for"),
    "thanks": _l("Thanks the customer"),
    "hang_up": _l("Lets the customer hang up first"),
}
#: What `dialer.recordings.scores` may say.
_WRONG: dict[str, LazyString] = {
    "This recording was not drawn.": _l("This recording was not drawn."),
    "Nobody judges their own talks.": _l("Nobody judges their own talks."),
    "Give each line its points.": _l("Give each line its points."),
}


def criterion(code: str) -> str:
    """One line of the score card; one that is judged no more is its code."""
    return str(_CRITERIA.get(code, code))


def wrong_words(wrong: ScoreWrong) -> str:
    """What is to be changed, in the page's language."""
    return str(_WRONG.get(str(wrong), str(wrong)))
