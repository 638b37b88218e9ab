"""The review of a launch, before it is confirmed and before a second person agrees: the same page for both."""

from __future__ import annotations

from typing import Any

from flask import render_template

from campaigns.launches import Campaign
from campaigns.playbooks.sentence import sentence
from campaigns.saved_segments import name_of
from dialer.approval import others_who_may
from dialer.launch import Launch, counted, new_key
from dialer.twilio.coverage import Coverage
from web.at_hand import db, now, settings
from web.console.launch_form import Wanted
from web.console.launch_words import hours_in_words
from web.console.segment_words import segment_in_words
from web.console.showing import MOST_SECONDS
from web.languages import language
from web.people import me
from web.reading.bounded import TookTooLong, bounded
from web.reading.our_lines import our_lines
from web.reading.samples import own_text, samples
from web.reading.texts_cost import of_launch


def no_voice() -> tuple[str, ...]:
    """Prefixes that the carrier does not reach by voice."""
    return Coverage(settings().also_serves).no_voice


def review_of(wanted: Wanted, proposal: Campaign | None = None, *, counting: bool) -> str:
    """The page; `counting` where the browser cannot ask for the counts afterwards."""
    return render_template(
        "console/review.html",
        wanted=wanted,
        typed=wanted.typed,
        proposal=proposal,
        once=new_key(),
        counted=counting,
        **(_reviewed(wanted, proposal) if counting else {}),
    )


def reviewed(wanted: Wanted, proposal: Campaign | None = None) -> str:
    """The part of the page that counts."""
    return render_template("console/_reviewed.html", wanted=wanted, proposal=proposal, **_reviewed(wanted, proposal))


def _reviewed(wanted: Wanted, proposal: Campaign | None) -> dict[str, Any]:
    what = wanted.launch(proposal.launched_by if proposal else me().id)
    try:
        with bounded(db(), MOST_SECONDS):
            found = _counts(what)
    except TookTooLong:
        found = {"preview": None, "batches": [], "samples": []}
    return found | {
        "sentence": sentence(wanted.playbook, wanted.step, language()),
        "segment": segment_in_words(wanted.segment),
        "segment_name": name_of(db(), wanted.segment),
        "hours": hours_in_words(),
        "lines": our_lines(db()),
        "above": settings().approval_above,
        "others": others_who_may(db(), me()),
    }


def _counts(what: Launch) -> dict[str, Any]:
    step = own_text(what.chosen, what.message)
    return {
        "preview": counted(db(), what, no_voice(), now()),
        "batches": of_launch(db(), what.playbook, what.segment, no_voice(), now(), step),
        "samples": samples(db(), what, now()),
    }
