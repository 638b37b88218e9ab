"""Where each key of a TOML text stands, since the standard library's reader does not tell.

For text that the reader has accepted; it is cut into words and signs, and only what a path needs is understood.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

#: The way to a value: keys of tables and places in arrays, the first place being 0.
Way = tuple[str | int, ...]

_WORDS = re.compile(
    r"""
    (?P<blank> [ \t\r]+ | \#[^\n]* )
  | (?P<end> \n )
  | (?P<quoted>
        \"\"\" (?: \\. | [^\\] )*? \"{3,5}   # two quotation marks may stand before the three that close
      | ''' .*? '{3,5}
      | " (?: \\. | [^"\\\n] )* " | ' [^'\n]* ' )
  | (?P<sign> [\[\]{}=,.] )
  | (?P<bare> [^\s\[\]{}=,.\#"']+ )
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class _Word:
    text: str
    line: int


def lines_of(text: str) -> dict[Way, int]:
    """The line, from 1, on which each table, key and array element of this valid TOML begins; () is line 1."""
    return _Reading(list(_words(text))).document()


def line_of(lines: dict[Way, int], path: Way) -> int:
    """The line of this path; where it is not in the file, of the nearest table that it would stand in."""
    while path not in lines and path:
        path = path[:-1]
    return lines.get(path, 1)


def _words(text: str) -> Iterator[_Word]:
    line = 1
    for found in _WORDS.finditer(text):
        if found.lastgroup != "blank":
            yield _Word(found[0], line)
        line += found[0].count("\n")


class _Reading:
    """A walk over the words of one text."""

    def __init__(self, words: list[_Word]) -> None:
        self.words = words
        self.at = 0
        self.lines: dict[Way, int] = {(): 1}
        #: How many tables each array of tables has so far.
        self.tables: dict[Way, int] = {}

    def document(self) -> dict[Way, int]:
        table: Way = ()
        while self.at < len(self.words):
            if self._take("\n"):
                continue
            table = self._header() if self._next() == "[" else self._pair(table)
        return self.lines

    def _header(self) -> Way:
        """`[a.b]` or `[[a.b]]`: a key that leads over an array of tables means the last of them."""
        line, several = self.words[self.at].line, self.words[self.at + 1].text == "["
        self.at += 2 if several else 1
        path: Way = ()
        keys = self._key()
        for number, key in enumerate(keys, 1):
            path = (*path, key)
            self.lines.setdefault(path, line)
            if several and number == len(keys):
                self.tables[path] = self.tables.get(path, 0) + 1
            if path in self.tables:
                path = (*path, self.tables[path] - 1)
                self.lines.setdefault(path, line)
        self.at += 2 if several else 1
        return path

    def _pair(self, table: Way) -> Way:
        """`a.b = value`; gives the table back, so that the next pair stands in it too."""
        line, path = self.words[self.at].line, table
        for key in self._key():
            path = (*path, key)
            self.lines.setdefault(path, line)
        self._take("=")
        self._value(path)
        return table

    def _key(self) -> list[str]:
        keys = [_plain(self._word())]
        while self._take("."):
            keys.append(_plain(self._word()))
        return keys

    def _value(self, path: Way) -> None:
        if self._take("{"):
            while not self._take("}"):
                if not self._take(",", "\n"):
                    self._pair(path)
        elif self._take("["):
            number = 0
            while not self._take("]"):
                if not self._take(",", "\n"):
                    self.lines[(*path, number)] = self.words[self.at].line
                    self._value((*path, number))
                    number += 1
        else:
            # A date or a broken number is several words.
            while self._next() not in (",", "\n", "]", "}", ""):
                self.at += 1

    def _next(self) -> str:
        return self.words[self.at].text if self.at < len(self.words) else ""

    def _word(self) -> str:
        self.at += 1
        return self.words[self.at - 1].text

    def _take(self, *signs: str) -> bool:
        found = self._next() in signs
        self.at += found
        return found


def _plain(key: str) -> str:
    """The key without its quotation marks and escapes."""
    return str(tomllib.loads(f"key = {key}")["key"]) if key[0] in "\"'" else key
