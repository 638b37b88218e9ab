"""What is wrong with a webhook, each complaint a line; nothing wrong is no line."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from tests.contracts import webhook_fields as fields
from tests.contracts.formats import is_rfc_2822
from tests.contracts.webhook_fields import VALUES, Kind
from tests.sandbox.box import Box
from tests.sandbox.receiver import Webhook

_SAME = (("Caller", "From"), ("Called", "To"), ("SmsSid", "MessageSid"), ("SmsStatus", "MessageStatus"))
_DATES = ("Timestamp", "RecordingStartTime")
_BY_STATUS = {"initiated": fields.INITIATED, "ringing": fields.ON_THE_WAY, "in-progress": fields.ON_THE_WAY}
_TOKEN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def complaints(box: Box, path: str, kind: Kind | None = None) -> list[str]:
    """What is wrong with the webhooks that came to a path; a call's progress tells its kind by itself."""
    return [
        f"{path}: {wrong}"
        for webhook in box.receiver.got
        if webhook.path == path
        for wrong in of_delivery(webhook)
        + of_webhook(kind or _BY_STATUS.get(webhook.form["CallStatus"], fields.OVER), webhook.form)
    ]


def of_webhook(kind: Kind, form: Mapping[str, str]) -> list[str]:
    """What is wrong with the fields of a webhook of this kind."""
    always = kind.always | geography(form)
    return [
        *(f"{name} is missing" for name in sorted(always - set(form))),
        *(f"{name} does not belong there" for name in sorted(set(form) - always - kind.maybe)),
        *(f"{name} is {form[name]!r}" for name in sorted(form) if not _fits(name, form[name])),
        *(f"{one} is not {other}" for one, other in _SAME if one in form and form[one] != form.get(other, form[one])),
        *_minutes(form),
    ]


def of_delivery(webhook: Webhook) -> list[str]:
    """What is wrong with how a webhook came."""
    token = webhook.headers.get("I-Twilio-Idempotency-Token", "")
    checks = {
        "the signature does not fit": webhook.genuine,
        f"the idempotency token is {token!r}": bool(_TOKEN.fullmatch(token)),
        f"it came by {webhook.method}": webhook.method == "POST",
    }
    return [complaint for complaint, fits in checks.items() if not fits]


def geography(form: Mapping[str, str]) -> frozenset[str]:
    """Where the two of a call, or of a text that came in, are: of numbers only, and not of the legs of a Dial."""
    if "ParentCallSid" in form or not ("CallStatus" in form or "Body" in form):
        return frozenset()
    sides = [side for side in ("From", "To", "Caller", "Called") if re.match(r"\+?\d", form.get(side, ""))]
    return frozenset(side + part for side in sides for part in ("City", "State", "Zip", "Country"))


def _fits(name: str, value: str) -> bool:
    if name in _DATES:
        return is_rfc_2822(value)
    if name.endswith("Country"):
        return bool(re.fullmatch(r"([A-Z]{2})?", value))
    return name not in VALUES or bool(re.fullmatch(VALUES[name], value))


def _minutes(form: Mapping[str, str]) -> list[str]:
    """Duration is billed in begun minutes, CallDuration is in seconds."""
    if "Duration" not in form:
        return []
    minutes = math.ceil(int(form["CallDuration"]) / 60)
    return [] if form["Duration"] == str(minutes) else [f"Duration is {form['Duration']} for {form['CallDuration']} s"]
