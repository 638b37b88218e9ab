"""Recordings as the REST API shows them: of the account, below a call, below a conference. They differ a little."""

from sandbox.api.resources import Resource, root
from sandbox.clock import rfc2822
from sandbox.network import Network
from sandbox.records.recording import Recording

_PARTS = {"add_on_results": "AddOnResults", "transcriptions": "Transcriptions"}
#: What a minute costs, in dollars; made up.
PRICE_A_MINUTE = 0.0025


def of_account(net: Network, of: Recording) -> Resource:
    """A Recording; its sound is at its media_url, there as WAV, and with .mp3 or .wav after it."""
    path = f"{root(net)}/Recordings/{of.sid}"
    return _shown(net, of) | {
        "uri": f"{path}.json",
        "subresource_uris": {name: f"{path}/{part}.json" for name, part in _PARTS.items()},
        "media_url": f"{net.base_url}{path}",
    }


def of_call(net: Network, of: Recording) -> Resource:
    """A Recording below its Call, where the track is told."""
    return _shown(net, of) | {
        "track": of.wish.track,
        "uri": f"{root(net)}/Calls/{of.call_sid}/Recordings/{of.sid}.json",
    }


def of_conference(net: Network, of: Recording) -> Resource:
    """A Recording below its Conference."""
    uri = f"{root(net)}/Conferences/{of.conference_sid}/Recordings/{of.sid}.json"
    return _shown(net, of) | {"uri": uri}


def _shown(net: Network, of: Recording) -> Resource:
    return {
        "account_sid": net.account.sid,
        "api_version": "2010-04-01",
        "call_sid": of.call_sid or None,
        "conference_sid": of.conference_sid or None,
        "date_created": rfc2822(of.started_at),
        "date_updated": rfc2822(of.updated_at),
        "start_time": rfc2822(of.started_at),
        "duration": None if of.duration_s is None else str(of.duration_s),
        "sid": of.sid,
        "price": _price(of),
        "price_unit": "USD",
        "status": of.status,
        "channels": of.channels,
        "source": of.source,
        "error_code": None,
        "encryption_details": None,
    }


def _price(of: Recording) -> str | None:
    return f"-{PRICE_A_MINUTE * -(-of.duration_s // 60):.5f}" if of.status == "completed" and of.duration_s else None
