"""Gather: what the person presses (Twilio, "TwiML Gather")."""

from sandbox.performance import Script
from sandbox.records.call import Call
from sandbox.twiml.documents import Verb
from sandbox.twiml.speak import play, rest, say
from sandbox.twiml.stage import Next, Stage

#: From the end of the prompt to the first key, and from key to key, in virtual seconds.
THINKING_S, KEY_S = 1.0, 0.4
_PROMPTS = {"Say": say, "Play": play, "Pause": rest}


def gather(stage: Stage, verb: Verb) -> Script[Next]:
    """Prompt, then wait for keys; with none, nothing is asked and the next verb follows."""
    for prompt in verb.children:
        if prompt.name in _PROMPTS:
            yield from _PROMPTS[prompt.name](stage, prompt)
    pressed = _keys(stage.call) if "dtmf" in verb.word("input", "dtmf") else ""
    timeout = verb.number("timeout", 5)
    if not pressed:
        yield stage.pause(timeout)
        empty = {"Digits": "", "FinishedOnKey": "", "msg": "Gather End"}
        return stage.action(verb, empty, default_to_self=True) if verb.flag("actionOnEmptyResult") else None
    digits, finished_on, complete = _read(pressed, verb)
    yield stage.pause(THINKING_S + KEY_S * len(digits) + (0 if complete else timeout))
    fields = {"Digits": digits, "FinishedOnKey": finished_on, "msg": "Gather End"}
    return stage.action(verb, fields, default_to_self=True)


def _keys(call: Call) -> str:
    """What the person presses at this Gather; a machine presses nothing."""
    nth, call.gathers = call.gathers, call.gathers + 1
    if call.turn is None or call.turn.answer in ("machine", "hang-up"):
        return ""
    return call.turn.digits[min(nth, len(call.turn.digits) - 1)]


def _read(pressed: str, verb: Verb) -> tuple[str, str, bool]:
    """The digits taken, the key that finished them ("" when numDigits did), and whether Twilio waits no longer."""
    finish = verb.word("finishOnKey", "#")
    most = int(verb.number("numDigits", 0))
    for place, key in enumerate(pressed):
        if finish and key in finish:
            return pressed[:place], key, True
        if most and place + 1 == most:
            return pressed[:most], "", True
    return pressed, "", False
