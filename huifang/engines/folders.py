"""The folder that an engine lives in: claimed by one of us at a time, and near enough for a Unix socket."""

from __future__ import annotations

import fcntl
import os
import tempfile
from pathlib import Path
from typing import IO

from huifang.engines.leash import EngineFailed

#: sun_path holds 108 bytes on Linux and 104 on macOS, the closing zero included.
_LONGEST_SOCKET = 103


def claim(folder: Path) -> IO[str]:
    """Make the folder, close it to others (0700) and hold it until the returned file is closed or we die.

    Raises `EngineFailed` when another process holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    held = (folder / "lock").open("a+")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as wrong:
        held.close()
        raise EngineFailed(f"{folder} is in use by another running huifang; stop that one first.") from wrong
    return held


def socket_folder(folder: Path, name: str) -> Path:
    """The folder itself when a socket of this name fits there, else a new short one that only we can enter."""
    folder = folder.resolve()
    if len(os.fsencode(folder / name)) <= _LONGEST_SOCKET:
        return folder
    return Path(tempfile.mkdtemp(prefix="huifang-", dir="/tmp"))
