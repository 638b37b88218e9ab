"""Reason codes in words, for people who ask why. A code that nobody has put into words is shown as it is."""

from __future__ import annotations

import re

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

_WORDS: dict[str, LazyString] = {
    # Ready, as far as the follow-up is concerned.
    "ready_agent": _l("ready, waits for a free agent"),
    "ready_greeting": _l("ready, waits for a free line"),
    "window": _l("its window has just opened"),
    "promised": _l("promised to the customer"),
    "text_first": _l("a text went out first; the call follows it"),
    "claimed": _l("being called"),
    "texting": _l("the text is on its way"),
    # Planning.
    "planned": _l("planned"),
    "moved": _l("moved to another time"),
    "due_again": _l("due again after all"),
    "replaced": _l("a newer event took its place"),
    "cancelled": _l("called off by a later event"),
    "held": _l("held back while another matter is open"),
    "event_withdrawn": _l("what it hung on was taken back"),
    "no_longer_due": _l("not due any more"),
    "quota_met": _l("talked with often enough in this period"),
    "playbook_off": _l("the playbook was switched off or changed"),
    "deceased": _l("the customer has died"),
    "erased": _l("the data was erased on the person’s wish"),
    # Windows that went by.
    "known_too_late": _l("we heard of it when the window was over"),
    "planned_too_late": _l("it was planned when the window was over"),
    "not_reached": _l("tried, and nobody was reached"),
    "nobody_called": _l("permitted, and nobody of ours called"),
    # Hours and calendars.
    "outside_window": _l("outside the permitted hours where the customer is"),
    "ring_overrun": _l("the phone would still ring when the permitted hours end"),
    "ceiling_21": _l("it is 21:00 or later where the customer is"),
    "public_holiday": _l("a public holiday where the customer is"),
    "not_workday": _l("not a workday where the customer is"),
    "law_day_closed": _l("the law closes this day for calls"),
    "customer_wish": _l("the customer asked not to be called at this time"),
    "no_zone": _l("nobody knows the customer's time zone"),
    "zone_disagree": _l("the number may be in several time zones, and not all are open"),
    # Caps and traffic.
    "cap": _l("called often enough for now"),
    "cap_1_per_day": _l("the law where the customer is allows one unanswered call a day"),
    "cap_2_per_week": _l("the law where the customer is allows two unanswered calls a week"),
    "cap_3_per_day": _l("three calls a day are the custom where the customer is"),
    "cap_3_per_24h": _l("the law where the customer is allows three calls in 24 hours"),
    "cap_3_per_week": _l("the code where the customer is allows three calls a week"),
    "cap_4_per_30d": _l("the law where the customer is allows four calls in 30 days"),
    "cap_8_per_month": _l("the law where the customer is allows eight calls a month"),
    "house_cap_24h": _l("called often enough in the last 24 hours"),
    "house_cap_apart": _l("called a moment ago"),
    "house_cap_month": _l("called often enough this month"),
    "house_cap_asking_day": _l("called often enough today for a call that sells or asks"),
    "house_cap_asking_month": _l("called often enough this month for a call that sells or asks"),
    "house_texts_24h": _l("texted often enough in the last 24 hours"),
    "house_texts_month": _l("texted often enough this month"),
    "apart_30min": _l("half an hour between calls is the custom where the customer is"),
    "abandoned_72h": _l("no automated call within 72 hours of one that nobody of ours took"),
    "refusal_60d": _l("refused; the law allows no call for 60 days"),
    "refused_forever": _l("refused; the law allows no further call"),
    "regf_7_in_7": _l("the law where the customer is allows seven calls in seven days"),
    "regf_7d_after_contact": _l("the law where the customer is allows no call within seven days of a conversation"),
    "busy_elsewhere": _l("the customer or the number is in another call"),
    "carrier_busy": _l("the carrier asked us to slow down"),
    "carrier_strained": _l("the carrier is out of order for the moment; it is asked again at growing intervals"),
    "mended": _l("the carrier lets our account do it again"),
    "once_more": _l("not delivered; it is sent once more"),
    # Read by an agent before the call.
    "skipped_talked_already": _l("skipped by the agent: somebody has talked with them already"),
    "skipped_in_the_house": _l("skipped by the agent: they are here with us now"),
    "skipped_not_a_good_time": _l("skipped by the agent: not a good time for them"),
    "skipped_other": _l("skipped by the agent, for another reason"),
    "preview_lapsed": _l("nobody clicked it in time"),
    "house_closed": _l("Huifang was shut down before the call began; it is tried again"),
    "restored": _l("perhaps called after the backup that was put in place; a person has to find out"),
    "lease_expired": _l("no worker took the call up; it is tried again"),
    "number_changed": _l("the customer's number changed; it is judged again"),
    # Campaigns and customers.
    # Their list and ours.
    "unknown_to_us": _l("neither the record nor the customer is known here"),
    "not_imported": _l("the customer is known, the record is not; it was not imported"),
    "on_another_day": _l("here it stands under another day"),
    "of_another_kind": _l("here it is of another category"),
    "another_event": _l("here it is another kind of event"),
    "no_key": _l("the row has no number"),
    "condition_not_met": _l("no step of the playbook is meant for it"),
    "to_be_planned": _l("just learnt; it is being planned"),
    # The second round.
    "second_round": _l("the second round; the first one reached nobody"),
    "second_already": _l("has had a second round"),
    "reached_since": _l("somebody has talked with the customer since"),
    "matter_closed": _l("the matter is closed"),
    "campaign_paused": _l("the campaign is paused"),
    "campaign_stopped": _l("the campaign was stopped"),
    "suppressed": _l("left in peace: opted out or suppressed"),
    "no_number": _l("no usable number"),
    "no_voice_service": _l("the carrier has no voice service to this number"),
    "opt_out": _l("opted out"),
    "imported": _l("stands on a do-not-call list"),
    "consent_withdrawn": _l("took the consent back"),
    "no_consent": _l("has not consented, as the law asks for here"),
    "refused": _l("does not want to be called"),
    "asked": _l("asked to be left in peace"),
    "wrong_number": _l("the numbers belong to somebody else"),
    "complaint_open": _l("a complaint is open; nobody calls about anything else"),
    # A launch that is tried out beforehand.
    "not_meant": _l("this step is not meant for them"),
    "nobody_took_it_up": _l("no worker took it up in time"),
    # Recordings.
    "notice_given": _l("the notice was given"),
    "left_a_message": _l("the caller left a message"),
    "refused_by_customer": _l("the customer does not want to be recorded"),
    "erased_on_request": _l("erased on request"),
    "too_old": _l("erased after its time"),
    "too_large": _l("too long to be kept"),
    "no_sound": _l("nothing was to be heard"),
    "over_before": _l("the call was over before it was recorded"),
    # After a try.
    "no_answer": _l("nobody answered"),
    "busy": _l("the line was busy"),
    "rejected": _l("the customer declined the call"),
    "machine": _l("a machine answered"),
    "failed": _l("the network could not reach the number"),
    "bad_number": _l("the number does not exist"),
    "abandoned": _l("answered, and nobody of ours was there"),
    "lost": _l("the carrier has no trace of the call"),
    "other_number": _l("another number of the customer is tried"),
    "rang_us": _l("the customer rang us while we rang them"),
    "asked_us": _l("the customer rang us"),
    "rang_back": _l("the customer rang back and was promised a call"),
    "line_dropped": _l("our line dropped in the middle of a talk, and a call was promised"),
    "not_discussed": _l("there was no time for it in the last call"),
    "said_in_call": _l("said in a call about something else"),
    "not_said": _l("to be said in a call in which nobody was reached"),
    "call_released": _l("the call that it was part of was not placed"),
    "answered": _l("answered"),
    "talked": _l("talked with"),
    "greeted": _l("the greeting was heard"),
    "texted": _l("the text went out"),
    "written": _l("written by an agent"),
    "no_answer_needed": _l("what they wrote needed no answer"),
    "not_sent": _l("the text could not be sent"),
    "text_not_private": _l("the words would give away what it is about"),
    "undelivered": _l("the text was not delivered"),
    "no_text_service": _l("the carrier sends no texts to this number"),
    "takes_no_texts": _l("the number takes no texts; it may be a landline"),
    "all_tries_used": _l("all tries are used"),
    "window_closed": _l("the window closed"),
    "promise_missed": _l("promised for a day that went by"),
}
#: How a call ended, where the same code means something else of a follow-up.
_OF_CALLS: dict[str, LazyString] = {"cancelled": _l("the call was withdrawn before anybody answered")}
_NO_OPENING = re.compile(r"^(?P<why>.+)_no_opening_left$")
_CARRIER = re.compile(r"^carrier_(?P<error>\d+|http_\d+)$")
_TEXT_ERROR = re.compile(r"^\d{5}$")
#: The carrier's codes for a text that did not arrive.
_TEXT_ERRORS: dict[str, LazyString] = {
    "21610": _l("the person has told the carrier to stop"),
    "21614": _l("the number takes no texts; it may be a landline"),
    "30001": _l("too many texts waited at the carrier"),
    "30002": _l("our account is suspended"),
    "30003": _l("the phone was off or out of reach"),
    "30004": _l("the text was blocked on its way"),
    "30005": _l("nobody has this number"),
    "30006": _l("the number takes no texts; it may be a landline"),
    "30007": _l("a network filtered the text"),
    "30008": _l("a network did not deliver it and does not say why"),
}
_AFTER = re.compile(r"^after_(?P<result>\w+)$")
_ELSEWHEN = re.compile(r"^(?:after_)?(?P<why>\w+)_(?P<when>other_part|other_day|other_day_and_part)$")


