"""How a customer is addressed, and how the words of a playbook are filled in."""

from __future__ import annotations

from datetime import date

_ZH = {"mr": "先生", "ms": "女士", "miss": "小姐"}
_EN = {"mr": "Mr", "ms": "Ms", "miss": "Miss"}


def address(name: str, surname: str, title: str, language: str) -> str:
    """陈女士, Ms Chan; the whole name where no title is known, so that nobody is addressed wrongly."""
    if title not in _ZH or not surname:
        return name
    return f"{surname}{_ZH[title]}" if language.startswith("zh") else f"{_EN[title]} {surname}"


def day(on: date, language: str) -> str:
    """11月23日, 23 November."""
    return f"{on.month}月{on.day}日" if language.startswith("zh") else f"{on.day} {on:%B}"


def fill(words: str, **values: str) -> str:
    """Put values in place of {address}, {house}, {agent}, {date}, {subject}; other braces stay as they are."""
    for key, value in values.items():
        words = words.replace("{" + key + "}", value)
    return words.strip()
