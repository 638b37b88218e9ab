"""Finding customers by name, by telephone number and by id, among a million within a moment.

::

    #123, 123             our own id
    C-1000123, c-10       the source system's id, or how it begins
    Chan, 陈, 美玲         a name, how it begins, or what it holds
    +852 9123 4567        a whole number in any spelling, as the houses of each region write it
    4567                  at least the last four digits of a number

Each way is a question to an index of its own, and reads no more rows than are shown. Exact hits come first, then what
begins so, then what holds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, ColumnElement, String, and_, any_, cast, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import Text

from campaigns.agents import Agent
from campaigns.branches import Branch
from campaigns.customers import Customer, CustomerNumber
from campaigns.numbers.masking import mask
from campaigns.numbers.parse import parse_cell
from web.reading.customers import Known, as_known
from web.reading.looking_up import may_look_up

#: Customers shown; whoever finds more says more of the name.
SHOWN = 20
#: Candidates of one way of which it is asked whether an agent may look them up.
_LOOKED_THROUGH = 500
#: Digits of which the end of a number is told.
_ENDING = 4
#: Digits that may be a whole number.
_WHOLE = 7
_OUR_ID = re.compile(r"#?\d{1,18}")
_DIGITS = re.compile(r"\+?[\d\s()./-]+")
_LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Found:
    """One hit."""

    who: Known
    #: The number that was searched for, masked; empty where it was found otherwise.
    number: str = ""


@dataclass(frozen=True)
class Wanted:
    """One way to look: a condition on customers, or on their numbers."""

    condition: ColumnElement[bool]
    of_number: bool = False


def search(session: Session, asked: str, who: Agent, language: str, now: datetime) -> tuple[list[Found], bool]:
    """The customers whom these words mean, the likeliest first, and whether more of the words would find others."""
    look, hits, more = _Look(session, who, may_look_up(session, who, now)), dict[int, str](), False
    for way in (_by_id(asked), _by_number(session, asked), _by_beginning(asked), _by_content(asked)):
        for wanted in way:
            if len(hits) <= SHOWN:
                found, cut = look.at(wanted)
                hits.update((one, number) for one, number in found if one not in hits)
                more = more or cut
    shown = list(hits)[:SHOWN]
    rows = select(Customer, Branch).join(Branch, Branch.name == Customer.branch).where(Customer.id.in_(shown))
    by_id = {customer.id: as_known(customer, branch, language) for customer, branch in session.execute(rows)}
    return [Found(by_id[one], hits[one]) for one in shown], more or len(hits) > SHOWN


@dataclass(frozen=True)
class _Look:
    """Looks for one person, who may look up some customers only."""

    session: Session
    who: Agent
    theirs: ColumnElement[bool]

    def at(self, wanted: Wanted) -> tuple[list[tuple[int, str]], bool]:
        """Ids with the number that was asked for, masked; and whether some were not even looked at.

        One hit more than are shown tells that there are more. For an agent some are found first and judged afterwards,
        since the planner would else begin with all whom somebody may call; own customers are found among any number.
        """
        if self.who.supervises:
            return self._found(wanted, self.theirs, most=SHOWN + 1), False
        some = self._found(wanted, most=_LOOKED_THROUGH)
        own = (
            self._found(wanted, Customer.owner == self.who.login, most=SHOWN + 1)
            if len(some) == _LOOKED_THROUGH
            else []
        )
        if not some:
            return [], False
        ids = cast([one for one, _ in (*own, *some)], ARRAY(BigInteger))
        permitted = set(self.session.scalars(select(Customer.id).where(Customer.id == any_(ids), self.theirs)))
        return [hit for hit in (*own, *some) if hit[0] in permitted][: SHOWN + 1], len(some) == _LOOKED_THROUGH

    def _found(self, wanted: Wanted, *more: ColumnElement[bool], most: int) -> list[tuple[int, str]]:
        number = CustomerNumber.e164 if wanted.of_number else literal("")
        found = select(Customer.id, number).where(wanted.condition, *more).limit(most)
        if wanted.of_number:
            found = found.join(CustomerNumber, CustomerNumber.customer_id == Customer.id)
        return [(one, mask(e164) if e164 else "") for one, e164 in self.session.execute(found)]


def _by_id(asked: str) -> Iterator[Wanted]:
    yield Wanted(Customer.external_id == asked)
    if _OUR_ID.fullmatch(asked) and int(asked.removeprefix("#")) <= _LARGEST_ID:
        yield Wanted(Customer.id == int(asked.removeprefix("#")))
    yield Wanted(func.lower(Customer.name) == asked.lower())


def _by_number(session: Session, asked: str) -> Iterator[Wanted]:
    digits = re.sub(r"\D", "", asked)
    regions = session.scalars(select(Branch.region).distinct()) if len(digits) >= _WHOLE else ()
    whole = {number.e164 for region in regions for number in parse_cell(asked, region).numbers}
    if whole:
        yield Wanted(CustomerNumber.e164.in_(whole), of_number=True)
    if len(digits) >= _ENDING and _DIGITS.fullmatch(asked):
        ends = and_(func.right(CustomerNumber.e164, 4) == digits[-4:], CustomerNumber.e164.endswith(digits))
        yield Wanted(ends, of_number=True)


def _by_beginning(asked: str) -> Iterator[Wanted]:
    small = asked.lower()
    for column in (Customer.external_id, Customer.name):
        # As the index compares, byte by byte; a LIKE would be planned without it once the statement is prepared.
        yield Wanted(and_(func.lower(column).op("~>=~")(small), func.lower(column).op("~<~")(_beyond(small))))


def _beyond(beginning: str) -> str:
    """The first word that does not begin so any more."""
    last = ord(beginning[-1]) + 1
    return beginning[:-1] + chr(0xE000 if last == 0xD800 else min(last, 0x10FFFF))


def _by_content(asked: str) -> Iterator[Wanted]:
    """A single letter of an alphabet stands in most names, so it means how a name begins."""
    small = asked.lower()
    if len(small) > 1 or ord(small) > 0x2E7F:
        grams = [small] if len(small) == 1 else [small[n : n + 2] for n in range(len(small) - 1)]
        held = func.name_grams(Customer.name, type_=ARRAY(Text)).contains(cast(grams, ARRAY(Text)))
        yield Wanted(and_(held, func.strpos(func.lower(Customer.name), cast(small, String)) > 0))
