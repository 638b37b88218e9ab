"""Root's stand-in: PostgreSQL refuses to run as root, so root starts it as the user `nobody`.

No user is added to the machine. What root owns and `nobody` needs is opened no further than needed: folders on the way
may be passed (o+x), not listed; only the installed server's own files may be read.
"""

from __future__ import annotations

import os
import pwd
from pathlib import Path

from huifang.engines.leash import Account, EngineMissing

_STAND_IN = "nobody"


def stand_in() -> Account | None:
    """Whose name PostgreSQL runs under; None means ours, because we are not root."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(_STAND_IN)
    except KeyError as wrong:
        raise EngineMissing(f"PostgreSQL refuses root and there is no user {_STAND_IN}: set DATABASE_URL.") from wrong
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def notice(opened: list[Path]) -> str:
    """One line for the person at the screen, where root runs us."""
    said = f"Running as root: the embedded PostgreSQL runs as the user {_STAND_IN}; no user was added to this machine."
    return said + f" Made passable for it (chmod o+x): {', '.join(map(str, opened))}." if opened else said


def hand_over(folder: Path, account: Account) -> list[Path]:
    """Give the folder to the account and let it pass on the way there; returns what had to be opened."""
    os.chown(folder, account.uid, account.gid)
    return let_pass(folder.parent)


def let_pass(folder: Path) -> list[Path]:
    """Let everybody pass this folder and those above it, without listing them; returns what had to be opened."""
    folder = folder.resolve()
    shut = [step for step in (folder, *folder.parents) if not step.stat().st_mode & 0o001]
    for step in shut:
        step.chmod(step.stat().st_mode | 0o001)
    return shut


def let_read(tree: Path) -> None:
    """Let everybody read the files of this tree and run its programs; needed where root's umask was strict."""
    if not tree.exists() or tree.stat().st_mode & 0o005 == 0o005:
        return
    for step in (tree, *tree.rglob("*")):
        if not step.is_symlink():
            mode = step.stat().st_mode
            step.chmod(mode | 0o004 | (0o001 if mode & 0o100 else 0))
