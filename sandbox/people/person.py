"""What can be said about somebody at the other end of a number."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal, get_args

Kind = Literal["person", "agent", "landline"]
Answer = Literal["answer", "no-answer", "busy", "machine", "reject", "hang-up", "unreachable"]
AfterMessage = Literal["hang-up", "wait"]
_KINDS: tuple[Kind, ...] = get_args(Kind)
#: Queue overflow, unreachable, blocked, unknown, landline, filtered, unknown error (Twilio's error dictionary).
TEXT_ERRORS = (30001, 30003, 30004, 30005, 30006, 30007, 30008)


class BadPerson(ValueError):
    """The description of a person has a field or a value the sandbox does not know."""


@dataclass(frozen=True)
class Person:
    """What is told about a person; None means: drawn from the seed. All durations are virtual seconds."""

    kind: Kind = "person"
    #: What comes of the first, second, ... call; the last one repeats.
    answers: tuple[Answer, ...] | None = None
    #: From the first ring to the answer (or to the rejection).
    ring_s: float | None = None
    #: How long they stay from the moment they hear somebody else.
    talk_s: float | None = None
    #: The keys pressed at the first, second, ... Gather of a call; the last one repeats; "" presses nothing.
    digits: tuple[str, ...] | None = None
    #: How long they wait where nobody speaks to them: in an empty room, on hold.
    patience_s: float | None = None
    #: What they say at the first, second, ... Gather of a call that listens to words; the last one repeats.
    speech: tuple[str, ...] | None = None
    #: How long a message they leave after the beep; 0 hangs up before it.
    message_s: float | None = None
    #: What they do when they have left it; waiting, they hear what the document says next.
    after_message: AfterMessage | None = None
    #: Why no text of ours reaches them, as one of Twilio's error codes; None for no such reason.
    text_error: int | None = None
    #: What they write back to a text of ours; None for the draw, "" for never.
    sms_reply: str | None = None
    sms_reply_after_s: float | None = None
    #: After a missed call and a text of ours, they ring back so much later; None for the draw, below 0 for never.
    calls_back_after_s: float | None = None


def person(told: Mapping[str, object]) -> Person:
    """The person described by a JSON object; raises BadPerson.

    In JSON, ``null`` for `sms_reply` means that they never reply and ``null`` for `calls_back_after_s` that they never
    ring back; leave a field out to have it drawn.
    """
    unknown = set(told) - {field.name for field in fields(Person)}
    if unknown:
        raise BadPerson(f"unknown fields: {', '.join(sorted(unknown))}")
    return Person(
        kind=_kind(told.get("kind", "person")),
        answers=_answers(told.get("answers")),
        ring_s=_seconds(told, "ring_s"),
        talk_s=_seconds(told, "talk_s"),
        digits=_listed(told.get("digits")),
        patience_s=_seconds(told, "patience_s"),
        speech=_listed(told.get("speech")),
        message_s=_seconds(told, "message_s"),
        after_message=_after_message(told.get("after_message")),
        text_error=_text_error(told.get("text_error")),
        sms_reply=_reply(told),
        sms_reply_after_s=_seconds(told, "sms_reply_after_s"),
        calls_back_after_s=_seconds(told, "calls_back_after_s", never=-1.0),
    )


def _kind(told: object) -> Kind:
    for kind in _KINDS:
        if told == kind:
            return kind
    raise BadPerson(f"unknown kind: {told}")


def _answers(told: object) -> tuple[Answer, ...] | None:
    if told is None:
        return None
    listed = [told] if isinstance(told, str) else told
    if not isinstance(listed, list) or not listed or any(answer not in get_args(Answer) for answer in listed):
        raise BadPerson(f"answers is a list of {', '.join(get_args(Answer))}; not {told!r}")
    return tuple(listed)


def _listed(told: object) -> tuple[str, ...] | None:
    if told is None:
        return None
    listed = told if isinstance(told, list) else [told]
    return tuple(str(one) for one in listed) or ("",)


def _after_message(told: object) -> AfterMessage | None:
    if told is None or told == "hang-up" or told == "wait":
        return told
    raise BadPerson(f"after_message is hang-up or wait; not {told!r}")


def _text_error(told: object) -> int | None:
    if told is None:
        return None
    for code in TEXT_ERRORS:
        if told == code:
            return code
    raise BadPerson(f"text_error is one of {', '.join(map(str, TEXT_ERRORS))}; not {told!r}")


def _seconds(told: Mapping[str, object], name: str, never: float | None = None) -> float | None:
    value = told.get(name)
    if value is None:
        return never if name in told else None
    if not isinstance(value, int | float):
        raise BadPerson(f"{name} is a number of seconds; not {value!r}")
    return float(value)


def _reply(told: Mapping[str, object]) -> str | None:
    value = told.get("sms_reply")
    return str(value) if value is not None else ("" if "sms_reply" in told else None)
