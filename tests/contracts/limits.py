"""What Twilio documents of its parameters and its description leaves out: ranges, lengths, words.

Sources: Twilio's pages of the Call, Message, Participant and Recording resources, the tables of request parameters.
"""

from __future__ import annotations

from typing import Any

_SWITCH = {"enum": ["true", "false"]}
_CALL_EVENTS = {"items": {"enum": ["initiated", "ringing", "answered", "completed"]}, "minItems": 1}
_RECORDING_EVENTS = {"items": {"enum": ["in-progress", "completed", "absent"]}, "minItems": 1}
_CONFERENCE_EVENTS = {
    "items": {"enum": ["start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement"]}
}

#: By the name of a form field or a query parameter, whatever the resource.
LIMITS: dict[str, dict[str, Any]] = {
    "AsyncAmd": _SWITCH,
    "Body": {"maxLength": 1600},
    "ConferenceStatusCallbackEvent": _CONFERENCE_EVENTS,
    "ConferenceRecord": {"enum": ["true", "false", "record-from-start", "do-not-record"]},
    # not the sid of a call, and no slash: it stands in a path later
    "Label": {"maxLength": 128, "pattern": r"^(?!CA[0-9a-f]{32}$)[^/]+$"},
    "MachineDetection": {"enum": ["Enable", "DetectMessageEnd"]},
    "MachineDetectionSilenceTimeout": {"minimum": 2000, "maximum": 10000},
    "MachineDetectionSpeechEndThreshold": {"minimum": 500, "maximum": 5000},
    "MachineDetectionSpeechThreshold": {"minimum": 1000, "maximum": 6000},
    "MachineDetectionTimeout": {"minimum": 3, "maximum": 59},
    "MaxParticipants": {"minimum": 2, "maximum": 250},
    "RecordingChannels": {"enum": ["mono", "dual"]},
    "RecordingStatusCallbackEvent": _RECORDING_EVENTS,
    "RecordingTrack": {"enum": ["inbound", "outbound", "both"]},
    "SendDigits": {"pattern": r"^[0-9#*wW]{1,32}$"},
    "StatusCallbackEvent": _CALL_EVENTS,
    "TimeLimit": {"minimum": 1, "maximum": 86400},
    "Timeout": {"minimum": 1, "maximum": 600},
    "Trim": {"enum": ["trim-silence", "do-not-trim"]},
    "Twiml": {"maxLength": 4000},
    "ValidityPeriod": {"minimum": 1, "maximum": 36000},
}
#: Of these one has to be there. Source: the Call and Message resources, "create".
ONE_OF: dict[str, tuple[frozenset[str], ...]] = {
    "/2010-04-01/Accounts/{AccountSid}/Calls.json": (frozenset({"Url", "Twiml", "ApplicationSid"}),),
    "/2010-04-01/Accounts/{AccountSid}/Messages.json": (
        frozenset({"From", "MessagingServiceSid"}),
        frozenset({"Body", "MediaUrl", "ContentSid"}),
    ),
}
