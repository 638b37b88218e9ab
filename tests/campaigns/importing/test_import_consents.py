"""Consents come in with the customers, once, and a file that is behind undoes nothing that was said since."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from campaigns.consents import Consent, Standing, give, withdraw
from campaigns.follow_ups import FollowUp, FollowUpChange
from tests.campaigns.importing.desk import NOW, Desk, counts
from tests.cast import consents, follow_up

LATER = NOW + timedelta(hours=1)
#: The beginning of the first of November in Hong Kong.
FIRST = datetime(2026, 10, 31, 16, tzinfo=UTC)


def brings(desk: Desk, cell: str, now: datetime = NOW, header: str = "营销同意", name: str = "export.csv") -> None:
    desk.customers(desk.text(f"编号,姓名,手机,门店,{header}\nA1,王芳,94123451,中环院,{cell}\n", name), now=now)


def on_file(desk: Desk) -> list[Consent]:
    with desk.sessions() as session:
        return list(session.scalars(select(Consent).order_by(Consent.id)))


def standing(desk: Desk) -> str:
    with desk.sessions() as session:
        return consents(session, desk.everybody()["A1"].id).get("marketing", Standing.UNSAID).value


@pytest.mark.parametrize("header", ["营销同意", "是否同意营销", "Marketing consent", "marketing_consent"])
@pytest.mark.parametrize(
    ("cell", "given_at", "withdrawn_at"),
    [
        ("是", NOW, None),
        ("Yes", NOW, None),
        # the day on the customer's calendar
        ("2026-11-01", FIRST, None),
        ("2026年11月1日", FIRST, None),
        ("否", None, NOW),
        ("不同意", None, NOW),
    ],
)
def test_a_cell_becomes_a_consent_with_its_proof(
    desk: Desk, header: str, cell: str, given_at: datetime | None, withdrawn_at: datetime | None
) -> None:
    for _ in range(2):
        brings(desk, cell, header=header, name="crm-2026.csv")
    (row,) = on_file(desk)
    assert (row.purpose, row.given_at, row.withdrawn_at) == ("marketing", given_at, withdrawn_at)
    assert (row.proof, row.source) == ("import crm-2026.csv", "import")


@pytest.mark.parametrize(
    ("cell", "reason"),
    [("电话里说过", "unknown_word"), ("2026-12-24", "implausible_date"), ("03/04/2026", "ambiguous_date")],
)
def test_what_cannot_be_read_is_no_consent_and_is_kept_for_a_person(desk: Desk, cell: str, reason: str) -> None:
    brings(desk, cell)
    assert on_file(desk) == []
    assert desk.everybody()["A1"].details == {"营销同意": cell}
    assert desk.report(desk.folder / "export.csv") == [(2, "营销同意", cell, reason)]


@pytest.mark.parametrize(
    ("said", "result"),
    [
        # the file changes its mind
        (["是", "否"], "withdrawn"),
        (["否", "是"], "given"),
        (["是", "否", "是"], "given"),
        # said at the desk meanwhile: a file that says what it said before is behind
        (["是", "desk-", "是"], "withdrawn"),
        (["否", "desk+", "否"], "given"),
        # it never undoes a withdrawal without a day, also where it is the first that it says
        (["desk-", "是"], "withdrawn"),
        (["是", "desk-", "", "是"], "withdrawn"),
        # an older form changes nothing
        (["desk-", "2026-11-01"], "withdrawn"),
        # what is refused is refused
        (["desk+", "否"], "withdrawn"),
        # nothing said
        ([""], "unsaid"),
        (["是", ""], "given"),
    ],
)
def test_word_by_word(desk: Desk, said: list[str], result: str) -> None:
    brings(desk, "")
    for hour, word in enumerate(said):
        now = NOW + timedelta(hours=hour)
        if not word.startswith("desk"):
            brings(desk, word, now)
            continue
        with desk.sessions.begin() as session:
            whom = desk.everybody()["A1"].id
            if word == "desk+":
                give(session, whom, "marketing", "call", "desk", now)
            else:
                withdraw(session, whom, "marketing", "call", "desk", now)
    assert standing(desk) == result


def test_a_withdrawal_in_a_file_ends_what_is_planned_for_marketing_and_nothing_else(desk: Desk) -> None:
    brings(desk, "是")
    with desk.sessions.begin() as session:
        her = desk.everybody()["A1"]
        follow_up(session, her, NOW, step="offer", purpose="marketing")
        follow_up(session, her, NOW, purpose="care")
    brings(desk, "否", LATER)
    with desk.sessions() as session:
        found = session.scalars(select(FollowUp).order_by(FollowUp.id)).all()
        history = session.scalars(select(FollowUpChange)).all()
    assert [(f.state.value, f.reason, f.closed_at) for f in found] == [
        ("withdrawn", "consent_withdrawn", LATER),
        ("planned", "planned", None),
    ]
    assert [(h.follow_up_id, h.from_state, h.to_state) for h in history] == [(found[0].id, "planned", "withdrawn")]


def test_a_row_whose_consent_alone_is_new_counts_as_unchanged_and_is_heard(desk: Desk) -> None:
    brings(desk, "")
    file = desk.text("编号,姓名,手机,门店,营销同意\nA1,王芳,94123451,中环院,否\n")
    assert counts(desk.customers(file, now=LATER)) == (0, 0, 1, 0, 0)
    assert standing(desk) == "withdrawn"
