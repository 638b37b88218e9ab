"""``python -m sandbox``: run a telephone network until it is interrupted."""

import sys
from collections.abc import Sequence

from sandbox.building import build


def main(argv: Sequence[str] | None = None) -> int:
    """Run the sandbox; its address, and where to be a customer, are printed as soon as it listens."""
    sandbox = build(sys.argv[1:] if argv is None else argv)
    print(f"sandbox listening on {sandbox.url}", flush=True)
    print(f"be a customer at {sandbox.url}/sandbox/phone", flush=True)
    try:
        sandbox.serve()
    except KeyboardInterrupt:
        sandbox.network.schedule.stop()
        sandbox.network.office.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
