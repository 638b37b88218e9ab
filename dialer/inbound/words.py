"""What a caller hears who meets nobody: the apology, when we are there, the promise, and what may be left after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from campaigns.branches import Branch
from dialer.calls.answer import Speak

_HELLO = {"zh": "您好，这里是{house}。", "en": "Hello, this is {house}. "}
_NOBODY = {
    "zh": "非常抱歉，现在没有客服能接听您的来电。",
    "en": "We are sorry, nobody can take your call at this moment. ",
}
_CLOSED = {"zh": "现在是休息时间。", "en": "We are closed at this moment. "}
_THERE = {"zh": "我们{when}开始上班。", "en": "We are there again {when}. "}
_SOON = {"zh": "我们会尽快给您回电。", "en": "We will call you back as soon as we can. "}
_THEN = {"zh": "我们上班后会给您回电。", "en": "We will call you back then. "}
_IF_LEFT = {
    "zh": "如需我们回电，请在提示音后留言，讲完后按井号键或直接挂机。",
    "en": "If you would like us to call you back, leave a message after the tone, then press the hash key or hang up.",
}
_MESSAGE = {
    "zh": "您也可以在提示音后留言，讲完后按井号键或直接挂机。",
    "en": "You may also leave a message after the tone; then press the hash key or hang up.",
}
_IN_PEACE = {
    "zh": "您曾要求我们不再致电，因此我们不会给您回电，请稍后再拨。",
    "en": "You asked us not to call you, so we will not call you back: please call again later. ",
}
_WELCOME = {"zh": "感谢您的来电。", "en": "Thank you for calling. "}
_HOURS = {"zh": "我们的服务时间是{hours}。", "en": "We are there {hours}. "}
_UNKNOWN = {
    "zh": "我们没有查到这个号码的登记信息，请用您登记的号码来电。",
    "en": "We do not have your number on file: please call from the number that you gave us.",
}
#: The last words to who leaves nothing.
GOODBYE = {"zh": "感谢您的来电，再见。", "en": "Thank you for calling. Goodbye."}
_THANKS = {"zh": "您的留言已收到，感谢您的来电，再见。", "en": "We have your message. Thank you for calling. Goodbye."}


@dataclass(frozen=True)
class Spoken:
    """Sentences, each in its language; then, where it may, a message is left after a tone."""

    sentences: tuple[Speak, ...]
    message: bool = False


@dataclass(frozen=True)
class Promise:
    """What is to be said of a call back."""

    #: Somebody calls back in any case.
    given: bool = False
    #: They asked to be left in peace: nobody does, whatever they leave.
    refused: bool = False


def nobody(branch: Branch, language: str, promise: Promise) -> Spoken:
    """We are there, and nobody is free."""
    back: Mapping[str, str] = _IN_PEACE if promise.refused else _SOON if promise.given else {}
    return _said([_HELLO, _NOBODY, back, _MESSAGE], branch, language)


def closed(branch: Branch, language: str, promise: Promise, when: str) -> Spoken:
    """We are not there; `when` is spoken, empty where nobody knows."""
    there: Mapping[str, str] = {language: _THERE[language].replace("{when}", when)} if when else {}
    after = [_IN_PEACE, _MESSAGE] if promise.refused else [_THEN, _MESSAGE] if promise.given else [_IF_LEFT]
    return _said([_HELLO, _CLOSED, there, *after], branch, language)


def welcome(branch: Branch | None, hours: dict[str, str]) -> Spoken:
    """For a stranger, in both languages; `hours` are spoken, by language, and may be missing."""
    said: list[Speak] = []
    for language in ("zh", "en"):
        when: Mapping[str, str] = (
            {language: _HOURS[language].replace("{hours}", hours[language])} if language in hours else {}
        )
        hello = _HELLO if branch else {}
        said += _said([hello, _WELCOME, when, _UNKNOWN], branch, language).sentences
    return Spoken(tuple(said))


def goodbye(language: str, *, left: bool) -> Spoken:
    """The last words, with thanks for what was left."""
    return Spoken((Speak((_THANKS if left else GOODBYE)[language], language),))


def _said(parts: Sequence[Mapping[str, str]], branch: Branch | None, language: str) -> Spoken:
    house = (branch.name_zh if language == "zh" else branch.name_en) if branch else ""
    words = "".join(part.get(language, "") for part in parts).replace("{house}", house).strip()
    return Spoken((Speak(words, language),), message=True)
