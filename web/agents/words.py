"""What the agents' pages call roles, skills, tiers and kinds of work, and what they warn of, in the page's language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from campaigns.playbooks.sentences.words import Language, Shelf, said
from web.agents.calling import Calling
from web.agents.listing import House, Person
from web.languages import language

_SPOKEN = {"zh": _l("Chinese"), "en": _l("English")}
_POSTS = {"agent": _l("agent"), "supervisor": _l("supervisor"), "administrator": _l("administrator")}
_ARTICLE = re.compile(r"^(an?|the) ")


def role(name: str) -> str:
    """Nurse, 护士."""
    return _said("roles", name)


def skill(name: str) -> str:
    """What the playbooks call it; a house's own word is itself."""
    return _said("skills", name)


def work(name: str) -> str:
    """Further sales, 再销售."""
    return _said("work", name)


def post(name: str) -> str:
    """Supervisor, 主管."""
    return str(_POSTS[name])


def spoken(code: str) -> str:
    """Chinese, 中文."""
    return str(_SPOKEN.get(code, code))


def branch_of(house: House) -> Callable[[str], str]:
    """What people call a branch; one that the house has no more is its key."""
    return lambda name: house.branches.get(name, {}).get(language(), name)


def tier(name: str) -> str:
    """Gold, 金卡; a house's own word is itself."""
    return _said("values", f"tier/{name}") if name else gettext("no tier")


def tiers(own: Mapping[str, int]) -> str:
    """How many of which tier: 9 gold, 3 diamond."""
    return row(f"{count} {tier(name)}" for name, count in own.items())


def row(names: Iterable[str], called: Callable[[str], str] = str) -> str:
    """One after another, as they are called."""
    return ("、" if language() == "zh" else ", ").join(map(called, names))


def warnings(person: Person, house: House) -> list[str]:
    """Who waits for this person in vain, and what the deputy cannot do."""
    said_so = []
    if person.alone:
        said_so.append(_waits(person))
    if person.lacks != Calling():
        named = {"deputy": person.deputy, "name": person.name, "what": _missing(person.lacks, house)}
        said_so.append(gettext("%(deputy)s stands in for %(name)s but lacks: %(what)s.", **named))
    return said_so


def _waits(person: Person) -> str:
    named = {"tiers": _and(list(map(tier, person.high))), "name": person.name}
    if person.deputy:
        return ngettext(
            "%(num)d %(tiers)s customer waits while %(name)s is away.",
            "%(num)d %(tiers)s customers wait while %(name)s is away.",
            sum(person.high.values()),
            **named,
        )
    return ngettext(
        "%(num)d %(tiers)s customer waits while %(name)s is away: name a deputy.",
        "%(num)d %(tiers)s customers wait while %(name)s is away: name a deputy.",
        sum(person.high.values()),
        **named,
    )


def _and(words: Sequence[str]) -> str:
    """Gold and diamond, 金卡、钻石卡."""
    if language() == "zh" or len(words) == 1:
        return row(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _missing(what: Calling, house: House) -> str:
    places = map(branch_of(house), what.branches)
    learnt = [*map(role, what.roles), *map(skill, what.skills), *map(spoken, what.languages)]
    return row([*learnt, *places, *map(tier, what.tiers)])


def _said(shelf: Shelf, name: str) -> str:
    in_language: Language = "zh" if language() == "zh" else "en"
    return _ARTICLE.sub("", said(shelf, name, in_language)).removeprefix("“").removesuffix("”").removeprefix("tier/")
