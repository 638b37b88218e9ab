"""What Twilio's webhooks say, kind by kind: the fields that are always there, those that may be, and their values.

Sources: Twilio's pages "Call status callbacks", "TwiML voice request", "TwiML Dial, Gather, Record, Conference",
"Answering machine detection", "Recording status callbacks", "Track message status" and "Messaging request", and what
captured webhooks show beyond them. Unknown fields may be added by Twilio at any time; the sandbox is to send none.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of webhook."""

    #: Always there.
    always: frozenset[str]
    #: There at times.
    maybe: frozenset[str] = frozenset()

    def __or__(self, other: Kind) -> Kind:
        """Both together."""
        return Kind(self.always | other.always, (self.maybe | other.maybe) - self.always - other.always)


def kind(always: str, maybe: str = "") -> Kind:
    """A kind from two lists of words."""
    return Kind(frozenset(always.split()), frozenset(maybe.split()))


#: About a call. Where somebody is follows from who they are: see `geography`.
CALL = kind(
    "CallSid AccountSid From To Caller Called CallStatus ApiVersion Direction", "ForwardedFrom CallerName ParentCallSid"
)
#: The three that a request for TwiML never has.
_PROGRESS = kind("Timestamp CallbackSource SequenceNumber")
_TAPED = kind("", "RecordingUrl RecordingSid RecordingDuration")

INITIATED = CALL | _PROGRESS
ON_THE_WAY = CALL | _PROGRESS | kind("", "StirStatus")
OVER = CALL | _PROGRESS | kind("Duration CallDuration", "SipResponseCode AnsweredBy StirStatus") | _TAPED
TWIML = CALL | kind("", "AnsweredBy MachineDetectionDuration StirStatus StirVerstat CallToken")
TWIML_AFTER_DETECTION = CALL | kind("AnsweredBy MachineDetectionDuration", "StirStatus")
GATHERED = CALL | kind("Digits FinishedOnKey msg", "AnsweredBy MachineDetectionDuration")
DIALLED = CALL | kind("DialCallStatus DialCallSid", "DialCallDuration DialBridged DialSipResponseCode") | _TAPED
CONFERRED = CALL | kind("DialCallStatus") | _TAPED
RECORDED = CALL | kind("RecordingUrl RecordingDuration", "RecordingSid Digits")
DETECTED = kind("AccountSid CallSid AnsweredBy MachineDetectionDuration")

CONFERENCE = kind("ConferenceSid FriendlyName AccountSid SequenceNumber Timestamp StatusCallbackEvent")
_PARTICIPANT = kind("CallSid Muted Hold Coaching EndConferenceOnExit StartConferenceOnEnter", "ParticipantLabel")
CONFERENCES = {
    "conference-start": CONFERENCE,
    "conference-end": CONFERENCE
    | kind("ReasonConferenceEnded", "CallSidEndingConference ParticipantLabelEndingConference Reason"),
    "participant-join": CONFERENCE | _PARTICIPANT,
    "participant-hold": CONFERENCE | _PARTICIPANT,
    "participant-unhold": CONFERENCE | _PARTICIPANT,
    "participant-mute": CONFERENCE | _PARTICIPANT,
    "participant-unmute": CONFERENCE | _PARTICIPANT,
    "participant-modify": CONFERENCE | _PARTICIPANT,
    "announcement-end": CONFERENCE | _PARTICIPANT | kind("AnnounceUrl"),
    "announcement-fail": CONFERENCE | _PARTICIPANT | kind("AnnounceUrl ReasonAnnouncementFailed"),
    "participant-leave": CONFERENCE | _PARTICIPANT | kind("ParticipantCallStatus ReasonParticipantLeft"),
}

_TAPE = kind(
    "AccountSid RecordingSid RecordingUrl RecordingStatus RecordingChannels RecordingStartTime RecordingSource "
    "RecordingTrack ErrorCode"
)
TAPE_RUNS = _TAPE | kind("CallSid", "RecordingDuration")
TAPE_OF_CALL = _TAPE | kind("CallSid RecordingDuration")
TAPE_OF_CONFERENCE = _TAPE | kind("ConferenceSid RecordingDuration")

