"""Words as exports write them: made plain for comparison, and told apart from cells that say nothing."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from campaigns.importing.lines import Cell

_BRACKETED = re.compile(r"[(\[【<].*?[)\]】>]")
_SIGNS = re.compile(r"[\s_*:.\-'\"]+")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
#: ="0012" is how some systems keep Excel from taking a key for a number.
_FORMULA_TEXT = re.compile(r'="(.*)"')

#: Full-width digits, letters and the space; Chinese punctuation stays as the export wrote it.
_HALF_WIDTH = {code: code - 0xFEE0 for start, end in ((0x10, 0x19), (0x21, 0x3A), (0x41, 0x5A)) for code in
               range(0xFF00 + start, 0xFF00 + end + 1)} | {0x3000: 0x20, 0xA0: 0x20}  # fmt: skip


def text(cell: Cell) -> str:
    """What a person would read in the cell, on one line: 1001.0 is 1001, １００１ is 1001, midnight is only a day."""
    if isinstance(cell, str):
        return _tidy(cell)
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time.min else cell.isoformat(" ", "minutes")
    if isinstance(cell, date | time | timedelta | int | float):
        return str(cell)
    raise TypeError(f"a cell cannot hold a {type(cell).__name__}")


@lru_cache(maxsize=8192)
def _tidy(raw: str) -> str:
    stripped = raw.strip()
    if not stripped.isascii() or not stripped.isprintable():
        stripped = " ".join(_UNSEEN.sub("", stripped.translate(_HALF_WIDTH)).split())
    if stripped.startswith(("=", "'")):
        found = _FORMULA_TEXT.fullmatch(stripped)
        stripped = found[1].strip() if found else stripped.removeprefix("'")
    return stripped


def plain(cell: Cell) -> str:
    """A key to compare headers and words by: 手机号码（必填）* is 手机号码, and E-mail is email."""
    return _plain(text(cell))


@lru_cache(maxsize=1024)
def plain_with_remarks(header: str) -> str:
    """The same key with what stands in brackets: 生日（农历） is 生日农历."""
    return _plain(re.sub(r"[()\[\]【】<>]", "", unicodedata.normalize("NFKC", text(header))))


@lru_cache(maxsize=4096)
def _plain(written: str) -> str:
    folded = unicodedata.normalize("NFKC", written).casefold()
    return _SIGNS.sub("", _BRACKETED.sub("", folded))
