"""Metrics for Prometheus, for whoever has the token.

Every figure is read from the database, so that any process answers for all of them, whatever was started or killed. It
is a path behind a token and no port of its own: a port would be one for each of gunicorn's processes, and whoever
reaches the pages from outside reaches this one too. Without HUIFANG_METRICS_TOKEN there is nothing here.
"""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, abort, request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from web.at_hand import db, now, settings
from web.reading.metrics import Figures

blueprint = Blueprint("metrics", __name__)


@blueprint.get("/metrics")
def metrics() -> Response:
    """The figures in Prometheus' text format."""
    token = settings().metrics_token
    said = request.headers.get("Authorization", "").encode()
    if token is None:
        abort(404)
    if not hmac.compare_digest(said, f"Bearer {token}".encode()):
        abort(Response("Say Authorization: Bearer HUIFANG_METRICS_TOKEN.\n", 401, content_type="text/plain"))
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Figures(db(), now()))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)
