"""What the contract tests need: Twilio's description of its API, and Twilio's own counter of segments."""

from __future__ import annotations

import shutil

from tests.needs.browser import driver_runs, playwrights_node
from tests.needs.need import Need
from tests.needs.published import Published

_DESCRIPTION = "src/services/twilio-api/twilio_api_v2010.json"
_COUNTER = "sms-segments-calculator-1.3.0/node_modules"
_COUNTED = "the tests that count segments with Twilio's own calculator"

OPENAPI = Published(
    "@twilio/cli-core",
    "8.3.2",
    "sha512-qRTAZS15i/nseKHu2zZIb1BD78WFRVOWM65iC9JqjZdNpz5KQaiEI1klsLcWDi1pwXH9JG6pbFXJrIiYRJw/dw==",
    "twilio-openapi-8.3.2",
    "the tests in tests/contracts that Twilio's OpenAPI description judges",
    part=_DESCRIPTION,
)
COUNTER = Published(
    "sms-segments-calculator",
    "1.3.0",
    "sha512-5tHGOW3WS0fwMfgCmWqWnOxDQdCZhtGct8J8+EuzXx1j6JBABOlvxwUrtjbKEQbRqajMREqz8mBwa+i1hu7VAQ==",
    f"{_COUNTER}/sms-segments-calculator",
    _COUNTED,
)
#: What the counter itself is made with: which signs are one to the eye.
GRAPHEMES = Published(
    "grapheme-splitter",
    "1.0.4",
    "sha512-bzh50DW9kTPM00T8y4o8vQg89Di9oLJVLW/KaOGIXJWP/iqCN6WKYkbNOF04vFLJhwcpYUh9ydh/+5vpOqV4YQ==",
    f"{_COUNTER}/grapheme-splitter",
    _COUNTED,
)
NPM = Need("npm", "npm", "every test in tests/contracts that wants something from npm, and what axe-core judges")
#: The description as it is kept.
DESCRIPTION = OPENAPI.at() / _DESCRIPTION


def missing() -> list[Published]:
    """What has not been fetched yet."""
    return [one for one in (OPENAPI, COUNTER, GRAPHEMES) if not one.at().is_dir()]


def has_npm() -> bool:
    """Whether packages can be fetched."""
    return shutil.which("npm") is not None


def node() -> str | None:
    """A Node to run the counter with: Playwright's, else the system's."""
    return str(playwrights_node()) if driver_runs() else shutil.which("node")
