"""Our answers as TwiML."""

from __future__ import annotations

from flask import Response
from twilio.twiml import TwiML
from twilio.twiml.voice_response import VoiceResponse

from dialer.calls.answer import Answer, Join, Speak

_VOICES = {"zh": "zh-CN", "en": "en-GB"}


def twiml(response: TwiML) -> Response:
    """The document as an HTTP answer."""
    return Response(str(response), mimetype="text/xml")


def spoken(answer: Answer, keypad: str = "", over: str = "") -> Response:
    """An answer to who picked up.

    `keypad` is where a pressed key is reported; `over` is asked when the conference is left.
    """
    response = VoiceResponse()
    if isinstance(answer, Join):
        dial = response.dial(**({"action": over} if over else {}))
        # No music before the agent and no beep: the agent stands in the room already.
        dial.conference(answer.conference, beep="false", start_conference_on_enter=True, wait_url="")
    elif isinstance(answer, Speak) and answer.may_opt_out and keypad:
        gather = response.gather(num_digits=1, timeout=4, action=keypad)
        gather.say(answer.words, language=_VOICES[answer.language])
    elif isinstance(answer, Speak):
        response.say(answer.words, language=_VOICES[answer.language])
    response.hangup()
    return twiml(response)
