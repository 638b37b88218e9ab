"""The language of the page: chosen by the switch, else what the browser asks for, else Chinese."""

from __future__ import annotations

from gettext import NullTranslations
from typing import cast
from urllib.parse import urlsplit

from flask import Blueprint, Flask, abort, current_app, g, redirect, request
from flask_babel import Babel, get_locale, get_translations
from werkzeug.wrappers import Response

LANGUAGES = {"zh": "简体中文", "en": "English"}
_COOKIE = "language"
_YEAR = 365 * 24 * 3600

blueprint = Blueprint("languages", __name__)


def speak(app: Flask) -> None:
    """Give the app its two languages."""
    Babel(app, default_locale="zh", locale_selector=_chosen)  # type: ignore[no-untyped-call]
    app.jinja_env.globals.update(language=language, LANGUAGES=LANGUAGES)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda words: _translations().gettext(words),
        lambda one, many, count: _translations().ngettext(one, many, count),
        newstyle=True,
    )


def language() -> str:
    """The language of this page: zh or en."""
    locale = get_locale()
    return locale.language if locale is not None and locale.language in LANGUAGES else "zh"


def _translations() -> NullTranslations:
    """Those of this request, looked for once: a page asks for hundreds of words."""
    if "translations" not in g:
        g.translations = get_translations()
    return cast(NullTranslations, g.translations)


@blueprint.post("/language")
def switch() -> Response:
    """Remember the choice and show the same page again."""
    wanted = request.form.get("language", "")
    if wanted not in LANGUAGES:
        abort(400)
    answer = redirect(_same_page())
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    answer.set_cookie(_COOKIE, wanted, max_age=_YEAR, httponly=True, samesite="Lax", secure=secure)
    return answer


def _same_page() -> str:
    """The page that the switch was on, and never another house's."""
    there = urlsplit(request.headers.get("Referer", ""))
    return there.path if there.netloc == request.host and not there.path.startswith("//") and there.path else "/"


def _chosen() -> str:
    cookie = request.cookies.get(_COOKIE, "")
    return cookie if cookie in LANGUAGES else request.accept_languages.best_match(LANGUAGES, default="zh")
