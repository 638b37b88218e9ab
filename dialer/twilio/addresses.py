"""The addresses that we give to Twilio: each names the attempt, or the agent's leg, by its secret token."""

from __future__ import annotations

from dataclasses import dataclass

#: Paths below the public address; `webhooks` serves exactly these.
CALL = "/twilio/call/<token>"
LEG = "/twilio/leg/<token>"
TEXT = "/twilio/text/<token>"
#: A test call, or a test text, to one of our own people.
REHEARSAL = "/twilio/rehearsal/<token>"
INBOUND_CALL = "/twilio/inbound/call"
#: What happens on one call that came in.
INBOUND = "/twilio/inbound/<token>"
INBOUND_TEXT = "/twilio/inbound/text"

#: Twilio tries a webhook again on any failure, twice, not only when it could not connect.
RETRIES = "#rc=2&rp=all"


@dataclass(frozen=True)
class Addresses:
    """Full addresses under our public URL."""

    public_url: str

    def of(self, path: str, token: str, leaf: str, *, retried: bool = False) -> str:
        """For example `…/twilio/call/TOKEN/status`; `retried` asks Twilio to deliver again on failure."""
        return f"{self.public_url}{path.replace('<token>', token)}/{leaf}{RETRIES if retried else ''}"
