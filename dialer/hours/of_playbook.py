"""Whether the hours that a playbook names are there: the rule language knows no departments, the dialer does."""

from __future__ import annotations

from campaigns.playbooks.lines import line_of, lines_of
from campaigns.playbooks.model import Playbook
from campaigns.playbooks.reading import PlaybookWrong, Problem, parse_playbook
from dialer.hours.policy import UnknownPolicy, named


def usable_playbook(content: str, name: str) -> Playbook:
    """The playbook in this text, with hours that there are; `PlaybookWrong` says all that is wrong, with its lines."""
    playbook = parse_playbook(content, name)
    try:
        named(playbook.hours)
    except UnknownPolicy as unknown:
        says = f"expected one of {', '.join(unknown.known)}, found {playbook.hours!r}"
        raise PlaybookWrong([Problem(name, line_of(lines_of(content), ("hours",)), "hours", says)]) from unknown
    return playbook
