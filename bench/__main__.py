"""`python -m bench [--json]`: every benchmark, as a table or as one JSON object."""

from __future__ import annotations

import argparse
import json
import platform

from bench import importing, judgement, night_shift, pages, placing, planning, ticks, webhooks
from bench.measure import Measured

MEASURES = (
    judgement.measure,
    night_shift.measure,
    webhooks.measure,
    webhooks.measure_steady,
    placing.measure,
    planning.measure,
    importing.measure,
)


def main() -> None:
    """Run them all."""
    options = argparse.ArgumentParser(prog="bench", description=__doc__)
    options.add_argument("--json", action="store_true", help="one JSON object")
    asked = options.parse_args()
    found = [*(measure() for measure in MEASURES), *ticks.measure(), *pages.measure()]
    if asked.json:
        rows = {f"{m.name}, {m.amount}": _row(m) for m in found}
        print(json.dumps({"machine": platform.platform(), "python": platform.python_version(), "results": rows}))
        return
    head = f"{'work':44}{'amount':22}{'seconds':>9}{'µs each':>14}{'p99 ms':>9}"
    print(f"{head}  {'beside':28}{'seconds':>9}{'ratio':>8}")
    for m in found:
        p99 = "" if m.p99 is None else f"{m.p99:.0f}"
        ours = f"{m.name:44}{m.amount:22}{m.seconds:9.3f}{m.each:14,.1f}{p99:>9}"
        print(f"{ours}  {m.limit_name:28}{m.limit_seconds:9.3f}{m.ratio:8.2f}")


def _row(m: Measured) -> dict[str, float | None]:
    return {"seconds": m.seconds, "limit": m.limit_seconds, "ratio": m.ratio, "each_us": m.each, "p99_ms": m.p99}


if __name__ == "__main__":
    main()
