"""How people behave who are not described: drawn from (seed, number, which call), so that a run can be repeated."""

import random
from dataclasses import dataclass, replace

from sandbox.people.person import Answer, Person

#: Out of 100 first calls to numbers that exist. Dead numbers are drawn first, once for ever.
FIRST_CALL: dict[Answer, float] = {"answer": 56.0, "no-answer": 25.5, "busy": 8.5, "machine": 7.0, "hang-up": 3.0}
#: How many of these 100 move from no-answer to answer with every further call to the same number, and the most that do.
RETRY_GAIN, RETRY_GAIN_MOST = 8.0, 16.0
DEAD_NUMBERS = 0.02
#: How many hang up before the beep when they are asked to leave a message.
NO_MESSAGE = 0.3
#: How many of the others hang up when they have left it.
HANGS_UP = 0.7
CALLS_BACK, WRITES_BACK = 0.06, 0.04
REPLIES = ("好的，下午再打给我", "Please call after 5pm", "在开会，晚点联系", "Who is this?", "STOP", "退订")
KEYS = ("1", "1", "1", "1", "1", "1", "2", "", "", "")


@dataclass(frozen=True)
class Turn:
    """What one person does on one call. Durations in virtual seconds; without `talk_s` they stay to the end."""

    answer: Answer
    ring_s: float
    talk_s: float | None
    digits: tuple[str, ...]
    #: How much longer than asked the carrier lets it ring: Twilio may add up to five seconds to the Timeout.
    overtime_s: float
    #: How long they wait where nobody speaks to them; None for as long as people do.
    patience_s: float | None = None
    #: How long a message they leave, in seconds; 0 hangs up before the beep.
    message_s: float = 8.0
    #: Whether they hang up when they have left it, as most do.
    hangs_up: bool = False
    #: What they say at the first, second, ... Gather that listens to words.
    speech: tuple[str, ...] = ("",)
    #: Somebody plays this person at a page, and nothing happens of itself.
    played: bool = False


@dataclass(frozen=True)
class AfterText:
    """What one person does after a text of ours; None means nothing. Delays in virtual seconds."""

    reply: str | None
    reply_after_s: float
    calls_back_after_s: float | None


def turn(seed: int, number: str, told: Person, nth: int) -> Turn:
    """The behaviour of the person at `number` on their call number `nth`, counted from 0."""
    draw = random.Random(f"{seed}|{number}|call|{nth}")
    drawn = Turn(
        answer=_drawn_answer(seed, number, draw, nth),
        ring_s=round(draw.uniform(4, 18), 1),
        talk_s=round(draw.uniform(40, 150), 1),
        digits=(draw.choice(KEYS),),
        overtime_s=round(draw.uniform(0, 5), 1),
        message_s=0.0 if draw.random() < NO_MESSAGE else round(draw.uniform(4, 20), 1),
        hangs_up=draw.random() < HANGS_UP,
    )
    answer = told.answers[min(nth, len(told.answers) - 1)] if told.answers else drawn.answer
    ring_s = told.ring_s if told.ring_s is not None else (drawn.ring_s + 10 if answer == "machine" else drawn.ring_s)
    talk_s = told.talk_s if told.talk_s is not None else drawn.talk_s
    told_turn = replace(_speaking(told, drawn), answer=answer, ring_s=ring_s, talk_s=talk_s)
    return told_turn if told.kind != "agent" else _agent(told, told_turn)


def after_text(seed: int, number: str, told: Person, nth: int, missed: bool) -> AfterText:
    """What the person at `number` does after our text number `nth`; `missed`: our last call to them found nobody."""
    draw = random.Random(f"{seed}|{number}|text|{nth}")
    fate, line, reply_s, back_s = draw.random(), draw.choice(REPLIES), draw.uniform(30, 600), draw.uniform(60, 1800)
    ordinary = missed and told.kind == "person"
    reply = told.sms_reply
    if reply is None and ordinary and CALLS_BACK <= fate < CALLS_BACK + WRITES_BACK:
        reply = line
    back = told.calls_back_after_s
    if back is None and ordinary and fate < CALLS_BACK:
        back = back_s
    reply_after_s = told.sms_reply_after_s if told.sms_reply_after_s is not None else reply_s
    return AfterText(reply or None, reply_after_s, back if missed and back is not None and back >= 0 else None)


def by_hand(drawn: Turn) -> Turn:
    """The behaviour of somebody who is played: they can be reached, and do what the player does."""
    return replace(drawn, answer="answer", talk_s=None, digits=("",), played=True)


def is_dead(seed: int, number: str) -> bool:
    """Whether the undescribed `number` leads nowhere, on every call."""
    return random.Random(f"{seed}|{number}|dead").random() < DEAD_NUMBERS


def _drawn_answer(seed: int, number: str, draw: random.Random, nth: int) -> Answer:
    gain = min(RETRY_GAIN * nth, RETRY_GAIN_MOST)
    weights = {**FIRST_CALL, "answer": FIRST_CALL["answer"] + gain, "no-answer": FIRST_CALL["no-answer"] - gain}
    answer = draw.choices(list(FIRST_CALL), [weights[name] for name in FIRST_CALL])[0]
    return "unreachable" if is_dead(seed, number) else answer


def _speaking(told: Person, drawn: Turn) -> Turn:
    """What they press, say and leave as a message, and how long they wait."""
    return replace(
        drawn,
        digits=told.digits or drawn.digits,
        patience_s=told.patience_s,
        message_s=told.message_s if told.message_s is not None else drawn.message_s,
        hangs_up=told.after_message == "hang-up" if told.after_message else drawn.hangs_up,
        speech=told.speech or ("",),
    )


def _agent(told: Person, drawn: Turn) -> Turn:
    answer: Answer = drawn.answer if told.answers else "answer"
    ring_s = told.ring_s if told.ring_s is not None else 2.0
    return replace(drawn, answer=answer, ring_s=ring_s, talk_s=told.talk_s, digits=told.digits or ("",))
