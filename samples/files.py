"""Writing sample files so that the same seed gives the same bytes, workbooks included."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook

#: When the exports claim to have been made.
_MADE = datetime(2026, 11, 23, 18, 30)  # noqa: DTZ001 - what a workbook writes down has no zone


def write_csv(path: Path, rows: Iterable[Sequence[Any]], encoding: str, raw: dict[int, bytes] | None = None) -> None:
    """Write rows as a system's export; `raw` gives lines, by number, that no csv writer would write."""
    lines: list[bytes] = []
    for row in rows:
        while raw and len(lines) + 1 in raw:
            lines.append(raw[len(lines) + 1])
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerow(row)
        lines.append(text.getvalue().encode(encoding))
    path.write_bytes(b"".join(lines))


def write_workbook(path: Path, title: str, rows: Iterable[Sequence[Any]]) -> None:
    """Write rows as the only sheet of a workbook; nothing in the file tells when that happened."""
    workbook = Workbook(write_only=True)
    workbook.properties.creator = "export"
    workbook.properties.created = _MADE
    sheet = workbook.create_sheet(title)
    for row in rows:
        sheet.append(row)
    made = io.BytesIO()
    workbook.save(made)
    path.write_bytes(_timeless(made))


def _timeless(made: io.BytesIO) -> bytes:
    """The same package with one instant on every part."""
    settled = io.BytesIO()
    with ZipFile(made) as source, ZipFile(settled, "w") as target:
        for name in sorted(source.namelist()):
            part = ZipInfo(name, date_time=_MADE.timetuple()[:6])
            part.compress_type = ZIP_DEFLATED
            part.create_system = 3
            part.external_attr = 0o600 << 16
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(
                    rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + f"{_MADE:%Y-%m-%dT%H:%M:%SZ}".encode(), content
                )
            target.writestr(part, content, compresslevel=9)
    return settled.getvalue()
