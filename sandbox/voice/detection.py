"""Answering-machine detection: who it takes the answerer for, and when it knows (Twilio, "AMD")."""

from collections.abc import Callable

from sandbox.network import Network
from sandbox.post.letters import Letter
from sandbox.records.call import Call, Detection
from sandbox.voice import life

#: Virtual seconds from the answer to the verdict.
HUMAN_S, MACHINE_S, MESSAGE_END_S, SILENCE_S = 3.2, 4.0, 12.0, 5.0


def begin(net: Network, call: Call, wanted: Detection, proceed: Callable[[], None]) -> None:
    """Listen to who has answered. `proceed` runs now when asynchronous, and with the verdict when not."""
    verdict, seconds = _verdict(call, wanted)
    if wanted.asynchronous:
        proceed()

    def decide() -> None:
        call.answered_by, call.detection_ms = verdict, int(seconds * 1000)
        net.remember(call)
        if wanted.asynchronous:
            _tell(net, call, wanted)
        else:
            proceed()

    life.later(net, call, seconds, decide)


def fields(call: Call) -> dict[str, str]:
    """What a TwiML request says of a verdict that has been reached."""
    if not call.answered_by:
        return {}
    return {"AnsweredBy": call.answered_by, "MachineDetectionDuration": str(call.detection_ms)}


def _verdict(call: Call, wanted: Detection) -> tuple[str, float]:
    if call.turn is not None and call.turn.answer == "machine":
        return ("machine_end_beep", MESSAGE_END_S) if wanted.to_the_end else ("machine_start", MACHINE_S)
    if call.turn is not None and call.turn.answer == "hang-up":
        return "unknown", SILENCE_S
    return "human", HUMAN_S


def _tell(net: Network, call: Call, wanted: Detection) -> None:
    if not wanted.report.url:
        return
    told = {"AccountSid": net.account.sid, "CallSid": call.sid} | fields(call)
    net.post(Letter(call.sid, wanted.report.url, told, wanted.report.method))
