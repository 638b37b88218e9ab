"""Why a colleague did not get a customer who was to be handed on, for the agent who still has them."""

from __future__ import annotations

from flask_babel import gettext


def not_handed_on(reason: str, name: str) -> str:
    """One sentence for a reason code of a failed transfer."""
    match reason:
        case "no_answer":
            return gettext("%(name)s did not pick up. The customer is still with you.", name=name)
        case "colleague_busy":
            return gettext("%(name)s is in another call now. The customer is still with you.", name=name)
        case _:
            return gettext(
                "The carrier could not put the customer through to %(name)s. They are still with you.", name=name
            )
