"""The web application: pages for people, and whatever else the process hangs in, such as the carrier's webhooks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, Flask, render_template
from flask_babel import gettext
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException

from runtime.clock import Clock
from runtime.database import Sessions
from runtime.settings import Settings
from web import health, languages, metrics, own_password, signing_in
from web.agents import access, sharing
from web.agents import views as agents
from web.at_hand import Tools, db, lay_out, tidy_up
from web.audit import views as audit
from web.console import (
    approving,
    came_in,
    dry_run,
    launching,
    listening,
    mending,
    missing,
    playbooks,
    rehearsing,
    rewriting,
    segmenting,
)
from web.console import views as console
from web.customers import arranging, owning, person, recorded, unmasking
from web.customers import views as customers
from web.desk import arranging as arranging_at_the_desk
from web.desk import booking, chatting, drafting, frauds, handling, previewing, refusing, telephones, visiting
from web.desk import views as desk
from web.lists import card
from web.lists import views as lists
from web.lists.reconciliation import admit_lists
from web.log_lines import name_lines
from web.looks import dress
from web.people import know_people
from web.recordings import scoring
from web.recordings import views as recordings
from web.reports import views as reports
from web.security import harden
from web.why import views as why
from web.writing import answering
from web.writing import views as writing

#: What everybody meets first.
_DOORS = (health, metrics, languages, signing_in, own_password)
#: Without a question from the browser for so long, the person signs in again; the desk and the console ask always.
_IDLE = timedelta(hours=2)
#: The supervisor's rooms.
_CONSOLE = (console, lists, reports, scoring, came_in, listening, mending, missing, playbooks, rewriting)
#: A launch, from the form to the approval.
_LAUNCH = (launching, segmenting, dry_run, rehearsing, approving)
#: Who calls, who may sign in, and what they did that is to be answered for.
_PEOPLE = (agents, access, sharing, audit)
#: What an agent does beside talking and writing it down.
_AT_THE_DESK = (handling, previewing, refusing, telephones, visiting, chatting, drafting, booking, frauds)
#: What was agreed with a customer: on their page, and beside a conversation.
_AGREED = (arranging, arranging_at_the_desk, recorded)
#: Texts between customers and us.
_WRITTEN = (writing, answering)
#: What is known of customers: their year, what was recorded, and why they are called.
_OF_CUSTOMERS = (customers, card, recordings, why, unmasking, owning, person)
#: No form of ours is longer than this.
_LARGEST_FORM = 256 * 1024


def create_app(
    sessions: Sessions, clock: Clock, settings: Settings, blueprints: Sequence[Blueprint] = (), revision: str = ""
) -> Flask:
    """The application on its tools; `blueprints` are hung in without CSRF protection, for callers with signatures.

    `revision` is the newest one of the database that this release knows.
    """
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        PERMANENT_SESSION_LIFETIME=_IDLE,
        MAX_CONTENT_LENGTH=_LARGEST_FORM,
        # A desk stays open for a shift; its tokens live as long as its session.
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_TRANSLATION_DIRECTORIES="translations",
    )
    lay_out(app, Tools(sessions, clock, settings))
    tidy_up(app)
    name_lines(app)
    health.ask_for(app, revision)
    harden(app, settings.public_url)
    languages.speak(app)
    dress(app)
    know_people(app)
    for room in (*_DOORS, desk, *_AT_THE_DESK, *_AGREED, *_WRITTEN, *_OF_CUSTOMERS, *_CONSOLE, *_LAUNCH, *_PEOPLE):
        app.register_blueprint(room.blueprint)
    admit_lists(app)
    app.register_error_handler(HTTPException, _problem)
    _hang_in(app, CSRFProtect(app), blueprints)  # type: ignore[no-untyped-call]
    return app


def _hang_in(app: Flask, csrf: CSRFProtect, blueprints: Sequence[Blueprint]) -> None:
    """Register the guests, and exempt them with all that is nested in them."""
    for guest in blueprints:
        app.register_blueprint(guest)
        for name, room in app.blueprints.items():
            if name == guest.name or name.startswith(f"{guest.name}."):
                csrf.exempt(room)  # type: ignore[no-untyped-call]


def _problem(wrong: HTTPException) -> tuple[str, int]:
    """A calm page that says what to do next."""
    # A page is asked for by somebody, whom a transaction that failed could not look up.
    db().rollback()
    words = {
        403: gettext("This page belongs to the other role."),
        404: gettext("There is nothing here. Perhaps the address has a slip in it."),
        405: gettext("There is nothing here. Perhaps the address has a slip in it."),
        413: gettext("This is larger than we take. Of a list send one day, of at most 5 MB."),
        500: gettext("Something went wrong on our side. What was saved is safe; please try again."),
    }
    if isinstance(wrong, CSRFError):
        return _page(400, gettext("This page was open for too long. Go back, load it again, and repeat."))
    return _page(wrong.code or 500, words.get(wrong.code or 500, gettext("That did not work. Please try again.")))


def _page(status: int, words: str) -> tuple[str, int]:
    return render_template("problem.html", status=status, words=words), status
