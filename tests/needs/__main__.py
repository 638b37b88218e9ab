"""Bring what the tests need: `python -m tests.needs`.

Packages of the system only where that may be done, by root with apt-get, and only what is missing; what is on npm
once, with its digest checked. Elsewhere it says what is left out, and why; with CI=true nothing may be left out, and it
fails.
"""

from __future__ import annotations

import sys

from tests.environment import CI
from tests.needs import axe, browser, debian, namespaces, twilio
from tests.needs.need import Need
from tests.needs.published import Published, Unfetched, fetch


def main() -> int:
    """Bring what is missing, and say what is left out."""
    if _of_the_system() and debian.may_install():
        wrong = debian.install([need.package for need in _of_the_system()])
        if wrong:
            print(f"apt-get could not install it: {wrong}")
    if twilio.has_npm():
        _fetch(_of_npm())
    left_out = [*map(str, _of_the_system()), *map(str, _of_npm() if twilio.has_npm() else [])]
    print("".join(f"{line}\n" for line in left_out), end="")
    if left_out and CI:
        print("CI=true leaves nothing out.")
    return 1 if left_out and CI else 0


def _of_the_system() -> list[Need]:
    """npm is wanted only while there is something to fetch."""
    return browser.missing() + namespaces.missing() + ([twilio.NPM] if _of_npm() and not twilio.has_npm() else [])


def _of_npm() -> list[Published]:
    return [*twilio.missing(), *axe.missing()]


def _fetch(wanted: list[Published]) -> None:
    for one in wanted:
        try:
            fetch(one)
        except Unfetched as wrong:
            print(f"npm could not fetch it: {wrong}")


if __name__ == "__main__":
    sys.exit(main())
