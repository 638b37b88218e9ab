"""Privacy of texts: a phone lies open on a table, so no text and no recorded voice says what somebody was with us for.

Sources: the manuals on texts after missed calls (who called, and the number to ring back, nothing of why); 45 CFR
164.502(b), the minimum necessary; Personal Information Protection Law of the PRC, articles 6 and 28.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources

from campaigns.playbooks.lines import Way
from campaigns.playbooks.model import Playbook, Step
from campaigns.playbooks.strict import Words

#: A step's words that reach a phone without anybody having said who is listening.
_Wording = tuple[int, str, str, str]


@lru_cache(maxsize=256)
def private_word(words: str) -> str | None:
    """The first medical or treatment word in these words, Chinese or English; None where there is none.

    Ask it of the wording with its blanks: the house's own name has to be said, whatever it tells, and so have people's.
    """
    found = _pattern().search(unicodedata.normalize("NFKC", words))
    return found[0] if found else None


def text_of(step: Step, language: str) -> str:
    """The wording of a step's text with its blanks; empty where it sends none."""
    return step.text.in_language(language) if step.text else ""


def gives_away(playbook: Playbook) -> list[tuple[Way, str]]:
    """Every wording of a text or a recorded greeting that says too much: the way to it, and what to do."""
    found: list[tuple[Way, str]] = []
    for number, what, language, words in _open_words(playbook):
        word = private_word(words)
        if word is not None:
            found.append((("steps", number, what, language), _advice(word)))
    return found


def _open_words(playbook: Playbook) -> Iterator[_Wording]:
    for number, step in enumerate(playbook.steps):
        spoken = step.script if step.mode == "greeting" else None
        for what, words in (("text", step.text), ("script", spoken)):
            yield from ((number, what, language, said) for language, said in _languages(words))


def _languages(words: Words | None) -> Iterator[tuple[str, str]]:
    if words is not None:
        yield from (("en", words.en), ("zh", words.zh))


def _advice(word: str) -> str:
    return (
        f"expected no medical or treatment word, found {word!r}; anybody may read or hear this: say {{house}} and that "
        "you called, and leave what it is about to the conversation"
    )


@cache
def _pattern() -> re.Pattern[str]:
    words = tomllib.loads(resources.files(__package__).joinpath("private_words.toml").read_text(encoding="utf-8"))
    # Chinese letters are word signs to `\b`, and 做laser吗 would have no border.
    english = "|".join(map(re.escape, words["en"]))
    chinese = "|".join(map(re.escape, words["zh"]))
    return re.compile(rf"(?<![a-z])(?:{english})(?:s|es)?(?![a-z])|{chinese}", re.IGNORECASE)
