"""Text files with delimiters. A quotation mark that is never closed costs its own line and not the rest of the file."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TextIO

from campaigns.importing.encodings import Encoding, detect
from campaigns.importing.lines import Line, Lines, Recognise
from campaigns.importing.reasons import Reason

_DELIMITERS = ",;\t"

#: A record of more lines than this is not a cell with line breaks but a quotation mark too many.
_LONGEST = 50


@contextmanager
def open_delimited(path: Path, recognise: Recognise) -> Iterator[Lines]:
    """The records of a CSV file in any of our encodings and delimiters; memory does not grow with the file.

    Raises FileUnreadable. What cannot be decoded comes as U+FFFD, for the reader of the row to refuse.
    """
    encoding = detect(path)
    delimiter = _delimiter(path, encoding, recognise)
    with path.open(encoding=encoding.codec, errors="replace", newline="") as file:
        yield Lines(_records(file, delimiter), encoding.lines)


def _delimiter(path: Path, encoding: Encoding, recognise: Recognise) -> str:
    """The delimiter under which some line near the top has the most headers that we know."""
    with path.open(encoding=encoding.codec, errors="replace", newline="") as file:
        top = list(islice(file, 30))

    def best(delimiter: str) -> int:
        return max((recognise(cells) for cells in csv.reader(top, delimiter=delimiter)), default=0)

    return max(_DELIMITERS, key=best)


class _RecordTooLong(Exception):
    """A quotation has been open for too many lines."""


class _Feed:
    """Gives a csv reader its lines and remembers those of the record under way, so that they can be read again."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._again: deque[str] = deque()
        self.record: list[str] = []
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.record) >= _LONGEST:
            raise _RecordTooLong
        text = self._again.popleft() if self._again else next(self._file, None)
        if text is None:
            self.ended = True
            raise StopIteration
        self.record.append(text)
        return text

    def give_back(self) -> None:
        """All lines of the record but its first are to be read once more."""
        self._again.extendleft(reversed(self.record[1:]))
        self.ended = False


def _records(file: TextIO, delimiter: str) -> Iterator[Line]:
    feed, number = _Feed(file), 1
    while True:
        feed.record = []
        try:
            cells = next(csv.reader(feed, delimiter=delimiter), None)
            if cells is None:
                return
            sound = (len(feed.record) == 1 and not feed.ended) or _is_sound(feed.record, delimiter)
        except (_RecordTooLong, csv.Error):
            cells, sound = [], False
        if sound:
            yield Line(number, cells)
            number += len(feed.record)
        else:
            yield Line(number, [feed.record[0].rstrip("\r\n")], Reason.QUOTE_NOT_CLOSED)
            number += 1
            feed.give_back()


def _is_sound(record: list[str], delimiter: str) -> bool:
    """Whether lines that were read as one record are one: every quotation closes just before a delimiter or the end."""
    try:
        return len(list(csv.reader(record, delimiter=delimiter, strict=True))) == 1
    except csv.Error:
        return False
