"""Why a row, or a cell of it, was not taken: one code and one sentence for each reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """What a reader of the report may sort by. Telephone numbers have reasons of their own (`campaigns.numbers`)."""

    #: The line opens a quotation that no later line closes.
    QUOTE_NOT_CLOSED = "quote_not_closed"
    #: More cells than the header has columns.
    TOO_MANY_CELLS = "too_many_cells"
    #: Bytes that are not text in the file's encoding.
    UNDECODABLE = "undecodable"
    #: A cell that the row cannot do without is empty.
    EMPTY = "empty"
    #: The branch's name is not among the branches.
    UNKNOWN_BRANCH = "unknown_branch"
    #: There is no telephone number in the row.
    NO_NUMBER = "no_number"
    #: There is a telephone number, and none that can be called.
    NO_GOOD_NUMBER = "no_good_number"
    #: The cell is no date.
    NOT_A_DATE = "not_a_date"
    #: The calendar has no such day, or the clock no such time.
    IMPOSSIBLE_DATE = "impossible_date"
    #: 03/04/2026 may be March or April.
    AMBIGUOUS_DATE = "ambiguous_date"
    #: A real day, and too far away to be meant.
    IMPLAUSIBLE_DATE = "implausible_date"
    #: No number that could be counted with.
    NOT_AN_AMOUNT = "not_an_amount"
    #: What kind of event it is cannot be told.
    UNKNOWN_KIND = "unknown_kind"
    #: The event's customer has not been imported.
    UNKNOWN_CUSTOMER = "unknown_customer"
    #: The person's data was erased on their wish.
    ERASED = "erased"
    #: A word that is not among those we know for this column.
    UNKNOWN_WORD = "unknown_word"
    #: There is no time zone of this name.
    UNKNOWN_ZONE = "unknown_zone"
    #: There is no country of this name or code.
    UNKNOWN_REGION = "unknown_region"
    #: A later line of the same file has the same key and says something else.
    SUPERSEDED = "superseded"
    #: Two columns claim to be the same thing.
    SECOND_COLUMN = "second_column"


#: What is said where the place that refuses has nothing more exact to say.
SENTENCES = {
    Reason.QUOTE_NOT_CLOSED: "A quotation mark is opened here and never closed, so the columns cannot be told apart.",
    Reason.TOO_MANY_CELLS: "There are more cells than columns, so it is unclear which cell belongs where.",
    Reason.UNDECODABLE: "Some bytes here are not text in this file's encoding; the cell was probably cut off.",
    Reason.EMPTY: "This cell must not be empty.",
    Reason.UNKNOWN_BRANCH: "There is no branch of this name; import the branches first, or correct the name.",
    Reason.NO_NUMBER: "There is no telephone number, so nobody can be called.",
    Reason.NO_GOOD_NUMBER: "There is no telephone number that can be called.",
    Reason.NOT_A_DATE: "This is not a date.",
    Reason.IMPOSSIBLE_DATE: "There is no such day or time.",
    Reason.AMBIGUOUS_DATE: "Day and month cannot be told apart; write it as year-month-day.",
    Reason.IMPLAUSIBLE_DATE: "This day is too far away to be meant.",
    Reason.NOT_AN_AMOUNT: "This is not a number that can be counted with.",
    Reason.UNKNOWN_KIND: "What kind of event this is cannot be told.",
    Reason.UNKNOWN_CUSTOMER: "There is no customer with this key; import the customers first.",
    Reason.ERASED: "This person's data was erased on their wish.",
    Reason.UNKNOWN_WORD: "This word is not known here.",
    Reason.UNKNOWN_ZONE: "There is no time zone of this name.",
    Reason.UNKNOWN_REGION: "There is no country of this name or code.",
    Reason.SUPERSEDED: "A later line of this file has the same key; that one was taken.",
    Reason.SECOND_COLUMN: "An earlier column already says this; this one is kept among the details.",
}


class CellRefused(Exception):
    """A cell cannot be read; carries the reason and a sentence for the person who brought the sheet."""

    def __init__(self, reason: Reason, sentence: str = "") -> None:
        super().__init__(sentence or SENTENCES[reason])
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Note:
    """One line of the report: what was found in a row, where, and why it matters."""

    line: int
    #: The column's header, as it stands in the file; empty where the whole line is meant.
    column: str
    value: str
    #: A code of `Reason`, or of `campaigns.numbers.refusals.Reason`.
    reason: str
    explanation: str
    #: The row was not imported because of it. Else the row was imported, without this cell.
    refuses: bool
