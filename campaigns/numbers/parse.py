"""Reading a sheet's cell: which numbers in it can be called, and why the rest cannot.

A good number is never lost because its neighbour is bad.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from campaigns.numbers.pieces import Candidate, candidates, pieces, unfloated
from campaigns.numbers.reading import GoodNumber, Kind, read_number
from campaigns.numbers.refusals import Reason, RefusedPiece, refuse

__all__ = ["GoodNumber", "Kind", "ParsedCell", "Reason", "RefusedPiece", "parse_cell"]


@dataclass(frozen=True)
class ParsedCell:
    """What a cell held: the good numbers in order and without doubles, and each refused piece with its reason."""

    numbers: tuple[GoodNumber, ...] = ()
    refused: tuple[RefusedPiece, ...] = ()


#: More words than this never make one number; it bounds the work on a cell full of digits.
_WORDS_OF_A_NUMBER = 8


def parse_cell(text: str, region: str) -> ParsedCell:
    """Read one cell of a sheet; `region` is the ISO country (such as "CN") of numbers written without their own.

    Never raises: an empty cell gives nothing, and what cannot be called is among the refused.
    """
    good: dict[GoodNumber, None] = {}
    refused: list[RefusedPiece] = []
    for piece in pieces(text):
        for read in _read_piece(piece, region.upper()):
            if isinstance(read, GoodNumber):
                good[read] = None
            else:
                refused.append(read)
    return ParsedCell(tuple(good), tuple(refused))


def _read_piece(piece: str, region: str) -> Iterator[GoodNumber | RefusedPiece]:
    digits = unfloated(piece)
    if digits is None:
        yield refuse(piece, Reason.DIGITS_LOST)
        return
    found = [read for candidate in candidates(digits) for read in _read_candidate(candidate, region)]
    if not found:
        yield refuse(piece, Reason.NOT_A_NUMBER)
    elif any(isinstance(read, GoodNumber) for read in found):
        yield from (read for read in found if isinstance(read, GoodNumber) or len(read.text) > 2)
    else:
        longest = max((read for read in found if isinstance(read, RefusedPiece)), key=lambda read: len(read.text))
        yield refuse(piece, longest.reason, region, longest.possible)


def _read_candidate(candidate: Candidate, region: str) -> Iterator[GoodNumber | RefusedPiece]:
    """The whole candidate as one number; failing that, the longest runs of its words that are numbers."""
    whole = read_number(candidate, region)
    words = candidate.body.split()
    if isinstance(whole, GoodNumber) or len(words) == 1:
        yield whole
        return
    runs = list(_runs(words, candidate.extension, region))
    yield from runs if any(isinstance(run, GoodNumber) for run in runs) else [whole]


def _runs(words: list[str], extension: str | None, region: str) -> Iterator[GoodNumber | RefusedPiece]:
    at = 0
    while at < len(words):
        for end in range(min(len(words), at + _WORDS_OF_A_NUMBER), at, -1):
            behind = extension if end == len(words) else None
            read = read_number(Candidate(" ".join(words[at:end]), behind), region)
            if isinstance(read, GoodNumber) or end == at + 1:
                yield read
                at = end
                break
