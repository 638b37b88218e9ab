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
#: A word of so many digits that is a number was meant as one; local numbers of few countries are as long.
_DIGITS_OF_ITS_OWN = 10
#: Fewer digits than these are a group of a longer number.
_DIGITS_OF_A_NUMBER = 7

_Run = tuple[Candidate, GoodNumber | RefusedPiece]


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
    """The whole candidate as one number; failing that, runs of its words, if it is clear that they are numbers."""
    whole = read_number(candidate, region)
    words = candidate.body.split()
    runs = [] if isinstance(whole, GoodNumber) else list(_runs(words, candidate.extension, region))
    if _is_clear(runs):
        yield from (read for _, read in runs)
    else:
        yield whole


def _runs(words: list[str], extension: str | None, region: str) -> Iterator[_Run]:
    at = 0
    while at < len(words):
        for end in range(min(len(words), at + _WORDS_OF_A_NUMBER), at, -1):
            run = Candidate(" ".join(words[at:end]), extension if end == len(words) else None)
            read = read_number(run, region)
            if isinstance(read, GoodNumber) or end == at + 1:
                yield run, read
                at = end
                break


def _is_clear(runs: list[_Run]) -> bool:
    """Whether the runs are numbers side by side, and not one mistyped number with a stranger's number inside it.

    `139 10 12345678` holds a line in Beijing, but was meant to be one number. Clear is a run of one long word; else
    what is left over must be long enough for a number of its own, or the 1 of a label like “mobile 1” in front.
    """
    good = [run for run, read in runs if isinstance(read, GoodNumber)]
    left = [(at, len(run.digits)) for at, (run, read) in enumerate(runs) if isinstance(read, RefusedPiece)]
    if good and all(" " not in run.body and len(run.digits) >= _DIGITS_OF_ITS_OWN for run in good):
        return True
    return bool(good) and all(digits >= _DIGITS_OF_A_NUMBER or (at == 0 and digits <= 2) for at, digits in left)
