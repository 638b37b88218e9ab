"""The catalogue of Chinese words: `python -m web.catalogue` collects what the pages say, and compiles it.

English is written in the pages themselves. Chinese stands in `translations/zh/LC_MESSAGES/messages.po`, which people
edit; the compiled file beside it is what the pages read, and tests/web/test_languages.py keeps it fresh.
"""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOM = Path(__file__).parent
PO = ROOM / "translations" / "zh" / "LC_MESSAGES" / "messages.po"
MO = PO.with_suffix(".mo")
#: No dates and no names, so that the file changes only when a text does.
_HEADER = r"""msgid ""
msgstr ""
"Project-Id-Version: Huifang\n"
"Language: zh\n"
"Plural-Forms: nplurals=1; plural=0;\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""
_METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
_KEYWORDS = DEFAULT_KEYWORDS | {"_l": None}


def said() -> Catalog:
    """Everything that the pages say, in English."""
    found = Catalog()
    for file, _, message, _, context in extract_from_dir(ROOM, _METHODS, keywords=_KEYWORDS):
        found.add(message, locations=[(file, 0)], context=context)
    return found


def chinese() -> Catalog:
    """What people have written."""
    with PO.open("rb") as file:
        return read_po(file, locale="zh", domain="messages")


def compiled(catalogue: Catalog) -> bytes:
    """The same for the machine."""
    target = io.BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()


def untranslated(catalogue: Catalog) -> list[str]:
    """What has no Chinese yet."""
    return [str(m.id) for m in catalogue if m.id and not all(m.string if isinstance(m.string, tuple) else [m.string])]


def main() -> None:
    """Bring new words into the file for people, drop old ones, and compile."""
    catalogue = chinese()
    catalogue.update(said(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    target = io.BytesIO()
    write_po(target, catalogue, width=120, omit_header=True, sort_by_file=True, include_lineno=False)
    PO.write_bytes(_HEADER.encode() + target.getvalue())
    MO.write_bytes(compiled(catalogue))
    missing = untranslated(catalogue)
    print(f"{len(catalogue)} texts, {len(missing)} not translated", *missing, sep="\n  ")


if __name__ == "__main__":
    main()
