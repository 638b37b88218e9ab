"""Pictures of the sandbox's telephone: it rings, a call with keys to press, texts; and all telephones."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.camera import take
from tests.sandbox.box import OURS, Box

LI = "+85291234567"
#: Long enough for a picture, in seconds.
_RINGS = 60
_WORDS = {
    "zh": (
        "您好，李女士，这里是港湾医美。明天下午三点的复诊，确认请按9，改期请按1。",
        "谢谢您，明天见。",
        "好的，明天见",
    ),
    "en": (
        "Hello Ms Li, this is Harbour Clinic. To confirm your visit tomorrow at three press 9, to change it press 1.",
        "Thank you, see you tomorrow.",
        "All right, see you tomorrow",
    ),
}
_TEXTS = {
    "zh": (
        "【港湾医美】李女士，刚才未能联系到您。术后有任何不适请回电 +852 3123 0001，回复 STOP 退订。",
        "刚才在开会，下午五点后方便",
    ),
    "en": (
        "Harbour Clinic: we could not reach you just now. Call us back on +852 3123 0001 any time. STOP ends texts.",
        "I was in a meeting, after five is good",
    ),
}


def telephones(browser: Browser) -> None:
    """In both languages; one of them dark."""
    for language in ("zh", "en"):
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="huifang-pictures-")))
            box = Box(folder, {LI: {"sms_reply": None}}, rate=1.0)
            stack.callback(box.stop)
            page = _page(browser, box, language, dark=False)
            _ring_and_talk(box, page, language)
            _write(box, page, language)
            page.goto(f"{box.url}/sandbox/phone")
            take(page, f"phones-{language}")
            page.context.close()
    _dark(browser)


def _page(browser: Browser, box: Box, language: str, *, dark: bool) -> Page:
    context = browser.new_context(
        locale={"zh": "zh-CN", "en": "en-GB"}[language],
        viewport=ViewportSize(width=1180, height=880),
        color_scheme="dark" if dark else "light",
    )
    page = context.new_page()
    page.goto(f"{box.url}/sandbox/phone/{LI}")
    return page


def _ring_and_talk(box: Box, page: Page, language: str) -> None:
    asks, thanks, said = _WORDS[language]
    gather = f"<Gather numDigits='1' timeout='60' action='/pressed'><Say>{asks}</Say></Gather>"
    box.receiver.answers["twiml"] = f"<Response>{gather}</Response>"
    box.receiver.answers["pressed"] = f"<Response><Say>{thanks}</Say><Pause length='60'/></Response>"
    box.call(LI, timeout=_RINGS)
    page.locator("[data-state=ringing]").wait_for()
    take(page, f"phone-ringing-{language}")
    page.keyboard.press("a")
    page.locator(".waits").wait_for()
    take(page, f"phone-keys-{language}")
    page.keyboard.press("9")
    page.get_by_text(thanks).wait_for()
    page.fill("#words", said)
    page.keyboard.press("Enter")
    page.locator("h1").click()
    take(page, f"phone-talking-{language}")
    page.keyboard.press("h")
    page.locator("[data-state=idle]").wait_for()


def _write(box: Box, page: Page, language: str) -> None:
    ours, theirs = _TEXTS[language]
    box.client.messages.create(to=LI, from_=OURS, body=ours)
    page.get_by_text(ours).wait_for()
    page.wait_for_timeout(3000)
    for line in (theirs, "STOP"):
        page.fill("#body", line)
        page.keyboard.press("Enter")
    page.locator("#opted-out .hint").wait_for()
    page.locator("h1").click()
    take(page, f"phone-texts-{language}")


def _dark(browser: Browser) -> None:
    with tempfile.TemporaryDirectory(prefix="huifang-pictures-") as folder:
        box = Box(Path(folder), {LI: {}}, rate=1.0)
        page = _page(browser, box, "zh", dark=True)
        box.call(LI, timeout=_RINGS)
        page.locator("[data-state=ringing]").wait_for()
        take(page, "phone-ringing-dark-zh")
        page.context.close()
        box.stop()
