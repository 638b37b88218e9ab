"""Installing packages of the system: by root, on Debian and its kin, and nowhere else."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence


def may_install() -> bool:
    """Whether we are the ones who install packages here."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: Sequence[str]) -> str:
    """Install through apt-get; returns the last line of what it said, empty when all went well."""
    print(f"Installing {', '.join(packages)} …", flush=True)
    if not _apt_get("install", "-y", "--no-install-recommends", *packages):
        return ""
    # A machine that is new has no list of packages yet, or an old one.
    _apt_get("update")
    return _apt_get("install", "-y", "--no-install-recommends", *packages)


def _apt_get(*words: str) -> str:
    command = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0", *words]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    return (done.stderr.strip() or "apt-get failed").splitlines()[-1] if done.returncode else ""
