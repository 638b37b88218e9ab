"""The page of the launch's form: what there is to choose from, and what waits for a second person."""

from __future__ import annotations

from flask import render_template

from campaigns import saved_segments
from campaigns.segment_choices import choices
from web.at_hand import db, now
from web.console.launch_form import AHEAD, Wanted, launchable
from web.console.launch_words import LONGEST, blanks, hours_in_words, house_caps_in_words
from web.console.segment_form import MORE
from web.console.segment_words import months, titles
from web.people import me
from web.reading.our_lines import our_lines
from web.reading.proposals import declined, undecided

#: Real seconds that a count may take before the page says that it takes too long.
MOST_SECONDS = 8.0


def form_page(wanted: Wanted, saved: str = "", *, told: bool = True) -> str:
    """The form as it was filled in; `saved` is the name of the segment that was loaded. Nothing is counted yet.

    What is wrong stands beside each field, unless it is not `told`: the form was not sent, but only looked at.
    """
    return render_template(
        "console/launch.html",
        wanted=wanted,
        typed=wanted.typed,
        wrong=wanted.wrong if told else {},
        steps=launchable(),
        choices=choices(db()),
        titles=titles(),
        months=months(),
        more=any(wanted.typed.get(name) or name in wanted.wrong for name in MORE),
        saved=saved_segments.names(db()),
        saved_name=saved or wanted.typed.get("segment-name", ""),
        hours=hours_in_words(),
        lines=our_lines(db()),
        caps=house_caps_in_words(wanted.playbook.purpose, "text" if wanted.step.mode == "text" else "call"),
        blanks=blanks(wanted.step),
        longest=LONGEST.get(wanted.step.mode, 0),
        ahead=AHEAD,
        proposals=undecided(db()),
        declined=declined(db(), me(), now()),
    )
