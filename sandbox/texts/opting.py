"""Opting out by text: STOP words and their way back (Twilio, "Default keywords"). Per our number and theirs."""

from sandbox.network import Network

STOP = frozenset({"STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"})
START = frozenset({"START", "UNSTOP"})


def listen(net: Network, ours: str, theirs: str, body: str) -> None:
    """Heed a word that opts out or in again. Any other text, in whatever language, changes nothing at the network."""
    word = body.strip().upper()
    if word in STOP:
        net.opted_out.add((ours, theirs))
    elif word in START:
        net.opted_out.discard((ours, theirs))