TEXT = kind(
    "MessageSid MessageStatus SmsSid SmsStatus To From AccountSid ApiVersion",
    "ErrorCode MessagingServiceSid RawDlrDoneDate",
)
TEXT_IN = kind(
    "MessageSid SmsSid SmsMessageSid AccountSid From To Body NumMedia NumSegments SmsStatus ApiVersion",
    "MessagingServiceSid OptOutType",
)

_SEEN = "(human|machine_start|machine_end_beep|machine_end_silence|machine_end_other|fax|unknown)"
_TERMINAL = "completed|busy|no-answer|canceled|failed"
_REASONS_LEFT = (
    "participant_hung_up|participant_updated_via_api|moderator_ended_conference|conference_ended_via_api|"
    "participant_add_failed"
)
_REASONS_ENDED = (
    "conference-ended-via-api|last-participant-left|last-participant-kicked|"
    "participant-with-end-conference-on-exit-(left|kicked)"
)
_TRUTH, _WHOLE, _ID = "true|false", r"\d+", "[0-9a-f]{32}"

#: What a value looks like, in full; Timestamp and RecordingStartTime are dates and judged as such.
VALUES = {
    "AccountSid": f"AC{_ID}",
    "AnsweredBy": _SEEN,
    "ApiVersion": "2010-04-01",
    "CallDuration": _WHOLE,
    "CallSid": f"CA{_ID}",
    "CallSidEndingConference": f"CA{_ID}",
    "CallStatus": f"queued|initiated|ringing|in-progress|{_TERMINAL}",
    # JSON, escaped once more than the form is
    "CallToken": "%7B[^ ]+%7D",
    "CallbackSource": "call-progress-events",
    "Coaching": _TRUTH,
    "ConferenceSid": f"CF{_ID}",
    "DialBridged": _TRUTH,
    "DialCallDuration": _WHOLE,
    "DialCallSid": f"CA{_ID}",
    "DialCallStatus": "completed|answered|busy|no-answer|failed|canceled",
    "Digits": r"[0-9#*]*|hangup",
    "Direction": "inbound|outbound-api|outbound-dial",
    "Duration": _WHOLE,
    "EndConferenceOnExit": _TRUTH,
    "ErrorCode": _WHOLE,
    "FinishedOnKey": r"[0-9#*]?",
    "Hold": _TRUTH,
    "MachineDetectionDuration": _WHOLE,
    "MessageSid": f"(SM|MM){_ID}",
    "MessageStatus": "accepted|scheduled|queued|sending|sent|delivered|undelivered|failed|canceled|read",
    "MessagingServiceSid": f"MG{_ID}",
    "Muted": _TRUTH,
    "NumMedia": _WHOLE,
    "NumSegments": r"[1-9]\d*",
    "OptOutType": "STOP|START|HELP",
    "ParentCallSid": f"CA{_ID}",
    "ParticipantCallStatus": f"in-progress|{_TERMINAL}",
    "RawDlrDoneDate": r"\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])([01]\d|2[0-3])[0-5]\d",
    "ReasonConferenceEnded": _REASONS_ENDED,
    "ReasonParticipantLeft": _REASONS_LEFT,
    "RecordingChannels": "1|2",
    "RecordingDuration": _WHOLE,
    "RecordingSid": f"RE{_ID}",
    "RecordingSource": "DialVerb|Conference|OutboundAPI|Trunking|RecordVerb|Start(Call|Conference)RecordingAPI",
    "RecordingStatus": "in-progress|completed|absent",
    "RecordingTrack": "inbound|outbound|both",
    # without an extension
    "RecordingUrl": rf"https?://[^/]+/2010-04-01/Accounts/AC{_ID}/Recordings/RE{_ID}",
    "SequenceNumber": _WHOLE,
    "SipResponseCode": r"[1-6]\d\d",
    "SmsMessageSid": f"(SM|MM){_ID}",
    "SmsSid": f"(SM|MM){_ID}",
    "SmsStatus": "accepted|scheduled|queued|sending|sent|delivered|undelivered|failed|canceled|read|received",
    "StartConferenceOnEnter": _TRUTH,
    "StatusCallbackEvent": "|".join(CONFERENCES),
    "StirStatus": "[ABC]",
    "StirVerstat": "(TN-Validation-(Passed|Failed)|No-TN-Validation)(-[ABC])?(-Diverted|-Passthrough)*",
    "msg": "Gather End",
}
