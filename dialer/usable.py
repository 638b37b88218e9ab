"""Whether a house may use a playbook: what the rule language cannot know, and the dialer has to."""

from __future__ import annotations

from campaigns.playbooks.lines import line_of, lines_of
from campaigns.playbooks.model import Playbook
from campaigns.playbooks.reading import PlaybookWrong, Problem
from dialer.hours.of_playbook import usable_playbook as with_hours
from dialer.text_rules.privacy import gives_away


def usable_playbook(content: str, name: str) -> Playbook:
    """The playbook in this text, with hours that there are and with texts that give nothing away.

    Raises `PlaybookWrong` with what is wrong and its lines; texts are looked at once everything else is right.
    """
    playbook = with_hours(content, name)
    lines = lines_of(content.removeprefix("\ufeff"))
    too_much = [Problem(name, line_of(lines, way), _key(way), says) for way, says in gives_away(playbook)]
    if too_much:
        raise PlaybookWrong(too_much)
    return playbook


def _key(way: tuple[str | int, ...]) -> str:
    return ".".join(map(str, way))
