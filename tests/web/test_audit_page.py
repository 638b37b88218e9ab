"""The audit log: read, filtered and taken out by administrators, and never rewritten."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

from campaigns.audit import AuditEntry, write_down
from runtime.database import Sessions
from tests.cast import TUESDAY_11, customer
from tests.web.visitor import Visitor

YESTERDAY = TUESDAY_11 - timedelta(days=1)


@pytest.fixture(autouse=True)
def written(app: Flask, sessions: Sessions) -> None:
    """Yesterday Wing's post was changed by Rita; today she looked at 陈美玲's number."""
    with sessions.begin() as session:
        mei = customer(session, external_id="C-1")
        write_down(session, 2, "agent_changed", YESTERDAY, about="wing", changed={"post": ["agent", "supervisor"]})
        write_down(session, 2, "unmasked", TUESDAY_11, customer_id=mei.id, about="customer_asked")


def rows(page: str) -> list[str]:
    """The lines of the table, without tags."""
    found = re.findall(r"<tr>\s*<td.*?</tr>", page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]


LOOKED = "24 Nov 11:00 Rita showed the numbers the customer asked · 陈美玲"
CHANGED = "23 Nov 11:00 Rita changed a person wing post: agent → supervisor"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [LOOKED, CHANGED]),
        ("?who=2", [LOOKED, CHANGED]),
        ("?who=1", []),
        ("?did=unmasked", [LOOKED]),
        ("?customer=C-1", [LOOKED]),
        ("?customer=%231", [LOOKED]),
        ("?customer=C-9", []),
        # Days of the house, both inside.
        ("?first=2026-11-24", [LOOKED]),
        ("?last=2026-11-23", [CHANGED]),
        ("?first=2026-11-23&last=2026-11-24", [LOOKED, CHANGED]),
        # What cannot be read is no filter.
        ("?first=soon&did=nothing&page=x", [LOOKED, CHANGED]),
        ("?page=2", []),
    ],
)
def test_an_administrator_reads_who_did_what_about_whom_and_when(query: str, expected: list[str], ada: Visitor) -> None:
    assert rows(ada.get(f"/console/audit{query}").text) == expected


def test_taking_the_log_out_is_written_down_too_and_without_whom_it_was_searched_for(
    ada: Visitor, sessions: Sessions
) -> None:
    sheet = ada.get("/console/audit?as=csv&customer=C-1&did=unmasked")
    assert sheet.text.splitlines()[1] == "2026-11-24,11:00:00,Rita,showed the numbers,the customer asked,#1,"
    with sessions() as session:
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (last.did, last.about) == ("exported", "audit-log")
    assert last.details == {"form": "csv", "rows": 1, "what": "unmasked"}


@pytest.mark.parametrize("deed", [update(AuditEntry).values(about=""), delete(AuditEntry)])
def test_nobody_rewrites_the_log(deed: object, sessions: Sessions) -> None:
    with pytest.raises(DatabaseError, match="only ever added to"), sessions.begin() as session:
        session.execute(deed)  # type: ignore[call-overload]
