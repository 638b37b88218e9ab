"""What the carrier refuses, in words: what it is, and what a person has to change in the Twilio Console."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from web.prices import country
from web.reading.troubles import Refused

_VOICE_PERMISSIONS = _l("In the Twilio Console allow calls to %(country)s: Voice > Settings > Geo permissions.")
_CREDENTIALS = _l(
    "Compare TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN with the first page of the Twilio Console, and start anew."
)
_SUSPENDED = _l("The account is suspended or closed: look at billing and messages in the Twilio Console.")
_TEXTING_NUMBER = _l("%(line)s cannot send texts: give the branch a number with SMS in the Twilio Console.")

#: The carrier's code -> what is to be done about it.
_TO_DO: dict[str, LazyString] = {
    "21215": _VOICE_PERMISSIONS,
    "13225": _VOICE_PERMISSIONS,
    "13227": _VOICE_PERMISSIONS,
    "32205": _VOICE_PERMISSIONS,
    "21408": _l("In the Twilio Console allow texts to %(country)s: Messaging > Settings > Geo permissions."),
    "21216": _l("Twilio keeps these numbers from being called: ask its support why, or take them off the file."),
    "21210": _l("Verify %(line)s in the Twilio Console, or buy it there: Phone Numbers > Verified Caller IDs."),
    "21212": _l("%(line)s is no usable caller id: correct the number of the branch."),
    "21601": _TEXTING_NUMBER,
    "21606": _TEXTING_NUMBER,
    "20003": _CREDENTIALS,
    "http_401": _CREDENTIALS,
    "http_403": _CREDENTIALS,
    "20404": _l("There is no such account: compare TWILIO_ACCOUNT_SID with the first page of the Twilio Console."),
    "http_404": _l("There is no such account: compare TWILIO_ACCOUNT_SID with the first page of the Twilio Console."),
    "30002": _SUSPENDED,
    "20005": _SUSPENDED,
    "10001": _SUSPENDED,
    "90010": _SUSPENDED,
}
_UNKNOWN = _l("Read in Twilio's list of errors what %(code)s means.")


def what(one: Refused) -> str:
    """What is refused, in one sentence."""
    calls = one.channel == "call"
    match one.wide:
        case "account":
            return gettext("The carrier refuses everything that our account asks for.")
        case "country" if calls:
            return gettext("Calls to %(country)s are refused.", country=country(one.country))
        case "country":
            return gettext("Texts to %(country)s are refused.", country=country(one.country))
        case "number":
            return gettext(
                "Some numbers in %(country)s are on the carrier's blocklist; they are not called again.",
                country=country(one.country),
            )
        case _ if calls:
            return gettext("Calls from %(line)s are refused.", line=one.line)
        case _:
            return gettext("Texts from %(line)s are refused.", line=one.line)


def to_do(one: Refused) -> str:
    """What a person has to change."""
    says = str(_TO_DO.get(one.code, _UNKNOWN))
    return says % {"country": country(one.country), "line": one.line, "code": one.code}


def explained_at(one: Refused) -> str:
    """Twilio's own page about the code; empty where the code is none of Twilio's."""
    return f"https://www.twilio.com/docs/errors/{one.code}" if one.code.isdecimal() else ""
