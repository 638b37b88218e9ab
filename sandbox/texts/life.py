"""The life of a text of ours. The one place where a text's status is written.

queued ---> sent ---> delivered | undelivered
  |           |
  |           +--> failed
  +--> canceled
"""

from datetime import UTC, datetime

from sandbox import numbers, sids
from sandbox.network import Network
from sandbox.post.letters import Letter
from sandbox.records.call import MISSED, Report
from sandbox.records.message import Message
from sandbox.texts import answers

#: From the queue to the carrier, and from the carrier to the telephone, in virtual seconds.
SENDING_S, DELIVERY_S = 0.5, 2.0
LANDLINE, OUT_OF_REACH = 30006, 30003
#: Never handed to a carrier (queue overflow); the other errors come back from one.
FAILED = frozenset({30001})


def send(net: Network, to: str, from_: str, body: str, report: Report, service: str, direction: str) -> Message:
    """Accept a text and send it on its way."""
    now = net.now()
    message = Message(sids.new("SM"), to, from_, body, direction, now, "queued", report, service, updated_at=now)
    net.messages[message.sid] = message
    net.remember(message)
    net.schedule.after(SENDING_S, lambda: _leave(net, message))
    return message


def cancel(net: Network, message: Message) -> bool:
    """Take back a text that has not been sent; whether it could be."""
    if message.status != "queued":
        return False
    _become(net, message, "canceled")
    return True


def _leave(net: Network, message: Message) -> None:
    if message.status != "queued":
        return
    message.sent_at = net.now()
    _become(net, message, "sent")
    net.schedule.after(DELIVERY_S, lambda: _arrive(net, message))


def _arrive(net: Network, message: Message) -> None:
    message.error_code = _error(net, message.to)
    status = "failed" if message.error_code in FAILED else "undelivered" if message.error_code else "delivered"
    _become(net, message, status)
    if message.status == "delivered" and message.direction == "outbound-api":
        answers.read_by_person(net, message, _last_call_missed(net, message.to), send)


def _error(net: Network, to: str) -> int | None:
    """Why a text does not reach `to`, or None."""
    told = net.town.at(to)
    if told.text_error is not None:
        return told.text_error
    if told.kind == "landline" or numbers.is_landline(to):
        return LANDLINE
    return OUT_OF_REACH if net.town.is_out_of_reach(to) else None


def _become(net: Network, message: Message, status: str) -> None:
    message.status, message.updated_at = status, net.now()
    net.remember(message)
    fields = {
        "AccountSid": net.account.sid,
        "ApiVersion": "2010-04-01",
        "From": message.from_,
        "MessageSid": message.sid,
        "MessageStatus": status,
        "SmsSid": message.sid,
        "SmsStatus": status,
        "To": message.to,
    }
    if message.messaging_service_sid:
        fields["MessagingServiceSid"] = message.messaging_service_sid
    if message.error_code:
        fields["ErrorCode"] = str(message.error_code)
    if status in ("delivered", "undelivered"):
        fields["RawDlrDoneDate"] = datetime.fromtimestamp(net.now(), UTC).strftime("%y%m%d%H%M")
    if message.report.url:
        net.post(Letter(message.sid, message.report.url, fields, message.report.method))


def _last_call_missed(net: Network, number: str) -> bool:
    """Whether our latest call to `number` is over and found nobody."""
    call = net.latest.get(number)
    return call is not None and call.status in MISSED
