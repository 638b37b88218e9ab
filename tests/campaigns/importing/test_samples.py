"""The sample files: the same for the same seed, as nasty as promised, and good for a day's work."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path
from zipfile import ZipFile

import phonenumbers
import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from campaigns.customers import Customer, CustomerNumber
from campaigns.follow_ups import FollowUp
from campaigns.importing.import_branches import import_branches
from campaigns.planning.plan import plan
from campaigns.playbooks.shelf import shelf
from runtime.database import Sessions
from samples.generate import SEED, generate
from tests.campaigns.importing.desk import NOW, Desk

SAMPLES = Path(__file__).parents[3] / "samples"
FILES = ("branches.csv", "clinic-customers.xlsx", "workshop-customers.csv", "clinic-events.xlsx", "workshop-events.csv")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples, made once more from the seed."""
    folder = tmp_path_factory.mktemp("samples")
    generate(SEED, folder)
    return folder


def parts(path: Path) -> dict[str, bytes]:
    """What is in the file. A workbook's parts may be packed a little differently by another zlib."""
    if path.suffix != ".xlsx":
        return {"": path.read_bytes()}
    with ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(folder: Path, tmp_path: Path) -> None:
    generate(SEED, tmp_path / "again")
    generate(SEED + 1, tmp_path / "other")
    for name in FILES:
        assert (tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes()
        assert name == "branches.csv" or parts(tmp_path / "other" / name) != parts(folder / name)


@pytest.mark.parametrize("name", FILES)
def test_the_files_in_the_repository_are_those_of_the_seed(folder: Path, name: str) -> None:
    """If this fails, run `python -m samples.generate` and commit what it wrote."""
    assert parts(SAMPLES / name) == parts(folder / name)


def test_they_are_small_enough_to_be_carried_about(folder: Path) -> None:
    assert sum((folder / name).stat().st_size for name in FILES) < 1_000_000


@pytest.mark.parametrize(
    ("file", "nastiness"),
    [
        # two numbers in one cell
        ("clinic-customers.xlsx", r"\d{4} / \+?\d"),
        ("clinic-customers.xlsx", r"\d、\d"),
        # extensions
        ("clinic-customers.xlsx", r"\d ?转 ?\d{3}"),
        ("workshop-customers.csv", r"\d分机\d{3}"),
        # full-width digits
        ("clinic-customers.xlsx", r"[０-９]{4}　[０-９]{4}"),
        # with and without +86
        ("clinic-customers.xlsx", r"\+86 ?1\d\d"),
        ("clinic-customers.xlsx", r"(?<![+\d])861\d{10}"),
        ("workshop-customers.csv", r"(?<!\d)00861\d{10}"),
        # dates as text and as Excel's serial numbers
        ("clinic-events.xlsx", r"2026年\d+月\d+日"),
        ("clinic-events.xlsx", r"(?<!\d)46[0-3]\d\d(\.\d+)?(?!\d)"),
        ("clinic-events.xlsx", r"datetime\.datetime\(2026, \d+, \d+, 0, 0\)"),
        ("workshop-events.csv", r",2026/\d{1,2}/\d{1,2},"),
        ("workshop-events.csv", r",46[0-3]\d\d,"),
        ("workshop-events.csv", r",2026\d{4},"),
        # a name with a comma in it
        ("workshop-customers.csv", r'"\w+, \w+'),
    ],
)
def test_every_nastiness_is_there(folder: Path, file: str, nastiness: str) -> None:
    assert len(re.findall(nastiness, content(folder / file))) >= 2


@cache
def content(path: Path) -> str:
    """All text of a file; the workshop's system writes GBK, which is no UTF-8."""
    if path.suffix == ".csv":
        with pytest.raises(UnicodeDecodeError):
            path.read_bytes().decode("utf-8")
        return path.read_bytes().decode("gbk", errors="replace")
    rows = load_workbook(path).worksheets[0].iter_rows(values_only=True)
    return "\n".join(repr(cell) if isinstance(cell, date) else str(cell) for row in rows for cell in row)


def test_they_are_imported_and_give_a_day_of_work_on_three_clocks(folder: Path, sessions: Sessions) -> None:
    desk = Desk(sessions, folder)
    assert import_branches(sessions, folder / "branches.csv").created == 4
    customers = [desk.customers(folder / name) for name in FILES[1:3]]
    events = [desk.events(folder / name) for name in FILES[3:]]
    assert sum(result.created for result in customers) >= 2_000
    assert sum(result.created for result in events) >= 5_000
    for result in (*customers, *events):
        assert result.created + result.doubled + result.refused == result.read
        assert 0.007 < result.refused / result.read < 0.02
        assert result.doubled > 5
        assert result.warnings
    with sessions.begin() as session:
        by_zone = select(Customer.day_zone, func.count().label("people")).group_by(Customer.day_zone)
        zones: dict[str, int] = {row.day_zone: row.people for row in session.execute(by_zone)}
        numbers = session.scalars(select(CustomerNumber.e164)).all()
        # What the samples are made around; the other playbooks have their own tests.
        plan(session, [shelf()[name] for name in ("skin-laser", "service-next-day")], NOW)
        due = select(func.count()).where(FollowUp.opens_at <= NOW, FollowUp.closes_at > NOW)
        assert 250 <= session.execute(due).scalar_one() <= 400
    assert set(zones) == {"Asia/Hong_Kong", "Asia/Singapore", "America/Vancouver", "Asia/Shanghai"}
    assert 0.03 < zones["Asia/Shanghai"] / sum(zones.values()) < 0.06
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(number)) for number in numbers)