def in_words(code: str) -> str:
    """The code as a person would say it, in the page's language; the code itself where there are no words."""
    if code in _WORDS:
        return str(_WORDS[code])
    if found := _NO_OPENING.match(code):
        return gettext("%(why)s; no permitted hours are left in the window", why=in_words(found["why"]))
    if found := _CARRIER.match(code):
        return gettext("the carrier refuses with error %(code)s; the account or its settings", code=found["error"])
    if code in _TEXT_ERRORS:
        return f"{_TEXT_ERRORS[code]} ({code})"
    if _TEXT_ERROR.match(code):
        return gettext("the carrier reports error %(code)s", code=code)
    return _tried_again(code)


def _tried_again(code: str) -> str:
    if found := _ELSEWHEN.match(code):
        return _elsewhen(found["when"], _of_call(found["why"]))
    if (found := _AFTER.match(code)) and found["result"] in _WORDS:
        return gettext("next try, because %(why)s", why=_of_call(found["result"]))
    return code


def _of_call(result: str) -> str:
    return str(_OF_CALLS.get(result) or in_words(result))


def _elsewhen(when: str, why: str) -> str:
    """The next try is not only later."""
    match when:
        case "other_part":
            return gettext("next try in another part of the day, because %(why)s", why=why)
        case "other_day":
            return gettext("next try on another day, because %(why)s", why=why)
        case _:
            return gettext("next try on another day, in another part of it, because %(why)s", why=why)
