"""Our answers as TwiML."""

from __future__ import annotations

from flask import Response
from twilio.twiml import TwiML
from twilio.twiml.voice_response import VoiceResponse

from dialer.calls.answer import Answer, Join, Speak, Wait
from dialer.inbound.words import GOODBYE, Spoken

_VOICES = {"zh": "zh-CN", "en": "en-GB"}
#: Seconds of a message that a caller leaves.
LONGEST_MESSAGE = 120


def twiml(response: TwiML) -> Response:
    """The document as an HTTP answer."""
    return Response(str(response), mimetype="text/xml")


def spoken(answer: Answer, keypad: str = "", over: str = "", again: str = "") -> Response:
    """An answer to who picked up.

    `keypad` is where a pressed key is reported; `over` is asked when the conference is left, `again` by who waits.
    """
    response = VoiceResponse()
    if isinstance(answer, Join):
        if answer.notice:
            response.say(answer.notice, language=_VOICES[answer.language])
        dial = response.dial(**({"action": over} if over else {}))
        # No music before the agent and no beep: the agent stands in the room already.
        dial.conference(answer.conference, beep="false", start_conference_on_enter=True, wait_url="")
    elif isinstance(answer, Speak) and answer.may_opt_out and keypad:
        gather = response.gather(num_digits=1, timeout=4, action=keypad)
        gather.say(answer.words, language=_VOICES[answer.language])
    elif isinstance(answer, Speak):
        response.say(answer.words, language=_VOICES[answer.language])
    elif isinstance(answer, Wait):
        response.say(answer.words, language=_VOICES[answer.language])
        response.pause(length=1)
        response.redirect(again)
    response.hangup()
    return twiml(response)


def turned_away(answer: Spoken, message: str = "", recording: str = "") -> Response:
    """An answer to a caller who meets nobody.

    `message` is asked once something was left after the tone, `recording` is told of its sound; a caller who says
    nothing falls through to the end of the call, and nothing is asked. Source: Twilio's documentation of <Record>.
    """
    response = VoiceResponse()
    for one in answer.sentences:
        response.say(one.words, language=_VOICES[one.language])
    if answer.message and message:
        response.record(
            action=message,
            max_length=LONGEST_MESSAGE,
            finish_on_key="#",
            play_beep=True,
            recording_status_callback=recording,
            recording_status_callback_event="completed absent",
        )
        last = answer.sentences[-1].language
        response.say(GOODBYE[last], language=_VOICES[last])
    response.hangup()
    return twiml(response)
