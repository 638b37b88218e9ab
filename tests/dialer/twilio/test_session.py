"""The way to Twilio: by the proxies and certificates of the environment, which is gone through once."""

from __future__ import annotations

import pytest

from dialer.twilio.addresses import Addresses
from dialer.twilio.asking import account
from tests.dialer.twilio.wire import ACCOUNT, OURS, TOKEN

PROXY, BUNDLE = "http://proxy.example.org:3128", "/etc/ours.pem"
API = "https://api.twilio.com"


@pytest.mark.parametrize(
    ("spared", "api_url", "proxies"),
    [
        ("", None, {"https": PROXY}),
        ("twilio.com", None, {}),
        ("twilio.com", "https://elsewhere.example.org", {"https": PROXY}),
    ],
)
def test_the_environments_proxies_and_certificates_hold_for_every_request(
    spared: str, api_url: str | None, proxies: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "all_proxy", "ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    told = {"https_proxy": PROXY, "no_proxy": spared, "REQUESTS_CA_BUNDLE": BUNDLE}
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    session = account(ACCOUNT, TOKEN, Addresses(OURS), timeout=1, api_url=api_url).session
    for name in told:
        monkeypatch.delenv(name)
    # What the SDK asks the session before each request.
    asked = session.merge_environment_settings(f"{api_url or API}/2010-04-01/Accounts", {}, None, None, None)
    gone_through = {scheme: proxy for scheme, proxy in asked["proxies"].items() if scheme != "no"}
    assert (gone_through, asked["verify"]) == (proxies, BUNDLE)
