"""The file of a person's data: `data.json` for machines, `index.html` for people, and the recordings as MP3."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from flask import render_template

from web.customers.person_words import TABLES
from web.reading.customers import Known

#: Bytes kept in memory; a larger file lies on the disk, without a name, until it is sent.
_IN_MEMORY = 8 * 1024 * 1024


def as_zip(
    who: Known,
    tables: Mapping[str, list[dict[str, Any]]],
    people: Mapping[int, str],
    sounds: Iterable[tuple[int, bytes]],
    now: datetime,
) -> IO[bytes]:
    """The file, ready to be read from its beginning. Sounds are fetched one by one."""
    file: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - the answer sends it, and then it is gone
    said = {"made_at": now.isoformat(), "customer": who.id, "people_of_the_house": people, "tables": tables}
    columns = {table: _filled(rows) for table, rows in tables.items()}
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(said, ensure_ascii=False, indent=1))
        shown = {"who": who, "tables": tables, "columns": columns, "people": people, "names": TABLES}
        archive.writestr("index.html", render_template("customers/person_file.html", **shown))
        for recording_id, sound in sounds:
            archive.writestr(f"recordings/{recording_id}.mp3", sound)
    file.seek(0)
    return file


def _filled(rows: list[dict[str, Any]]) -> list[str]:
    """The columns in which any row says something."""
    return [name for name in rows[0] if any(row[name] not in (None, "", [], {}) for row in rows)]
