"""The form of somebody new, as it was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from web.agents.changing import POSTS
from web.languages import LANGUAGES

#: Characters of each field.
LONGEST = 60
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]*")


@dataclass(frozen=True)
class NewPerson:
    """What an administrator says of them; how they call is filled in afterwards."""

    login: str = ""
    name: str = ""
    post: str = "agent"
    department: str = ""
    #: Of the pages.
    language: str = "zh"
    phone: str = ""

    @property
    def wrong(self) -> dict[str, LazyString]:
        """Field -> what is to be changed."""
        found: dict[str, LazyString] = {}
        if not _LOGIN.fullmatch(self.login):
            found["login"] = _l("A login has letters a to z, digits, and . _ @ - between them.")
        if not self.name:
            found["name"] = _l("Write the name as customers hear it.")
        if self.post not in POSTS:
            found["post"] = _l("There is no such post.")
        return found


def read_new_person(form: Mapping[str, str]) -> NewPerson:
    """What came with the request."""
    said = {field: " ".join(form.get(field, "").split())[:LONGEST] for field in ("name", "department", "phone", "post")}
    login, language = form.get("login", "").strip().lower()[:LONGEST], form.get("language", "")
    return NewPerson(login, said["name"], said["post"], said["department"], _known(language), said["phone"])


def _known(language: str) -> str:
    return language if language in LANGUAGES else "zh"
