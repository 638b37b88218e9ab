"""What may be called and texted: Twilio's checks at the create, its magic numbers included.

Sources: Twilio's error dictionary and "Test credentials" (magic numbers).
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from sandbox import numbers
from sandbox.api.refusals import Refusal
from sandbox.exchange import departures
from sandbox.network import Network
from sandbox.voice.ringing import is_served

_MAGIC = "+1500555000"
LONGEST_BODY = 1600
LONGEST_TWIML = 4000


def check_call(net: Network, form: Mapping[str, str]) -> None:
    """Raise the Refusal of a create of a call, if there is one."""
    to, from_ = form.get("To", ""), form.get("From", "")
    if not to:
        raise Refusal(21201, "No to number is specified")
    if not from_:
        raise Refusal(21213, "Caller phone number is required")
    check_instructions(form)
    _check_caller(net, from_)
    _check_callee(net, to)
    if departures.is_full(net):
        raise Refusal(22005, "Call Queue Full: more calls wait than leave the queue in 24 hours")


def check_url(url: str, code: int, name: str) -> None:
    """Raise a Refusal unless `url` is empty or an http(s) URL whose host has no underscore."""
    if not url:
        return
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or "_" in parts.hostname:
        raise Refusal(code, f"{name} is not a valid URL: {url}")


def check_instructions(form: Mapping[str, str]) -> None:
    """Raise the Refusal of a form that says what is to be heard on a call, at the create or later."""
    if form.get("ApplicationSid"):
        raise Refusal(
            21218, f"Invalid ApplicationSid: {form['ApplicationSid']}. There are none here: give Url or Twiml."
        )
    if not (form.get("Url") or form.get("Twiml")):
        raise Refusal(21205, "Url or Twiml is required.")
    if len(form.get("Twiml", "")) > LONGEST_TWIML:
        raise Refusal(21620, f"Twiml exceeds {LONGEST_TWIML} characters.")
    check_url(form.get("Url", ""), 21205, "Url")
    check_url(form.get("StatusCallback", ""), 21609, "StatusCallback")


def check_text(net: Network, form: Mapping[str, str]) -> None:
    """Raise the Refusal of a create of a text, if there is one. Sender by number or by messaging service."""
    to, from_, body = form.get("To", ""), form.get("From", ""), form.get("Body", "")
    if not to:
        raise Refusal(21604, "A 'To' phone number is required.")
    if not from_ and not form.get("MessagingServiceSid"):
        raise Refusal(21603, "A 'From' phone number is required.")
    if not body and not form.get("MediaUrl"):
        raise Refusal(21602, "Message body is required.")
    if len(body) > LONGEST_BODY:
        raise Refusal(21617, f"The concatenated message body exceeds the {LONGEST_BODY} character limit.")
    check_url(form.get("StatusCallback", ""), 21609, "StatusCallback")
    if from_:
        _check_sender(net, from_)
    _check_recipient(net, to, from_)


def _check_caller(net: Network, from_: str) -> None:
    if from_ == _MAGIC + "1" or not (numbers.is_number(from_) or numbers.is_address(from_)):
        raise Refusal(21212, f"The phone number provided as caller is not valid: {from_}")
    if from_ not in net.account.numbers and not numbers.is_address(from_):
        raise Refusal(21210, f"The source phone number provided, {from_}, is not yet verified for your account.")


def _check_callee(net: Network, to: str) -> None:
    if to == _MAGIC + "2":
        raise Refusal(21214, f"'To' phone number cannot be reached: {to}")
    if to == _MAGIC + "3" or not is_served(net, to):
        permissions = "https://www.twilio.com/user/account/international"
        raise Refusal(
            21215,
            f"Account not authorized to call {to}. Perhaps you need to enable some international permissions: "
            f"{permissions}",
        )
    if to == _MAGIC + "4":
        raise Refusal(21216, f"Account not allowed to call {to}")
    if to == _MAGIC + "1" or not (numbers.is_number(to) or numbers.is_address(to)):
        raise Refusal(21217, f"Phone number does not appear to be valid: {to}")


def _check_sender(net: Network, from_: str) -> None:
    if from_ == _MAGIC + "1" or not numbers.is_number(from_):
        raise Refusal(21212, f"The 'From' number {from_} is not a valid phone number.")
    if from_ == _MAGIC + "8":
        raise Refusal(21611, f"This 'From' number has exceeded the maximum number of queued messages: {from_}")
    if from_ not in net.account.numbers:
        raise Refusal(21606, f"The 'From' phone number provided ({from_}) is not a valid message-capable number.")


def _check_recipient(net: Network, to: str, from_: str) -> None:
    if to == _MAGIC + "1" or not numbers.is_number(to):
        raise Refusal(21211, f"The 'To' number {to} is not a valid phone number.")
    if to == _MAGIC + "2":
        raise Refusal(21612, f"The 'To' phone number: {to}, is not currently reachable via SMS.")
    if to == _MAGIC + "3":
        raise Refusal(21408, f"Permission to send an SMS has not been enabled for the region of {to}")
    ours = {from_} if from_ else set(net.account.numbers)
    if to == _MAGIC + "4" or any((number, to) in net.opted_out for number in ours):
        raise Refusal(21610, "Attempt to send to unsubscribed recipient")
    fixed = net.town.at(to).kind == "landline" or numbers.is_landline(to)
    if to == _MAGIC + "9" or (fixed and numbers.country(to) not in numbers.LANDLINE_TEXTS_ACCEPTED):
        raise Refusal(21614, f"To number: {to}, is not a mobile number")
