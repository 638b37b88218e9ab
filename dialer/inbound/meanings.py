"""What a text from a customer means: a whole text that is a stop, start or help word, or words for a person to read.

Sources: Twilio, "Support for opt-out keywords" (STOP, UNSUBSCRIBE, END, QUIT, STOPALL, REVOKE, OPTOUT, CANCEL; START,
UNSTOP; HELP); what people in China and Hong Kong write back, and what our own texts ask them to write (TD). 恢复 alone
brings nobody back: it is what a patient answers who was asked how the skin does. YES and N answer a question of ours.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum


class Meaning(StrEnum):
    """What we do with a text."""

    STOP = "stop"
    START = "start"
    #: The carrier answers it.
    HELP = "help"
    #: For a person; and one of those that sound as if somebody wanted no more, for a person soon.
    MESSAGE = "message"
    PERHAPS_STOP = "perhaps_stop"

    @property
    def for_a_person(self) -> bool:
        """Somebody of ours is to read it."""
        return self in FOR_A_PERSON


FOR_A_PERSON = (Meaning.MESSAGE, Meaning.PERHAPS_STOP)
STOP = frozenset(
    {"STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL", "TD", "T"}
    | {
        "退订",
        "退訂",
        "取消",
        "取消订阅",
        "取消訂閱",
        "停止",
        "拒收",
        "回复TD",
        "回復TD",
        "回TD",
        "回复T",
        "回復T",
        "回T",
    }
)
START = frozenset({"START", "UNSTOP", "订阅", "訂閱", "恢复订阅", "恢復訂閱"})
HELP = frozenset({"HELP"})
_WORDS = {Meaning.STOP: STOP, Meaning.START: START, Meaning.HELP: HELP}
#: Somewhere in a sentence: as words of their own, and in Chinese wherever they stand.
_PLEAS = (
    *("stop", "unsubscribe", "opt out", "optout", "opt-out", "revoke", "remove me", "leave me alone", "spam"),
    *("do not call", "don't call", "do not text", "don't text", "do not contact", "don't contact"),
)
_PLEAS_ZH = (
    *("退订", "退訂", "拒收", "停止", "别再", "別再", "不要再", "不想再", "别打", "別打", "不要打", "勿打", "拉黑"),
    *("别发", "別發", "不要发", "不要發", "勿扰", "勿擾", "打扰", "打擾", "骚扰", "騷擾"),
)


def meaning_of(body: str, declared: str = "") -> Meaning:
    """What the text means; `declared`, what the carrier itself took it for (Twilio's OptOutType), goes first.

    Case, full-width letters, white space and signs are nobody's concern: "Ｔ．Ｄ。", "opt-out" and "“stop”" are words.
    """
    for said in (declared, body):
        word = _bare(said)
        for meaning, words in _WORDS.items():
            if word in words:
                return meaning
    return Meaning.PERHAPS_STOP if _pleads(body) else Meaning.MESSAGE


def _bare(said: str) -> str:
    """Letters and digits alone, in capitals."""
    return "".join(
        sign for sign in unicodedata.normalize("NFKC", said) if unicodedata.category(sign)[0] in "LN"
    ).upper()


def _pleads(body: str) -> bool:
    said = unicodedata.normalize("NFKC", body).casefold().replace("’", "'")
    words = "".join(sign if sign.isalnum() or sign in "'-" else " " for sign in said).split()
    plain = f" {' '.join(words)} "
    return any(f" {plea} " in plain for plea in _PLEAS) or any(plea in said for plea in _PLEAS_ZH)
