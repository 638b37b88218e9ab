"""What root opens for its stand-in, and what it leaves shut."""

from __future__ import annotations

from pathlib import Path

from huifang.engines.account import let_pass, let_read, notice


def test_a_shut_folder_may_be_passed_afterwards_but_not_listed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "huifang").mkdir(parents=True)
    home.chmod(0o700)
    opened = let_pass(home / "huifang")
    assert home in opened
    assert home.stat().st_mode & 0o777 == 0o701
    assert str(home) in notice(opened)


def test_what_is_open_stays_as_it_is_and_nothing_is_said_of_it(tmp_path: Path) -> None:
    let_pass(tmp_path)
    assert let_pass(tmp_path) == []
    assert "chmod" not in notice([])


def test_a_server_installed_under_a_strict_umask_can_be_read_and_run(tmp_path: Path) -> None:
    tree = tmp_path / "pginstall"
    (tree / "bin").mkdir(parents=True)
    program, data = tree / "bin" / "postgres", tree / "timezones"
    for file, mode in ((program, 0o700), (data, 0o600), (tree / "bin", 0o700), (tree, 0o700)):
        if not file.is_dir():
            file.touch()
        file.chmod(mode)
    let_read(tree)
    assert program.stat().st_mode & 0o777 == 0o705
    assert data.stat().st_mode & 0o777 == 0o604
