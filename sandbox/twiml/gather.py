"""Gather: what the person presses or says (Twilio, "TwiML Gather")."""

from sandbox.performance import Script
from sandbox.records.call import Call
from sandbox.twiml.documents import Verb
from sandbox.twiml.record import SPEAKING
from sandbox.twiml.speak import play, rest, say, speaking_s
from sandbox.twiml.stage import Jump, Next, Stage

#: From the end of the prompt to the first key or word, and from key to key, in virtual seconds.
THINKING_S, KEY_S = 1.0, 0.4
#: How sure the network is of the words it understood.
CONFIDENCE = "0.93"
_PROMPTS = {"Say": say, "Play": play, "Pause": rest}


def gather(stage: Stage, verb: Verb) -> Script[Next]:
    """Prompt, then wait for keys or words; with neither, nothing is asked and the next verb follows."""
    for prompt in verb.children:
        if prompt.name in _PROMPTS:
            yield from _PROMPTS[prompt.name](stage, prompt)
    inputs, timeout = verb.word("input", "dtmf").split(), verb.number("timeout", 5)
    pressed, spoken = _input(stage.call)
    if "dtmf" in inputs and pressed and timeout >= THINKING_S:
        digits, finished_on, complete = read_keys(pressed, verb)
        yield stage.pause(THINKING_S + KEY_S * len(digits) + (0 if complete else timeout))
        fields = {"Digits": digits, "FinishedOnKey": finished_on, "msg": "Gather End"}
        return stage.action(verb, fields, default_to_self=True)
    if "speech" in inputs and spoken and timeout >= THINKING_S:
        yield stage.pause(THINKING_S)
        return (yield from understood(stage, verb, spoken))
    yield stage.pause(timeout)
    return nothing(stage, verb)


def understood(stage: Stage, verb: Verb, words: str) -> Script[Jump | None]:
    """The person says `words`, and the action is told of them when they have done so."""
    yield from stage.hear(SPEAKING, speaking_s(words))
    said = {"SpeechResult": words, "Confidence": CONFIDENCE}
    return stage.action(verb, said, default_to_self=True)


def nothing(stage: Stage, verb: Verb) -> Jump | None:
    """The person kept silent: the next verb, or the action where the Gather wants to know of it."""
    empty = {"Digits": "", "FinishedOnKey": "", "msg": "Gather End"}
    return stage.action(verb, empty, default_to_self=True) if verb.flag("actionOnEmptyResult") else None


def _input(call: Call) -> tuple[str, str]:
    """What the person presses and says at this Gather; a machine does neither."""
    nth, call.gathers = call.gathers, call.gathers + 1
    if call.turn is None or call.turn.answer in ("machine", "hang-up"):
        return "", ""
    digits, speech = call.turn.digits, call.turn.speech
    return digits[min(nth, len(digits) - 1)], speech[min(nth, len(speech) - 1)]


def read_keys(pressed: str, verb: Verb) -> tuple[str, str, bool]:
    """The digits taken, the key that finished them ("" when numDigits did), and whether Twilio waits no longer."""
    finish = verb.word("finishOnKey", "#")
    most = int(verb.number("numDigits", 0))
    for place, key in enumerate(pressed):
        if finish and key in finish:
            return pressed[:place], key, True
        if most and place + 1 == most:
            return pressed[:most], "", True
    return pressed, "", False
