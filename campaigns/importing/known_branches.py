"""The branches that rows name, and what a row takes from its branch."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from campaigns.branches import Branch
from campaigns.importing.lines import FileUnreadable
from campaigns.importing.reading import Reading
from campaigns.importing.reasons import Reason


@dataclass(frozen=True)
class KnownBranch:
    """What a row takes from the branch it names."""

    name: str
    source: str
    region: str
    zone: str


class KnownBranches:
    """All branches, found by their key or by either of their names, whatever the case and width of letters."""

    def __init__(self, branches: Sequence[tuple[KnownBranch, tuple[str, ...]]], default: str | None) -> None:
        by_name: dict[str, KnownBranch | None] = {}
        keys = {_key(branch.name) for branch, _ in branches}
        for branch, names in branches:
            for name in map(_key, names):
                # A display name that two branches share, or that is another branch's key, names neither.
                by_name[name] = None if name in by_name or name in keys else branch
        by_name |= {_key(branch.name): branch for branch, _ in branches}
        self._by_name = by_name
        self._by_written: dict[str, KnownBranch] = {}
        self._by_key = {branch.name: branch for branch, _ in branches}
        self._default = self._find_default(default)

    def _find_default(self, default: str | None) -> KnownBranch | None:
        if default is None:
            return None
        found = self.find(default)
        if found is None:
            known = ", ".join(self._by_key) or "none yet"
            raise FileUnreadable(f"There is no branch {default!r}. The branches are: {known}.")
        return found

    def find(self, written: str) -> KnownBranch | None:
        """The branch of this name, else None."""
        found = self._by_written.get(written) or self._by_name.get(_key(written))
        if found is not None:
            self._by_written[written] = found
        return found

    def of(self, reading: Reading) -> KnownBranch | None:
        """The branch that the row names, or the default; None after refusing a row that names none we know."""
        written = reading.text("branch")
        found = self.find(written) if written else self._default
        if found is None:
            reading.refuse("branch", Reason.UNKNOWN_BRANCH if written else Reason.EMPTY)
        return found

    def zone(self, name: str) -> str:
        """The zone of the branch with this key."""
        return self._by_key[name].zone

    def only_source(self) -> str | None:
        """The source of all branches, where they share one."""
        sources = {branch.source for branch in self._by_key.values()}
        return sources.pop() if len(sources) == 1 else None

    @property
    def default(self) -> KnownBranch | None:
        """The branch of rows that name none."""
        return self._default


def load_branches(connection: Connection, default: str | None) -> KnownBranches:
    """All branches of the database. Raises FileUnreadable if there is none, or none called `default`."""
    table = Branch.__table__
    rows = connection.execute(select(table).order_by(table.c.name)).all()
    if not rows:
        raise FileUnreadable("There are no branches yet; import the file of branches first.")
    return KnownBranches(
        [(KnownBranch(r.name, r.source, r.region, r.zone), (r.name, r.name_en, r.name_zh)) for r in rows], default
    )


def _key(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
