"""Say, Play, Pause: what the person on the line hears."""

from sandbox.performance import Script
from sandbox.records.hearing import TONES, WORDS
from sandbox.twiml.documents import Verb
from sandbox.twiml.stage import Next, Stage

#: Speaking time of one character, in virtual seconds.
WIDE_S, NARROW_S = 0.25, 0.06
#: How long an audio file of unknown length plays, and one key tone.
FILE_S, TONE_S = 5.0, 0.5
#: `loop="0"` means until somebody hangs up.
FOR_EVER = 100_000


def speaking_s(text: str) -> float:
    """Virtual seconds it takes to say `text`: a Chinese character takes about four times as long as a letter."""
    return sum(WIDE_S if ord(letter) >= 0x2E80 else NARROW_S for letter in text)


def say(stage: Stage, verb: Verb) -> Script[Next]:
    """Speak the text."""
    for _ in range(int(verb.number("loop", 1)) or FOR_EVER):
        stage.call.hear(verb.text, stage.net.now())
        yield from stage.hear(WORDS, speaking_s(verb.text))
    return None


def play(stage: Stage, verb: Verb) -> Script[Next]:
    """Play an audio file, noted by its address, or key tones."""
    if verb.word("digits"):
        yield from stage.hear(TONES, TONE_S * len(verb.word("digits")))
        return None
    for _ in range(int(verb.number("loop", 1)) or FOR_EVER):
        stage.call.hear(f"[audio] {verb.text}", stage.net.now())
        yield from stage.hear(WORDS, FILE_S)
    return None


def rest(stage: Stage, verb: Verb) -> Script[Next]:
    """Say nothing for `length` seconds."""
    yield stage.pause(verb.number("length", 1))
    return None
