"""`huifang import`: one line of what came of it, and an exit status that a script can go by."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from huifang.engines.postgres import EmbeddedPostgres
from huifang.import_files import import_
from huifang.import_progress import progress
from migrations.running import upgrade
from runtime.clock import set_shared_clock
from runtime.database import connect
from tests.campaigns.importing.desk import NOW

SAMPLES = Path(__file__).parents[3] / "samples"

Import = Callable[..., Result]


@pytest.fixture(scope="module")
def environment(postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A migrated database of its own, and a clock that stands still."""
    address = postgres.create_database("imports")
    engine = connect(address)
    upgrade(engine)
    engine.dispose()
    clock = tmp_path_factory.mktemp("clock") / "clock.json"
    set_shared_clock(clock, NOW, 0.0)
    return {
        "DATABASE_URL": address,
        "REDIS_URL": "redis://nobody",
        "HUIFANG_SECRET_KEY": "secret",
        "HUIFANG_PUBLIC_URL": "http://localhost",
        "TWILIO_ACCOUNT_SID": "AC0",
        "TWILIO_AUTH_TOKEN": "token",
        "HUIFANG_CLOCK": str(clock),
    }


@pytest.fixture
def run(environment: dict[str, str]) -> Import:
    """Run `huifang import` with these arguments."""
    return lambda *arguments: CliRunner(env=environment).invoke(import_, [str(a) for a in arguments])


def test_the_samples_come_in_once_and_a_second_time_change_nothing(run: Import, tmp_path: Path) -> None:
    for file in SAMPLES.glob("*.[cx][sl]*"):
        shutil.copy(file, tmp_path)
    told = {
        "branches.csv": (
            "branches",
            "4 rows read: 4 created, 0 updated, 0 unchanged, 0 doubled, 0 refused; 0 warnings.",
        ),
        "clinic-customers.xlsx": (
            "customers",
            "1574 rows read: 1541 created, 0 updated, 0 unchanged, 18 doubled, 15 refused",
        ),
        "workshop-customers.csv": (
            "customers",
            "660 rows read: 640 created, 0 updated, 0 unchanged, 9 doubled, 11 refused",
        ),
        "clinic-events.xlsx": (
            "events",
            "3892 rows read: 3830 created, 0 updated, 0 unchanged, 29 doubled, 33 refused",
        ),
        "workshop-events.csv": (
            "events",
            "1454 rows read: 1426 created, 0 updated, 0 unchanged, 14 doubled, 14 refused",
        ),
    }
    for name, (what, sentence) in told.items():
        done = run(what, tmp_path / name)
        assert (done.exit_code, done.stderr) == (0, ""), done.output
        assert done.stdout.startswith(sentence)
        report = tmp_path / f"{name}.refused.csv"
        assert report.exists() is (name != "branches.csv")
        assert (f"See {report}" in done.stdout) is report.exists()
    for name, (what, _) in told.items():
        assert ": 0 created, 0 updated, " in run(what, tmp_path / name).stdout


def test_a_file_that_cannot_be_used_is_one_line_and_status_2(run: Import, tmp_path: Path) -> None:
    run("branches", SAMPLES / "branches.csv")
    (tmp_path / "export.csv").write_text("姓名,微信\n王芳,fang\n", encoding="utf-8")
    for file in (tmp_path / "nowhere.csv", tmp_path / "export.csv", tmp_path):
        done = run("customers", file, "--branch", "中环院")
        assert (done.exit_code, done.stdout) == (2, "")
        assert done.stderr.count("\n") == 1
        assert done.stderr.startswith("Error: ")


def test_refused_rows_alone_are_no_failure(run: Import, tmp_path: Path) -> None:
    run("branches", SAMPLES / "branches.csv")
    (tmp_path / "export.csv").write_text("编号,姓名,手机\nZ1,王芳,无\n", encoding="utf-8")
    done = run("customers", tmp_path / "export.csv", "--branch", "中环院")
    assert done.exit_code == 0
    assert "1 refused" in done.stdout


def test_without_settings_or_a_database_it_is_one_line_and_status_1(
    run: Import, environment: dict[str, str], tmp_path: Path
) -> None:
    file = str(shutil.copy(SAMPLES / "branches.csv", tmp_path))
    nowhere = environment | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/huifang"}
    for command in ("branches", "customers", "events"):
        missing = CliRunner(env=dict.fromkeys(environment)).invoke(import_, [command, file])
        assert (missing.exit_code, missing.stderr.startswith("Error: DATABASE_URL is not set")) == (1, True)
        silent = CliRunner(env=nowhere).invoke(import_, [command, file])
        assert (silent.exit_code, silent.stderr.startswith("Error: DATABASE_URL: PostgreSQL at")) == (1, True)


def test_progress_without_a_terminal_is_a_line_every_50_000_rows(capsys: pytest.CaptureFixture[str]) -> None:
    with progress() as show:
        for done in range(5_000, 125_000, 5_000):
            show("reading", done, 120_001)
        show("writing", 50_000, 110_000)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert [line.partition(" rows, ")[0] for line in shown.err.splitlines()] == [
        "reading: 50,000 of about 120,001",
        "reading: 100,000 of about 120,001",
        "writing: 50,000 of about 110,000",
    ]


def test_quiet_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(quiet=True) as show:
        show("reading", 500_000, None)
    assert capsys.readouterr().err == ""


def test_at_a_terminal_a_line_moves_and_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress() as show:
        show("reading", 5_000, 10_000)
        show("writing", 5_000, None)
    assert "reading" in terminal.getvalue()


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_do_not_call_list_comes_in_and_one_that_has_ended_is_told(run: Import, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("手机\n91234567\n", encoding="utf-8")
    asked = ("do-not-call", file, "--quiet", "--region", "HK", "--until")
    told = run(*asked, "2026-11-01")
    assert told.exit_code == 0
    assert told.output.splitlines()[0].startswith("1 rows read: 1 created")
    assert "The newest do-not-call list ended at 2026-11-02 12:00 UTC" in told.output
    told = run(*asked, "2026-12-24", "--reason", "imported")
    assert (told.exit_code, "ended" in told.output) == (0, False)
    # no day anywhere: the row is refused and the report says why
    told = run(*asked[:-1])
    assert "0 created" in told.output
    assert "1 refused" in told.output
