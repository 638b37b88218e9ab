"""A siege: one house for all tests of a file, which strike it one after the other."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.faults.besieged import Besieged
from tests.faults.disk import may_mount, small_disk
from tests.faults.engines import engines
from tests.journeys.conftest import put_up


@contextmanager
def siege(listen: Sequence[str] = ()) -> Iterator[Besieged]:
    """A house on engines of its own; whatever was started is ended."""
    # Short enough for the engines' sockets, and not below a folder that others may not pass.
    folder = Path(tempfile.mkdtemp(prefix="hf-faults-"))
    try:
        with ExitStack() as stack:
            if may_mount():
                stack.enter_context(small_disk(folder / "logs"))
            struck = stack.enter_context(engines(folder, listen))
            yield Besieged(stack.enter_context(put_up(folder, struck.database_url, struck.redis.url)), struck)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
