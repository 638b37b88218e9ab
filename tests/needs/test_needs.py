"""What the tests need is brought whole and right, or said to be left out; in CI that is a failure."""

from __future__ import annotations

import base64
import hashlib
import io
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.needs.published import Published, Unfetched, keep

FILES = {"package/src/told.json": b"{}", "package/README.md": b"read me", "package/src/deep/er.txt": b"er"}

#: The command, in an environment that has nothing kept yet.
ELSEWHERE = "import runpy, sys; sys.prefix = sys.argv.pop(); runpy.run_module('tests.needs', run_name='__main__')"


def tarball() -> bytes:
    """A package as npm packs it."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, body in FILES.items():
            member = tarfile.TarInfo(name)
            member.size = len(body)
            archive.addfile(member, io.BytesIO(body))
    return packed.getvalue()


def release(packed: bytes, part: str = "") -> Published:
    """What is known of that package."""
    digest = base64.b64encode(hashlib.sha512(packed).digest()).decode()
    return Published("told", "1.0.0", f"sha512-{digest}", "told-1.0.0", "something", part=part)


@pytest.mark.parametrize(
    ("part", "kept"),
    [
        ("", ["README.md", "src/deep/er.txt", "src/told.json"]),
        ("src/told.json", ["src/told.json"]),
    ],
)
def test_the_part_that_is_wanted_is_kept(tmp_path: Path, part: str, kept: list[str]) -> None:
    packed = tarball()
    wanted = release(packed, part)
    for _ in range(2):
        keep(wanted, packed, tmp_path)
    here = wanted.at(tmp_path)
    assert sorted(str(path.relative_to(here)) for path in here.rglob("*") if path.is_file()) == kept
    assert [path.name for path in tmp_path.iterdir()] == ["told-1.0.0"]


def test_another_release_under_the_same_name_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    wanted = release(b"what we once knew")
    with pytest.raises(Unfetched, match="not the release we know"):
        keep(wanted, tarball(), tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("ci", "status"), [("", 0), ("true", 1)])
def test_where_nothing_can_be_brought_each_thing_left_out_is_a_line(tmp_path: Path, ci: str, status: int) -> None:
    """Nothing is on the path: neither npm nor apt-get."""
    command = [sys.executable, "-c", ELSEWHERE, str(tmp_path)]
    done = subprocess.run(command, env={"PATH": str(tmp_path), "CI": ci}, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (status, "")
    assert any("Left out: every test in tests/contracts" in line and "npm is missing" in line for line in lines)
    assert ("CI=true leaves nothing out." in lines) == bool(status)
