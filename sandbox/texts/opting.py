"""Opting out by text: STOP words and their way back (Twilio, "Default keywords", "Advanced Opt-Out")."""

from typing import Literal

from sandbox.network import Network

STOP = frozenset({"STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"})
START = frozenset({"START", "UNSTOP"})
HELP = frozenset({"HELP", "INFO"})
Kind = Literal["STOP", "START", "HELP", ""]
#: What the network writes back of its own accord where Advanced Opt-Out is on.
REPLIES: dict[Kind, str] = {
    "STOP": "You have successfully been unsubscribed. You will not receive any more messages from this number.",
    "START": "You have successfully been re-subscribed to messages from this number.",
    "HELP": "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}


def listen(net: Network, ours: str, theirs: str, body: str) -> Kind:
    """Heed a word that opts out or in again, per our number and theirs; which kind of word it was.

    Any other text, in whatever language, changes nothing at the network.
    """
    word = body.strip().upper()
    if word in STOP:
        net.opted_out.add((ours, theirs))
        return "STOP"
    if word in START:
        net.opted_out.discard((ours, theirs))
        return "START"
    return "HELP" if word in HELP else ""
