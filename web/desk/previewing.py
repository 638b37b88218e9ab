"""Before an important call: the agent has read who it is, and calls now or skips with a reason.

Nothing here rings a phone: a click is written down, and the next tick places what was clicked before anything else.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from dialer.agents.previews import REASONS, PreviewGone, click, skip
from web.at_hand import db, now
from web.desk import pages
from web.people import me, only
from web.reading.desks import Desk, desk, previewed_in
from web.reasons import in_words

blueprint = Blueprint("previewing", __name__, url_prefix="/desk/preview/<int:follow_up_id>")


@blueprint.post("/call")
@only("agent")
def call_now(follow_up_id: int) -> Response:
    """The agent is ready; pressed twice is pressed once."""
    return _do(follow_up_id, lambda: click(db(), me().id, follow_up_id, now()))


@blueprint.post("/skip")
@only("agent")
def pass_over(follow_up_id: int) -> Response:
    """Not now, for a reason."""
    reason = request.form.get("reason", "")
    if reason not in REASONS:
        abort(400)
    return _do(
        follow_up_id,
        lambda: skip(db(), me().id, follow_up_id, reason, now()),
        gettext("Skipped. The call is offered again later."),
    )


def _do(follow_up_id: int, deed: Callable[[], None], said: str = "") -> Response:
    """What the desk shows can be clicked: an agent without his telephone picks it up first."""
    here = desk(db(), me().id, now())
    try:
        if here.previewed != follow_up_id:
            raise PreviewGone
        deed()
    except PreviewGone:
        db().rollback()
        return pages.done(_gone(desk(db(), me().id, now()), follow_up_id))
    db().commit()
    return pages.done(said)


def gone_since(seen: str, here: Desk) -> str:
    """Why the call that the page has shown is not offered any more; empty where it is, goes on, or there was none."""
    before = previewed_in(seen)
    return "" if before is None else _gone(here, before)


def _gone(here: Desk, follow_up_id: int) -> str:
    if here.attempt_id or here.previewed == follow_up_id:
        return ""
    follow_up = db().get(FollowUp, follow_up_id)
    waits = follow_up is not None and follow_up.state is FollowUpState.PLANNED and follow_up.next_try_at > now()
    if follow_up is None or not waits:
        return gettext("This call is not offered any more.")
    return gettext("Not called now: %(why)s.", why=in_words(follow_up.waits_for))
