"""The voice in which commands answer: reason codes have their words on the web's floor, which speaks in an app."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

import click

if TYPE_CHECKING:
    from dialer.explaining.voice import Voice

Language = Literal["en", "zh"]


def language_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--language en|zh`; `--lang` is the same."""
    choice = click.Choice(["en", "zh"])
    return click.option("--language", "--lang", "language", type=choice, default="en", show_default=True)(command)


@contextmanager
def voice_of(language: Language) -> Iterator[Voice]:
    """Says everything in this language, on the clock of UTC until somebody gives it a zone."""
    from flask import Flask
    from flask_babel import Babel

    from dialer.explaining.voice import Voice
    from web.reasons import in_words

    app = Flask("web")
    chosen: Callable[[], str] = lambda: language  # noqa: E731
    Babel(app, locale_selector=chosen)  # type: ignore[no-untyped-call]
    with app.test_request_context():
        yield Voice(language, "UTC", in_words)
