"""Surnames: the part of a name that a caller says before 先生 or after Ms."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003134f]+(?:[·•‧][\u3400-\u9fff\U00020000-\U0003134f]+)*")
_ENDING = re.compile(r"(先生|女士|小姐|太太)$")
_PREFIX = re.compile(r"^(?:mr|mrs|ms|miss|dr)\b\.?\s*", re.IGNORECASE)


def is_chinese(name: str) -> bool:
    """Whether the name has Chinese characters."""
    return _CHINESE.search(name) is not None


def spoken_title(name: str) -> str:
    """The title that is written behind a name, as in 王女士; empty if there is none."""
    found = _ENDING.search(name)
    return found[1] if found and found.start() else ""


def surname(name: str) -> str:
    """陈大文 → 陈, 欧阳娜 → 欧阳, Wong, Mary → Wong, Mary Wong → Wong, CHAN Tai Man → CHAN, 陈大文 Chan Tai Man → 陈.

    For a name with a dot between its parts (阿依古丽·买买提) the first part, by which such people are addressed.
    """
    if found := _CHINESE.search(name):
        chinese = _ENDING.sub("", found[0]) or found[0]
        if parted := re.split("[·•‧]", chinese)[:-1]:
            return parted[0]
        return chinese[:2] if chinese[:2] in _compound() else chinese[:1]
    western = _PREFIX.sub("", name).strip()
    if "," in western or "，" in western:
        return re.split("[,，]", western)[0].strip()
    parts = western.split()
    capitals = [part for part in parts if len(part) > 1 and part.isupper()]
    if len(capitals) == 1 and len(parts) > 1:
        return capitals[0]
    return parts[-1] if parts else ""


@cache
def _compound() -> frozenset[str]:
    """Surnames of two characters, simplified and traditional."""
    return frozenset(resources.files(__package__).joinpath("compound_surnames.txt").read_text(encoding="utf-8").split())
