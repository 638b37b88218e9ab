"""What people do after a text of ours, and what our number's SMS URL does with theirs."""

from collections.abc import Callable

from sandbox import sids
from sandbox.exchange import inbound
from sandbox.network import Network
from sandbox.numbers import geography
from sandbox.post.letters import Letter, Reply
from sandbox.records.call import NO_REPORT, Report
from sandbox.records.message import Message
from sandbox.texts import opting
from sandbox.twiml.documents import Unreadable, read

#: The messaging service our numbers belong to where Advanced Opt-Out is on.
SERVICE = sids.of("MG", "sandbox")
#: Sends a text: network, to, from, body, report, messaging service, direction.
Send = Callable[[Network, str, str, str, Report, str, str], Message]


def read_by_person(net: Network, message: Message, missed: bool, send: Send) -> None:
    """The person has our text: now and then they write back, or ring back after a call they missed."""
    theirs, ours = message.to, message.from_
    if ours not in net.account.numbers:
        return
    next_steps = net.town.next_text(theirs, missed)
    reply = next_steps.reply
    # Texts to mainland China are one-way: nothing comes back (Twilio article 360016612253).
    if reply is not None and not theirs.startswith("+86"):
        net.schedule.after(next_steps.reply_after_s, lambda: _write(net, theirs, ours, reply, send))
    if next_steps.calls_back_after_s is not None:
        net.schedule.after(next_steps.calls_back_after_s, lambda: _ring_back(net, theirs, ours))


def write_us(net: Network, from_: str, to: str, body: str, send: Send) -> Message:
    """Somebody writes to our number `to`; its SMS URL is told, and what it answers is sent."""
    now = net.now()
    message = Message(sids.new("SM"), to, from_, body, "inbound", now, "received", sent_at=now, updated_at=now)
    net.messages[message.sid] = message
    net.remember(message)
    kind = opting.listen(net, to, from_, body)
    answered = bool(kind) and net.account.advanced_opt_out
    if answered:
        send(net, from_, to, opting.REPLIES[kind], NO_REPORT, SERVICE, "outbound-reply")
    url = net.account.numbers[to].sms_url
    if url:
        fields = _fields(net, message) | ({"OptOutType": kind} if answered else {})
        net.post(Letter(message.sid, url, fields, kind="request"), lambda reply: _answer(net, message, reply, send))
    return message


def _write(net: Network, theirs: str, ours: str, body: str, send: Send) -> None:
    write_us(net, theirs, ours, body, send)


def _ring_back(net: Network, theirs: str, ours: str) -> None:
    if not any(call.person == theirs for call in net.live.values()):
        inbound.ring_us(net, theirs, ours)


def _fields(net: Network, message: Message) -> dict[str, str]:
    fields = {
        "AccountSid": net.account.sid,
        "ApiVersion": "2010-04-01",
        "Body": message.body,
        "From": message.from_,
        "MessageSid": message.sid,
        "NumMedia": "0",
        "NumSegments": str(message.segments),
        "SmsMessageSid": message.sid,
        "SmsSid": message.sid,
        "SmsStatus": "received",
        "To": message.to,
    }
    if net.account.advanced_opt_out:
        fields["MessagingServiceSid"] = SERVICE
    return fields | geography("From", message.from_) | geography("To", message.to)


def _answer(net: Network, message: Message, reply: Reply, send: Send) -> None:
    """Send the Messages of the TwiML that came back; those who opted out get none (21610)."""
    if not reply.ok or not reply.text.strip():
        return
    try:
        verbs = read(reply.text)
    except Unreadable as error:
        net.trouble(12100, message.sid, str(error))
        return
    for verb in (verb for verb in verbs if verb.name == "Message"):
        body = next((child.text for child in verb.children if child.name == "Body"), verb.text)
        if (message.to, message.from_) in net.opted_out:
            net.trouble(21610, message.sid, "attempt to send to unsubscribed recipient")
            continue
        report = Report(verb.address("statusCallback", net.account.numbers[message.to].sms_url))
        send(net, verb.word("to", message.from_), message.to, body, report, "", "outbound-reply")
