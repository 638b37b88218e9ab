"""The blueprint that hangs every webhook behind the door."""

from __future__ import annotations

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from webhooks import calls, inbound, legs, recordings, rehearsals, texts, waiting
from webhooks.door import Door


def blueprint(door: Door) -> Blueprint:
    """All of Twilio's webhooks, to be registered without CSRF protection: the signature stands in its place."""
    twilio = Blueprint("twilio", __name__)
    for room in (calls.room, waiting.room, legs.room, texts.room, inbound.room, recordings.room, rehearsals.room):
        twilio.register_blueprint(room)

    @twilio.record_once
    def hang_door(state: BlueprintSetupState) -> None:
        state.app.extensions["twilio-door"] = door

    twilio.before_request(door.assert_signed)
    return twilio
