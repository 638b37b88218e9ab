"""What the sandbox tells of texts has the fields that Twilio sends, and no others."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contracts import webhook_fields as fields
from tests.contracts.conftest import MakeBox
from tests.contracts.webhook_judge import complaints
from tests.sandbox.box import OURS, Box
from tests.sandbox.conftest import CHAN, WONG
from tests.sandbox.receiver import until


@pytest.mark.parametrize(
    ("kind", "told", "code"),
    [
        ({"kind": "person"}, ["sent", "delivered"], None),
        ({"answers": ["unreachable"]}, ["sent", "undelivered"], "30003"),
        ({"text_error": 30007}, ["sent", "undelivered"], "30007"),
        # never handed to a carrier
        ({"text_error": 30001}, ["failed"], "30001"),
    ],
)
@pytest.mark.parametrize("sender", [{"from_": OURS}, {"messaging_service_sid": "MG" + "0" * 32}])
def test_a_text_tells_its_way(
    box: Box, sender: dict[str, Any], kind: dict[str, Any], told: list[str], code: str | None
) -> None:
    box.post("people", **{CHAN: kind})
    box.client.messages.create(to=CHAN, body="您好", status_callback=box.hook("text"), **sender)
    until(lambda: told[-1] in box.receiver.said("text", "MessageStatus"))
    assert box.receiver.said("text", "MessageStatus")[-len(told) :] == told
    assert box.receiver.at("text")[-1].get("ErrorCode") == code
    assert ("MessagingServiceSid" in box.receiver.at("text")[-1]) == ("from_" not in sender)
    assert complaints(box, "text", fields.TEXT) == []


@pytest.mark.parametrize("body", ["下午可以", "STOP", "退订", "ok " * 100])
def test_a_text_from_outside_is_told(box: Box, body: str) -> None:
    box.post("inbound-sms", **{"from": WONG, "to": OURS, "body": body})
    until(lambda: box.receiver.at("sms-in"))
    assert box.receiver.said("sms-in", "Body") == [body]
    assert complaints(box, "sms-in", fields.TEXT_IN) == []


@pytest.mark.parametrize(("body", "kind"), [("stop", "STOP"), ("START", "START"), ("Help", "HELP"), ("好的", None)])
def test_with_advanced_opt_out_the_network_answers_and_says_so(make_box: MakeBox, body: str, kind: str | None) -> None:
    box = make_box("--advanced-opt-out")
    box.post("inbound-sms", **{"from": WONG, "to": OURS, "body": body})
    until(lambda: box.receiver.at("sms-in"))
    assert box.receiver.at("sms-in")[0].get("OptOutType") == kind
    assert complaints(box, "sms-in", fields.TEXT_IN) == []
    assert sum(text["direction"] == "outbound-reply" for text in box.ledger()["messages"]) == (kind is not None)
