"""Resources as the REST API shows them; the property sets are those of Twilio's OpenAPI description (v2010)."""

from sandbox import sids
from sandbox.clock import rfc2822
from sandbox.network import Network
from sandbox.numbers import formatted
from sandbox.records.call import Call, Status
from sandbox.records.message import Message
from sandbox.records.room import Participant, Room

Resource = dict[str, object]
_CALL_PARTS = {
    "notifications": "Notifications",
    "recordings": "Recordings",
    "payments": "Payments",
    "events": "Events",
    "siprec": "Siprec",
    "streams": "Streams",
    "transcriptions": "Transcriptions",
    "user_defined_message_subscriptions": "UserDefinedMessageSubscriptions",
    "user_defined_messages": "UserDefinedMessages",
}
_STANDINGS = {Status.QUEUED: "queued", Status.RINGING: "ringing", Status.IN_PROGRESS: "connected"}
#: What a minute costs, in dollars; made up.
PRICE_A_MINUTE, PRICE_A_SEGMENT = 0.0140, 0.0079


def root(net: Network) -> str:
    """The path all resources of the account begin with."""
    return f"/2010-04-01/Accounts/{net.account.sid}"


def call(net: Network, of: Call) -> Resource:
    """A Call. `start_time` is when the telephone was dialled, and null while queued."""
    path = f"{root(net)}/Calls/{of.sid}"
    ours = of.to if of.direction == "inbound" else of.from_
    return _progress(net, of) | {
        "sid": of.sid,
        "parent_call_sid": of.parent_sid or None,
        "account_sid": net.account.sid,
        "to": of.to,
        "to_formatted": formatted(of.to),
        "from": of.from_,
        "from_formatted": formatted(of.from_),
        "phone_number_sid": sids.of("PN", ours) if ours in net.account.numbers else None,
        "direction": of.direction,
        "api_version": "2010-04-01",
        "forwarded_from": None,
        "group_sid": None,
        "caller_name": None,
        "trunk_sid": None,
        "uri": f"{path}.json",
        "subresource_uris": {name: f"{path}/{part}.json" for name, part in _CALL_PARTS.items()},
    }


def _progress(net: Network, of: Call) -> Resource:
    """How far a call has come. Minutes are billed whole; an unanswered call has a duration of 0 and no price."""
    waited_s = (of.left_queue_at if of.left_queue_at is not None else net.now()) - of.created_at
    minutes = -(-of.talking_s // 60)
    return {
        "date_created": rfc2822(of.created_at),
        "date_updated": rfc2822(of.updated_at or of.created_at),
        "status": of.status.value,
        "start_time": rfc2822(of.left_queue_at),
        "end_time": rfc2822(of.ended_at),
        "duration": str(of.talking_s) if of.over else None,
        "price": f"-{PRICE_A_MINUTE * minutes:.5f}" if of.over and minutes else None,
        "price_unit": "USD",
        "answered_by": of.answered_by or None,
        "queue_time": str(int(max(0.0, waited_s) * 1000)),
    }


def message(net: Network, of: Message) -> Resource:
    """A Message."""
    path = f"{root(net)}/Messages/{of.sid}"
    return _transit(of) | {
        "body": of.body,
        "num_segments": str(of.segments),
        "direction": of.direction,
        "from": of.from_ or None,
        "to": of.to,
        "uri": f"{path}.json",
        "account_sid": net.account.sid,
        "num_media": "0",
        "messaging_service_sid": of.messaging_service_sid or None,
        "sid": of.sid,
        "api_version": "2010-04-01",
        "subresource_uris": {"media": f"{path}/Media.json"},
    }


def _transit(of: Message) -> Resource:
    """How far a text has come."""
    paid = of.status in ("delivered", "received")
    return {
        "date_created": rfc2822(of.created_at),
        "date_updated": rfc2822(of.updated_at),
        "date_sent": rfc2822(of.sent_at),
        "status": of.status,
        "error_code": of.error_code,
        "error_message": None,
        "price": f"-{PRICE_A_SEGMENT * of.segments:.5f}" if paid else None,
        "price_unit": "USD",
    }


def room(net: Network, of: Room) -> Resource:
    """A Conference."""
    path = f"{root(net)}/Conferences/{of.sid}"
    return {
        "account_sid": net.account.sid,
        "date_created": rfc2822(of.created_at),
        "date_updated": rfc2822(of.updated_at),
        "api_version": "2010-04-01",
        "friendly_name": of.name,
        "region": "us1",
        "sid": of.sid,
        "status": of.status,
        "uri": f"{path}.json",
        "subresource_uris": {"participants": f"{path}/Participants.json", "recordings": f"{path}/Recordings.json"},
        "reason_conference_ended": of.reason_ended or None,
        "call_sid_ending_conference": of.ended_by or None,
    }


def participant(net: Network, in_: Room, of: Participant) -> Resource:
    """A Participant."""
    return {
        "account_sid": net.account.sid,
        "call_sid": of.call.sid,
        "label": of.entry.label or None,
        "call_sid_to_coach": of.coaches or None,
        "coaching": bool(of.coaches),
        "conference_sid": in_.sid,
        "date_created": rfc2822(of.joined_at),
        "date_updated": rfc2822(of.updated_at),
        "end_conference_on_exit": of.ends,
        "muted": of.muted,
        "hold": of.hold,
        "start_conference_on_enter": of.entry.starts,
        "status": _STANDINGS.get(of.call.status, "complete"),
        "queue_time": "0",
        "uri": f"{root(net)}/Conferences/{in_.sid}/Participants/{of.call.sid}.json",
    }
