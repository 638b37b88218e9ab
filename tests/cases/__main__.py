"""Judge a file of cases by the product's rules: prints each mismatch, then the count; exit status 1 if any failed."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from tests.cases import caps, due, hours
from tests.cases.mismatch import Mismatch

_DATA = Path(__file__).parent / "data"

#: For each kind of case: what judges one row of the file, given the policies' file, for as long as it is needed.
_KINDS: dict[str, Callable[[Path], AbstractContextManager[Callable[[dict[str, str]], Mismatch | None]]]] = {
    "caps": lambda policies: nullcontext(caps.evaluator(policies)),
    "due": due.evaluator,
    "hours": lambda policies: nullcontext(hours.evaluator(policies)),
}


def main(arguments: list[str] | None = None) -> int:
    """Run one file; the exit status is 0 if every case has its known answer."""
    parser = argparse.ArgumentParser(prog="python -m tests.cases", description=__doc__)
    parser.add_argument("kind", choices=sorted(_KINDS))
    parser.add_argument("file", type=Path)
    parser.add_argument("--policies", type=Path, default=_DATA / "policies.json")
    chosen = parser.parse_args(arguments)
    with _KINDS[chosen.kind](chosen.policies) as evaluate, chosen.file.open(encoding="utf-8", newline="") as file:
        outcomes = [evaluate(row) for row in csv.DictReader(file)]
    mismatches = [outcome for outcome in outcomes if outcome is not None]
    for mismatch in mismatches:
        print(mismatch)
    print(f"{len(outcomes) - len(mismatches)} passed, {len(mismatches)} failed")
    return 1 if mismatches else 0


if __name__ == "__main__":
    sys.exit(main())
