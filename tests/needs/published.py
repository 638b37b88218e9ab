"""What somebody has published on npm: one release, known by its digest, fetched once and kept in the environment."""

from __future__ import annotations

import base64
import hashlib
import io
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

#: Where it is kept: inside the environment, which is made anew from nothing.
SHARE = Path(sys.prefix) / "share"
#: Seconds that npm may take for one package.
PATIENCE = 120


class Unfetched(Exception):
    """npm did not bring the package, or brought another one."""


@dataclass(frozen=True)
class Published:
    """One release of one package, and which part of it is kept."""

    name: str
    version: str
    #: As npm writes it: "sha512-" and the digest of the tarball in base64.
    integrity: str
    #: Below the share of the environment.
    folder: str
    left_out: str
    #: What the kept paths begin with, without npm's own "package/"; empty keeps all.
    part: str = ""

    def __str__(self) -> str:
        missing = f"{self.name} {self.version} from npm is missing (python -m tests.needs fetches it)"
        return f"Left out: {self.left_out}, because {missing}."

    def at(self, share: Path = SHARE) -> Path:
        """The folder with what is kept."""
        return share / self.folder


def fetch(wanted: Published, share: Path = SHARE) -> None:
    """Bring it with npm, from wherever npm is told to look; raises `Unfetched`."""
    print(f"Fetching {wanted.name} {wanted.version} …", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", f"{wanted.name}@{wanted.version}", "--loglevel=error", "--pack-destination", folder]
        try:
            done = subprocess.run(
                command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE
            )
        except subprocess.TimeoutExpired as slow:
            raise Unfetched(f"npm took more than {PATIENCE} seconds") from slow
        tarballs = list(Path(folder).glob("*.tgz"))
        if done.returncode or not tarballs:
            raise Unfetched(_reason(done.stderr))
        keep(wanted, tarballs[0].read_bytes(), share)


def _reason(said: str) -> str:
    """The line of npm's complaint that says what is wrong: neither a warning, nor its code, nor where the log is."""
    lines = [line for line in said.splitlines() if line.strip() and " warn " not in line and " code " not in line]
    return lines[0] if lines else "npm failed"


def keep(wanted: Published, tarball: bytes, share: Path = SHARE) -> None:
    """Unpack the part that is wanted, all of it or nothing; raises `Unfetched` where the digest is another one."""
    digest = "sha512-" + base64.b64encode(hashlib.sha512(tarball).digest()).decode()
    if digest != wanted.integrity:
        raise Unfetched(f"{wanted.name} {wanted.version} is not the release we know: its digest is {digest}")
    place = wanted.at(share)
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent) as unpacked:
        inside = Path(unpacked) / "inside"
        _unpack(tarball, wanted.part, inside)
        shutil.rmtree(place, ignore_errors=True)
        inside.rename(place)


def _unpack(tarball: bytes, part: str, into: Path) -> None:
    into.mkdir()
    with tarfile.open(fileobj=io.BytesIO(tarball)) as archive:
        for member in archive:
            name = member.name.removeprefix("package/")
            found = archive.extractfile(member) if member.isfile() and name.startswith(part) else None
            if found is not None:
                target = into / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(found.read())
