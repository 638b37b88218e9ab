"""The words on the telephones' pages, in English and simplified Chinese."""

import tomllib
from collections.abc import Callable
from pathlib import Path

from flask import Request

#: Where the reader's choice of a language is kept.
COOKIE = "sandbox_language"
LANGUAGES = ("en", "zh")
_WORDS: dict[str, dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("phone_words.toml").read_text(encoding="utf-8")
)

Say = Callable[..., str]


def language(asked: Request) -> str:
    """The language chosen by ``?lang=``, else chosen before, else the first the browser names that we have."""
    for told in (asked.args.get("lang"), asked.cookies.get(COOKIE)):
        if told in LANGUAGES:
            return told
    wished = (tag.split("-")[0].lower() for tag in asked.accept_languages.values())
    return next((tag for tag in wished if tag in LANGUAGES), LANGUAGES[0])


def words(of: str) -> Say:
    """Says a phrase by its name in the language `of`; what has no phrase is said as it is."""

    def say(name: str, **filled: object) -> str:
        return _WORDS[name][of].format(**filled) if name in _WORDS else name

    return say
