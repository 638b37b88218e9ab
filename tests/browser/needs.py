"""What browser tests need beyond Python (Chromium, a library, a font). `python -m tests.browser.needs` installs it.

Only where that may be done: by root, with apt-get, and only what is missing. Elsewhere it says what is left out, and
why; with CI=true nothing may be left out, and it fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import playwright

from tests.environment import CI

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ON_MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


@dataclass(frozen=True)
class Need:
    """Something that is missing, the package that brings it, and what cannot be tested without it."""

    what: str
    package: str
    left_out: str

    def __str__(self) -> str:
        return f"Left out: {self.left_out}, because {self.what} is missing (Debian: apt-get install {self.package})."


CHROMIUM = Need("Chromium", "chromium", "every test in tests/browser")
LIBATOMIC = Need("the library libatomic, which Playwright wants,", "libatomic1", "every test in tests/browser")
CHINESE_FONT = Need("a Chinese font", "fonts-noto-cjk", "the tests that look at Chinese on the screen")


def find_chromium() -> str | None:
    """The program of an installed Chromium or Chrome."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    return found or (str(_ON_MACOS) if _ON_MACOS.exists() else None)


def driver_runs() -> bool:
    """Whether Playwright's own program finds the libraries that it wants."""
    driver = Path(playwright.__file__).parent / "driver" / "node"
    return subprocess.run([str(driver), "--version"], capture_output=True, check=False).returncode == 0


def has_chinese_font() -> bool:
    """Whether Chinese is drawn as Chinese."""
    if sys.platform == "darwin":
        return True
    if shutil.which("fc-list"):
        return bool(subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=False).stdout.strip())
    return any(Path("/usr/share/fonts").glob("**/NotoSansCJK*"))


def missing() -> list[Need]:
    """What is not here."""
    checks = ((CHROMIUM, find_chromium()), (LIBATOMIC, driver_runs()), (CHINESE_FONT, has_chinese_font()))
    return [need for need, here in checks if not here]


def install(needs: list[Need]) -> str:
    """Install through apt-get; returns the last line of what it said, empty when all went well."""
    print(f"Installing {', '.join(need.package for need in needs)} …", flush=True)
    if not _apt_get("install", "-y", "--no-install-recommends", *(need.package for need in needs)):
        return ""
    # A machine that is new has no list of packages yet, or an old one.
    _apt_get("update")
    return _apt_get("install", "-y", "--no-install-recommends", *(need.package for need in needs))


def _apt_get(*words: str) -> str:
    command = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0", *words]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    return (done.stderr.strip() or "apt-get failed").splitlines()[-1] if done.returncode else ""


def main() -> int:
    """Install what is missing where that may be done, and say what is left out."""
    needs = missing()
    if needs and os.geteuid() == 0 and shutil.which("apt-get"):
        wrong = install(needs)
        if wrong:
            print(f"apt-get could not install it: {wrong}")
        needs = missing()
    for need in needs:
        print(need)
    if needs and CI:
        print("CI=true leaves nothing out.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
