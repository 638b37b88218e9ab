"""What Twilio is answered to a message that only tells: 204, whatever we make of it."""

from __future__ import annotations

import structlog
from flask import request

log = structlog.get_logger()


def noted(status: str, *, known: bool) -> tuple[str, int]:
    """204 in any case: what we do not know, and what we heard before, is nothing that Twilio should send again.

    What nobody here knows is logged with Twilio's `status` of it.
    """
    if not known:
        log.info("webhook_unknown", webhook=request.endpoint, status=status)
    return "", 204
