"""Whether this process can do its work: asked by whoever keeps it running, without signing in."""

from __future__ import annotations

from flask import Blueprint
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from web.at_hand import db

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
def health() -> tuple[dict[str, str], int]:
    """200 while the database answers, else 503."""
    try:
        db().execute(text("select 1"))
    except SQLAlchemyError:
        return {"database": "unreachable"}, 503
    return {"database": "ok"}, 200
