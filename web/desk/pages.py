"""The desk as a page and as the parts of it that are swapped while an agent works."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from campaigns.follow_ups import FollowUp
from campaigns.fraud_reports import NEVER_ASKED
from campaigns.house_clock import day_began, house_zone
from campaigns.numbers.masking import mask
from dialer.agents.telephones import chosen
from dialer.talks.entries import MOST_QUESTIONS
from dialer.twilio.coverage import Coverage
from runtime.zones import local_date
from web.at_hand import db, now, rate, settings
from web.desk.appointments_shown import appointments_shown
from web.desk.breaks import BREAKS
from web.desk.dispositions import ATTITUDES, DISPOSITIONS, OF_A_COMPANION
from web.desk.drafting import begun
from web.desk.entry_form import Typed
from web.desk.own_telephones import own_telephones
from web.desk.skipping import SKIP_REASONS
from web.languages import language
from web.news import new_messages
from web.people import me
from web.reading.arrangements import arrangements
from web.reading.came_in import rang_lately
from web.reading.conversation import Conversation, conversation
from web.reading.desks import Desk, desk
from web.reading.inbox import inbox
from web.reading.preview import conversation_ahead
from web.reading.recordings import left_lately, of_call
from web.reading.steps import books
from web.reading.today import my_day, today
from web.reading.visits import visits_today
from web.reading.written import FEW, thread

#: Conversations by text beside the work of the desk.
BESIDE = 3


def whole(typed: Typed | None = None, wrong: str = "", hand_on: dict[str, Any] | None = None) -> str:
    """The whole page; `hand_on` is the form of who is to have the customer, open."""
    return render_template("desk/page.html", **_shown(desk(db(), me().id, now()), typed, wrong), hand_on=hand_on)


def part(here: Desk, entry_shown: int, said: str = "", **more: Any) -> str:
    """What changed, with a word on it; the side column only when it is about another conversation than before."""
    shown = _shown(here) | {"said": said} | more
    shown["with_side"] = shown["entry"] != entry_shown
    return render_template("desk/_part.html", **shown)


def done(said: str = "", **more: Any) -> Response:
    """After a deed, with a word on it: the browser's script gets the changed parts, a plain form the page.

    `more` is what was typed and could not be kept.
    """
    if "HX-Request" not in request.headers:
        if said:
            flash(said)
        return redirect(url_for("desk.page"))
    return make_response(part(desk(db(), me().id, now()), request.args.get("entry", 0, int), said, **more))


def logged(attempt_id: int) -> Response:
    """After the outcome was written: the draft may go, the next thing comes."""
    answer = done()
    answer.headers["HX-Trigger"] = f'{{"logged": {attempt_id}}}'
    return answer


def entry_again(talk: Conversation, typed: Typed, wrong: str) -> tuple[str, int, dict[str, str]]:
    """The form with everything that was typed and what is to be changed."""
    if "HX-Request" not in request.headers:
        return whole(typed, wrong), 422, {}
    shown = _entry(talk, typed, wrong)
    return render_template("desk/_entry.html", **shown), 422, {"HX-Retarget": "#entry", "HX-Reswap": "outerHTML"}


def _shown(here: Desk, typed: Typed | None = None, wrong: str = "") -> dict[str, Any]:
    talk = _talk(here)
    zone = house_zone(db(), me().branches)
    shown: dict[str, Any] = {"here": here, "talk": talk, "entry": 0, "with_side": False, "skip_reasons": SKIP_REASONS}
    shown |= messages()
    if talk is not None:
        shown |= {"arranged": arrangements(db(), talk.who.id, now()), "call": talk.attempt_id}
        shown |= appointments_shown(talk.attempt_id, db().get_one(FollowUp, talk.lead.follow_up_id))
        shown["never_asked"] = NEVER_ASKED
        shown["left"] = left_lately(db(), talk.who.id, now())
        shown["recorded"] = of_call(db(), talk.attempt_id)
        shown["rang"] = rang_lately(db(), [talk.who.id], books(db(), language()), now()).get(talk.who.id)
        shown["written"] = thread(db(), talk.who.id, talk.who.zone, FEW)
    shown |= {"house_zone": zone, "my_day": my_day(db(), me(), day_began(zone, now())), "breaks": BREAKS}
    shown |= {"own_telephones": own_telephones, "phone_typed": ""}
    shown |= {"own_number": mask(chosen(db(), me())), "target": settings().wrap_up_seconds * rate()}
    if talk is not None and not here.previewed and not here.logged:
        return shown | _entry(talk, typed, wrong)
    return shown | lists()


def _talk(here: Desk) -> Conversation | None:
    """The conversation, or the one that is read about before it is called."""
    if not here.previewed and not here.attempt_id:
        return None
    read = books(db(), language())
    if here.previewed:
        return conversation_ahead(db(), here.previewed, me(), read, Coverage(settings().also_serves).no_voice)
    return conversation(db(), here.attempt_id, me(), read) if here.attempt_id else None


def lists() -> dict[str, Any]:
    """What is to be done today: calls, and visits."""
    read = books(db(), language())
    return {"today": today(db(), me(), read, now()), "visits": visits_today(db(), me(), read, now())}


def messages() -> dict[str, Any]:
    """Who waits for an answer to a text."""
    waiting, total = inbox(db(), me(), now(), BESIDE)
    return {"messages": new_messages(), "waiting": waiting, "waiting_total": total}


def written() -> Response:
    """Somebody wrote, or was answered, and nothing else is new: only what says so is swapped."""
    answer = make_response(render_template("desk/_heard.html", **messages()))
    answer.headers.update({"HX-Reswap": "none", "HX-Trigger": "written"})
    return answer


def form_of(day: date) -> dict[str, Any]:
    """What the form of an outcome offers, on this day of the customer's."""
    soon = {n: day + timedelta(days=n) for n in (1, 3, 7, 30)}
    offered = {"soon": soon, "earliest": day, "latest": day + timedelta(days=366)}
    return offered | {"attitudes": ATTITUDES, "most_questions": MOST_QUESTIONS}


def _entry(talk: Conversation, typed: Typed | None, wrong: str) -> dict[str, Any]:
    """The form as it was sent, else as this agent left it."""
    typed, typed_at = (typed, "") if typed else begun(f"call/{talk.attempt_id}", talk.purpose, talk.companions)
    return form_of(local_date(now(), talk.who.zone)) | {
        "talk": talk,
        "entry": talk.attempt_id,
        "typed": typed,
        "typed_at": typed_at,
        "wrong": wrong,
        "dispositions": DISPOSITIONS,
        "of_a_companion": OF_A_COMPANION,
    }
