"""The embedded PostgreSQL: comes up from nothing, keeps its rows, has one owner, and never outlives it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from huifang.engines.leash import EngineFailed, EngineMissing
from huifang.engines.postgres import EmbeddedPostgres, find_programs
from tests.huifang.engines.processes import first_number, gone_soon, owner


@pytest.fixture
def folder(engines_folder: Path, request: pytest.FixtureRequest) -> Path:
    return engines_folder / str(request.node.name)[:40]


def quiet(folder: Path) -> EmbeddedPostgres:
    return EmbeddedPostgres(folder, durable=False, say=lambda _: None)


def server_pid(folder: Path) -> int:
    return int((folder / "data" / "postmaster.pid").read_text().split("\n")[0])


def test_rows_outlive_the_server_but_the_server_does_not_outlive_its_owner(folder: Path) -> None:
    with quiet(folder) as server:
        with create_engine(server.create_database("clinic")).begin() as connection:
            connection.execute(text("create table patient as select '王' as surname"))
        pid = server_pid(folder)
    assert gone_soon(pid)
    with quiet(folder) as server, create_engine(server.create_database("clinic")).begin() as connection:
        assert connection.scalar(text("select surname from patient")) == "王"


def test_a_socket_is_found_for_a_folder_with_a_very_long_name(folder: Path) -> None:
    with quiet(folder / ("long" * 30)) as server:
        address = server.create_database("clinic")
        with create_engine(address).connect() as connection:
            sockets = Path(str(connection.scalar(text("show unix_socket_directories"))))
            assert connection.scalar(text("show listen_addresses")) == ""
        assert sockets.stat().st_mode & 0o077 == 0
    assert not sockets.exists()


def test_a_second_owner_of_the_same_folder_is_told_to_stop_the_first(folder: Path) -> None:
    with quiet(folder), pytest.raises(EngineFailed, match="in use by another running huifang"):
        quiet(folder).start()


def test_a_server_that_cannot_start_says_why_and_leaves_nothing_behind(folder: Path) -> None:
    with quiet(folder):
        pass
    with (folder / "data" / "postgresql.conf").open("a") as settings:
        settings.write("telephone_exchange = on\n")
    with pytest.raises(EngineFailed, match="telephone_exchange"):
        quiet(folder).start()
    assert not (folder / "data" / "postmaster.pid").exists()


def test_files_that_were_half_made_are_made_anew(folder: Path) -> None:
    (folder / "data.draft").mkdir(parents=True)
    (folder / "data.draft" / "PG_VERSION").write_text("18")
    with quiet(folder) as server:
        assert server.create_database("clinic")


def test_a_missing_wheel_is_said_in_one_line() -> None:
    with pytest.raises(EngineMissing, match=r"set DATABASE_URL, or install the package"):
        find_programs(wheel="no_such_wheel")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
def test_a_killed_owner_leaves_no_server_behind_and_the_next_one_takes_over(folder: Path) -> None:
    process = owner(
        "import sys; from pathlib import Path; from huifang.engines.postgres import EmbeddedPostgres\n"
        "folder = Path(sys.argv[1]); server = EmbeddedPostgres(folder, say=lambda line: None); server.start()\n"
        "pid = (folder / 'data' / 'postmaster.pid').read_text().split()[0]",
        str(folder),
    )
    with process:
        pid = first_number(process)
        process.kill()
    with quiet(folder) as server:
        assert server.create_database("clinic")
    assert gone_soon(pid)


def test_only_root_is_told_and_in_one_line_under_whose_name_it_runs(folder: Path) -> None:
    root = os.geteuid() == 0
    said: list[str] = []
    with EmbeddedPostgres(folder, durable=False, say=said.append):
        assert (folder.stat().st_uid != os.geteuid()) == root
    assert [line.splitlines()[0] for line in said] == said
    assert ["as the user nobody" in line for line in said] == ([True] if root else [])
