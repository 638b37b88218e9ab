"""What is new to whoever asks: the number beside “Messages” on every page, and what the desk's poll compares."""

from __future__ import annotations

from typing import cast

from flask import g

from web.at_hand import db, now
from web.people import me
from web.reading.inbox import News, news


def new_messages() -> News:
    """What is new in the conversations of the person who is signed in, asked for once in a request."""
    if "news" not in g:
        g.news = news(db(), me(), now())
    return cast(News, g.news)
