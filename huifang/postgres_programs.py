"""PostgreSQL's own programs, for backups: those on the PATH or of the embedded engine, whichever fit the server."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
from sqlalchemy import URL, Engine, text

from huifang.engines.leash import EngineMissing
from huifang.engines.postgres import find_programs
from runtime.settings import ENVIRONMENT

#: libpq's names of the parts of an address. A password is in no command line, where every user of the machine reads it.
_PARTS = {"host": "PGHOST", "port": "PGPORT", "database": "PGDATABASE", "username": "PGUSER", "password": "PGPASSWORD"}
#: libpq's names of what stands behind the question mark.
_QUERY = {"host": "PGHOST", "port": "PGPORT", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}


def program(name: str, engine: Engine) -> Path:
    """The first program of this name that is as new as the server, or one line that says what to install."""
    with engine.connect() as connection:
        wanted = int(connection.scalar(text("show server_version_num")) or 0) // 10000
    for found in _found(name):
        if _major(found) >= wanted:
            return found
    raise click.ClickException(
        f"{name} of PostgreSQL {wanted} or newer is not on this machine (Debian: postgresql-client-{wanted})."
    )


def run(command: list[str], url: URL) -> str:
    """Run a program against this database to its end; what it said, or one line with the last thing that went wrong."""
    done = subprocess.run(command, env=_environment(url), capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise click.ClickException(f"{Path(command[0]).name}: {said[-1] if said else 'it said nothing'}")
    return done.stdout


def _found(name: str) -> Iterator[Path]:
    on_path = shutil.which(name)
    if on_path:
        yield Path(on_path)
    try:
        yield find_programs() / name
    except EngineMissing:
        return


def _major(found: Path) -> int:
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"\) (\d+)", said)
    return int(number[1]) if number else 0


def _environment(url: URL) -> dict[str, str]:
    parts = {name: str(value) for part, name in _PARTS.items() if (value := getattr(url, part)) is not None}
    query = {name: str(url.query[part]) for part, name in _QUERY.items() if part in url.query}
    return {"PATH": ENVIRONMENT.get("PATH", ""), "LC_ALL": "C", **parts, **query}
