"""What the browser tests need: Chromium, a library, a Chinese font."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import playwright

from tests.needs.need import Need

#: The shell is Chromium without the windows of a desktop, which are drawn in vain where nobody sees them.
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ON_MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")

CHROMIUM = Need("Chromium", "chromium-headless-shell", "every test in tests/browser")
LIBATOMIC = Need("the library libatomic, which Playwright wants,", "libatomic1", "every test in tests/browser")
CHINESE_FONT = Need("a Chinese font", "fonts-noto-cjk", "the tests that look at Chinese on the screen")


def find_chromium() -> str | None:
    """The program of an installed Chromium or Chrome."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    return found or (str(_ON_MACOS) if _ON_MACOS.exists() else None)


def playwrights_node() -> Path:
    """The Node that comes with Playwright."""
    return Path(playwright.__file__).parent / "driver" / "node"


def driver_runs() -> bool:
    """Whether Playwright's own program finds the libraries that it wants."""
    return subprocess.run([str(playwrights_node()), "--version"], capture_output=True, check=False).returncode == 0


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
