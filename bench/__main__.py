"""`python -m bench [--json] [NAME…]`: every benchmark, or those named, as a table or as one JSON object."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable
from typing import Any

from bench import importing, judgement, night_shift, pages, placing, planning, ticks, webhooks
from bench.measure import Measured

MEASURES: dict[str, Callable[[], list[Measured]]] = {
    "judgement": lambda: [judgement.measure()],
    "rq": night_shift.measure,
    "webhooks": lambda: [webhooks.measure(), webhooks.measure_steady()],
    "placing": lambda: [placing.measure()],
    "ticks": ticks.measure,
    "planning": lambda: [planning.measure()],
    "importing": lambda: [importing.measure()],
    "pages": pages.measure,
}


def main() -> None:
    """Run them, one after the other."""
    options = argparse.ArgumentParser(prog="bench", description=__doc__)
    options.add_argument("--json", action="store_true", help="one JSON object")
    options.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MEASURES))
    asked = options.parse_args()
    if unknown := [name for name in asked.names if name not in MEASURES]:
        options.error(f"there is no benchmark {unknown[0]!r}; there are {', '.join(MEASURES)}")
    found = []
    for name in asked.names or MEASURES:
        print(f"measuring {name} …", file=sys.stderr)
        found += MEASURES[name]()
    if asked.json:
        print(json.dumps({"machine": _machine(), "results": {f"{m.name}, {m.amount}": _row(m) for m in found}}))
        return
    head = f"{'work':44}{'amount':22}{'seconds':>9}{'µs each':>14}{'p99 ms':>9}"
    print(f"{head}  {'beside':28}{'seconds':>9}{'ratio':>8}{'wanted':>8}")
    for m in found:
        print(_line(m))


def _line(m: Measured) -> str:
    p99 = "" if m.p99 is None else f"{m.p99:.0f}"
    ours = f"{m.name:44}{m.amount:22}{m.seconds:9.3f}{m.each:14,.1f}{p99:>9}"
    wanted = "" if m.at_most is None else f"{m.at_most:.2f}"
    said = "" if m.holds else "  does not hold"
    return f"{ours}  {m.limit_name:28}{m.limit_seconds:9.3f}{m.ratio:8.2f}{wanted:>8}{said}"


def _row(m: Measured) -> dict[str, Any]:
    return {
        "seconds": m.seconds,
        "limit": m.limit_seconds,
        "beside": m.limit_name,
        "ratio": m.ratio,
        "at_most": m.at_most,
        "each_us": m.each,
        "p99_ms": m.p99,
        "limit_p99_ms": m.limit_p99,
        "p99_at_most": m.p99_at_most,
        "holds": m.holds,
    }


def _machine() -> dict[str, Any]:
    return {"system": platform.platform(), "python": platform.python_version(), "cores": os.cpu_count()}


if __name__ == "__main__":
    main()
