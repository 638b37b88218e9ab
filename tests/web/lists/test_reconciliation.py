"""Reconciliation on its page: a file or pasted numbers, the verdict, and the file of differences."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest

from campaigns.reconciliations import Reconciliation
from runtime.database import Sessions
from tests.cast import customer, event, follow_up
from tests.web.visitor import Visitor

PATH = "/console/lists/reconciliation"
MONDAY = "2026-11-23"
ASKED = {"playbook": "service-next-day", "on": MONDAY}


@pytest.fixture
def invoices(staff: dict[str, int], sessions: Sessions) -> None:
    """Two invoices of Monday, both followed up."""
    with sessions.begin() as session:
        for n in (1, 2):
            who = customer(session, f"车主{n}", external_id=f"W-{n}")
            done = event(session, who, date(2026, 11, 23), "invoice", "", external_id=f"INV-{n}")
            follow_up(session, who, event_id=done.id, playbook="service-next-day", step="next-day", purpose="survey")


def send(rita: Visitor, form: dict[str, Any], file: tuple[str, bytes] | None = None) -> str:
    """The page that it leads to."""
    rita.get(PATH)
    sent = {"list": (io.BytesIO(file[1]), file[0])} if file else {}
    data = {"csrf_token": rita.token, **ASKED, **form, **sent}
    answer = rita.client.post(PATH, data=data, headers={"Accept-Language": "en"}, content_type="multipart/form-data")
    return rita.get(answer.location).text if answer.location else answer.text


@pytest.mark.parametrize(
    ("form", "file"),
    [
        ({"numbers": "INV-1\nINV-2"}, None),
        ({"numbers": "W-2, W-1"}, None),
        ({}, ("今日清单.csv", "结算单号,客户编号\nINV-1,W-1\nINV-2,W-2\n".encode("gb18030"))),
        ({}, ("../../etc/passwd", b"invoice no\nINV-1\nINV-2\n")),
    ],
)
@pytest.mark.usefixtures("invoices")
def test_equal_lists_are_said_to_be_equal(form: dict[str, str], file: tuple[str, bytes] | None, rita: Visitor) -> None:
    page = send(rita, form, file)
    assert "The lists are equal: 2 rows on both." in page
    assert "settled invoice" in page


@pytest.mark.usefixtures("invoices")
def test_differences_are_shown_kept_and_taken_out(rita: Visitor, sessions: Sessions) -> None:
    page = send(rita, {"numbers": "INV-2\nINV-99"})
    for words in ("The lists differ.", "INV-99", "neither the record nor the customer is known here", "INV-1", "车主1"):
        assert words in page
    with sessions() as session:
        kept = session.query(Reconciliation).one()
        assert (kept.theirs, kept.ours, kept.both, kept.playbook, str(kept.on)) == (2, 2, 1, "service-next-day", MONDAY)
        assert "车主" not in str(kept.differences), "no names are kept"
    rows = list(csv.reader(io.StringIO(rita.get(f"{PATH}/{kept.id}?as=csv").data.decode("utf-8-sig"))))
    assert [row[:4] for row in rows[1:]] == [
        ["on their list, not on ours", "INV-99", "2", ""],
        ["on ours, not on theirs", "INV-1", "", "车主1"],
    ]
    assert 'href="/console/lists/reconciliation/' in rita.get(PATH).text
    assert rita.get(f"{PATH}/999").status_code == 404


@pytest.mark.parametrize(
    ("form", "file", "told"),
    [
        ({"playbook": ""}, None, "Choose a playbook."),
        ({"playbook": "holiday-greeting", "numbers": "1"}, None, "Choose a playbook."),  # launched: it has no list
        ({}, None, "Choose a file, or paste the numbers of the list."),
        ({}, ("list.csv", b""), "The file cannot be read: list.csv is empty."),
        ({}, ("list.csv", "项目,日期\n保养,2026-11-23\n".encode()), "no column with the numbers of its records"),
        ({}, ("list.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "save it as .xlsx or CSV"),
        ({"numbers": "1\n" * 20001}, None, "more than 20,000 rows"),
        ({}, ("list.csv", b"x" * 400_000), "The file cannot be read: list.csv is no list"),  # larger than other forms
    ],
)
@pytest.mark.usefixtures("invoices")
def test_what_cannot_be_compared_says_what_to_do_and_keeps_what_was_typed(
    form: dict[str, str], file: tuple[str, bytes] | None, told: str, rita: Visitor, sessions: Sessions
) -> None:
    page = send(rita, form, file)
    assert told in page
    assert f'value="{MONDAY}"' in page
    with sessions() as session:
        assert session.query(Reconciliation).count() == 0


def test_a_list_may_be_larger_than_other_forms_and_not_larger_than_five_megabytes(rita: Visitor) -> None:
    rita.get(PATH)
    pages = [send(rita, {}, ("list.csv", b"invoice no\n" * (size // 11))) for size in (10**5, 6 * 1024 * 1024)]
    assert "The lists differ." in pages[0]
    assert "at most 5 MB" in pages[1]
    assert rita.post("/console/lists/visits", {"visit": "x" * 300_000}).status_code == 413
