"""The pieces of a sheet's cell: what people put between two numbers, before an extension and around a number."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_EXTENSION = r"(?:转(?:分机)?|轉|分机|内线|ext(?:ension|n)?\b\.?|ext\.?|x|\#)"

#: What stands between two numbers. A comma before “转8001” belongs to the extension, not between two numbers.
_BETWEEN = re.compile(rf"(?:[、,;/|\n\r\t&]|以及|或者|[或和及]|\bor\b|\band\b)(?!\s*{_EXTENSION})", re.IGNORECASE)

_CANDIDATE = re.compile(
    rf"(?P<body>\(?\+?\s*\(?\d[\d\s().\-]*)(?:[\s,\-]*{_EXTENSION}\s*[:.\-]?\s*(?P<extension>\d{{1,7}})(?!\d))?",
    re.IGNORECASE,
)
_FLOAT = re.compile(r"(\d+)\.0*")
_SCIENTIFIC = re.compile(r"(\d)\.?(\d*)E\+?(\d{1,2})", re.IGNORECASE)

#: A spreadsheet's own display keeps at most five decimals; programs that write all digits keep more.
_DECIMALS_OF_A_DISPLAY = 5


_MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Candidate:
    """Something inside a piece that may be a number: its digits and signs, and the extension written behind it."""

    body: str
    extension: str | None = None

    @property
    def digits(self) -> str:
        """Only the digits."""
        return "".join(sign for sign in self.body if sign.isdigit())


def plain(cell: str) -> str:
    """The cell with full-width digits and signs made plain, every dash a hyphen, and invisible signs removed."""
    text = unicodedata.normalize("NFKC", cell)
    kept = (sign for sign in text if unicodedata.category(sign) != "Cf")
    return "".join("-" if unicodedata.category(sign) == "Pd" or sign == _MINUS else sign for sign in kept)


def pieces(cell: str) -> list[str]:
    """What stands between the separators 、,;/| 或 和 及 or, new lines and tabs; empty pieces are left out."""
    return [piece.strip() for piece in _BETWEEN.split(plain(cell)) if piece.strip()]


def candidates(piece: str) -> list[Candidate]:
    """Everything in one piece that looks like a number, in order; names and remarks around it are passed over."""
    return [Candidate(found["body"].strip(), found["extension"]) for found in _CANDIDATE.finditer(piece)]


def unfloated(piece: str) -> str | None:
    """The digits of a number that a spreadsheet took for a quantity; the piece itself if it is none.

    `13800138000.0` and `1.3800138000E10` keep all digits. None for `1.38E+10`: the display has rounded it, and the
    zeros that would fill it up are a stranger's number.
    """
    if found := _FLOAT.fullmatch(piece):
        return found[1]
    if not (found := _SCIENTIFIC.fullmatch(piece)):
        return piece
    lead, decimals, exponent = found[1], found[2], int(found[3])
    if len(decimals) >= exponent:
        return (lead + decimals)[: exponent + 1]
    return lead + decimals.ljust(exponent, "0") if len(decimals) > _DECIMALS_OF_A_DISPLAY else None
