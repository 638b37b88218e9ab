"""Which encoding a text file is in, told from all of its bytes and never guessed from a few."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from campaigns.importing.lines import FileUnreadable

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True)
class Encoding:
    """The codec to read a file with, and how many lines the file has where that is known."""

    codec: str
    lines: int | None


def detect(path: Path) -> Encoding:
    """The encoding by its mark, else UTF-8, else GB18030 (which contains GBK); reads the file once, line by line.

    One cell that an export cut in the middle of a character must not turn a whole file into another encoding: the
    codec that decodes most of the lines with Chinese in them wins, and the lines it cannot decode are for the reader
    to refuse. Raises FileUnreadable where no line decodes, and for what is no text.
    """
    with path.open("rb") as file:
        head = file.read(4096)
        for mark, codec in _MARKS:
            if head.startswith(mark):
                return Encoding(codec, None)
        if b"\0" in head:
            raise FileUnreadable(f"{path.name} is neither a CSV file nor an Excel workbook.")
        file.seek(0)
        return _weigh(path.name, file)


def _weigh(name: str, lines: Iterable[bytes]) -> Encoding:
    count = beyond_ascii = utf8 = only_gb18030 = 0
    for line in lines:
        count += 1
        if line.isascii():
            continue
        beyond_ascii += 1
        if _decodes(line, "utf-8"):
            utf8 += 1
        elif _decodes(line, "gb18030"):
            only_gb18030 += 1
    if beyond_ascii and not utf8 and not only_gb18030:
        raise FileUnreadable(f"{name} is in an unknown encoding; save it as “CSV UTF-8” or as an Excel workbook.")
    return Encoding("utf-8" if utf8 >= only_gb18030 else "gb18030", count)


def _decodes(line: bytes, codec: str) -> bool:
    try:
        line.decode(codec)
    except UnicodeDecodeError:
        return False
    return True
