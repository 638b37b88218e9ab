"""Somebody is the customer, at a telephone on the screen: it rings, they answer, press, hang up, call and write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.sandbox.box import OURS, Box, seconds
from tests.sandbox.conftest import CHAN, cast
from tests.sandbox.receiver import until

WELCOME = "您好，陈女士。确认明天的复诊请按9。"
ASKS = f"<Response><Gather numDigits='1' timeout='60' action='/pressed'><Say>{WELCOME}</Say></Gather></Response>"


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    """A network on whose clock a second is a fifth of one of ours."""
    box = Box(tmp_path, cast(), rate=5.0)
    # On a clock five times as fast the goodbye is over before a page that looks once a second has seen it.
    bye = "<Response><Say>谢谢您，再见。</Say><Pause length='20'/></Response>"
    box.receiver.answers |= {"twiml": ASKS, "pressed": bye}
    yield box
    box.stop()


@pytest.fixture
def chan(box: Box, page: Page) -> Page:
    """Mrs Chan's telephone, found on the page of all telephones."""
    page.goto(f"{box.url}/sandbox/phone")
    page.get_by_role("link", name="+852 9123 4501").click()
    expect(page.get_by_text("由您扮演")).to_be_visible()
    return page


def test_it_rings_is_answered_speaks_takes_a_key_and_is_hung_up_by_us(box: Box, chan: Page) -> None:
    sid = box.call(CHAN, timeout=300)
    expect(chan.get_by_role("status")).to_have_text("来电")
    expect(chan).to_have_title("☎ 来电 · +852 9123 4501")
    expect(chan.locator(".caller")).to_have_text("+852 3000 0001")
    chan.keyboard.press("a")
    expect(chan.get_by_role("log", name="通话内容")).to_contain_text(WELCOME)
    expect(chan.get_by_text("等您按键")).to_be_visible()
    chan.get_by_role("button", name="9", exact=True).click()
    expect(chan.get_by_role("log", name="通话内容")).to_contain_text("谢谢您，再见。")
    expect(chan.get_by_text("没有来电")).to_be_visible()
    expect(chan.locator("#past")).to_contain_text("已接听")
    assert box.receiver.said("pressed", "Digits") == ["9"]
    assert box.witnessed(sid)["status"] == "completed"


def test_declined_with_a_key_it_rings_no_more(box: Box, chan: Page) -> None:
    sid = box.call(CHAN, timeout=300)
    expect(chan.get_by_role("button", name="接听")).to_be_visible()
    chan.keyboard.press("d")
    expect(chan.get_by_text("没有来电")).to_be_visible()
    assert box.witnessed(sid)["status"] == "busy"


def test_the_customer_calls_back_leaves_a_message_and_hangs_up(box: Box, chan: Page) -> None:
    box.receiver.answers["voice-in"] = "<Response><Say>请留言</Say><Record action='/left' timeout='30'/></Response>"
    chan.keyboard.press("c")
    expect(chan.get_by_text("正在录留言")).to_be_visible()
    chan.get_by_label("说一句话").fill("请明天下午再打给我")
    chan.keyboard.press("Enter")
    expect(chan.get_by_role("log", name="通话内容")).to_contain_text("请明天下午再打给我")
    expect(chan.get_by_label("说一句话")).to_have_value("")
    (call,) = box.client.calls.list(from_=CHAN)
    until(lambda: any(one["what"] == "speaking" and one["to"] for one in box.witnessed(str(call.sid))["heard"]))
    # Letters typed into a field are letters, and no keys of the telephone.
    chan.get_by_label("说一句话").press("h")
    expect(chan.get_by_text("通话中")).to_be_visible()
    chan.get_by_role("button", name="挂断").click()
    expect(chan.get_by_text("没有来电")).to_be_visible()
    until(lambda: box.receiver.at("left"))
    assert box.receiver.said("left", "Digits") == ["hangup"]


def test_a_text_comes_and_stop_goes_back(box: Box, chan: Page) -> None:
    box.client.messages.create(to=CHAN, from_=OURS, body="我们刚才给您打过电话。")
    expect(chan.get_by_role("log", name="短信")).to_contain_text("我们刚才给您打过电话。")
    expect(chan.get_by_role("log", name="短信")).to_contain_text("已送达")
    chan.get_by_label("短信内容").fill("STOP")
    chan.keyboard.press("Enter")
    expect(chan.get_by_text("已不能再给此号码发短信")).to_be_visible()
    until(lambda: box.receiver.at("sms-in"))
    assert box.receiver.said("sms-in", "Body") == ["STOP"]


def test_let_alone_the_person_acts_alone_until_played_again(box: Box, chan: Page) -> None:
    chan.get_by_role("button", name="让其自行应答").click()
    expect(chan.get_by_text("自行应答", exact=True)).to_be_visible()
    box.receiver.answers["twiml"] = "<Response><Pause length='25'/></Response>"
    sid = box.call(CHAN)
    expect(chan.get_by_text("由此人自行完成")).to_be_visible()
    expect(chan.get_by_role("button", name="挂断")).to_be_hidden()
    seen = box.ended(sid)
    assert seconds(seen["ringing_at"], seen["answered_at"]) == 5
    chan.get_by_role("button", name="由我扮演").click()
    expect(chan.get_by_text("由您扮演")).to_be_visible()


def test_as_long_as_the_page_is_open_it_goes_on_playing(box: Box, chan: Page) -> None:
    with chan.expect_request(f"{box.url}/sandbox/phone/{CHAN}/play") as renewed:
        pass
    assert renewed.value.method == "POST"


def test_the_telephone_is_used_by_keyboard_alone_in_english(box: Box, chan: Page) -> None:
    chan.get_by_role("link", name="English").click()
    expect(chan.get_by_text("Nothing rings")).to_be_visible()
    box.call(CHAN, timeout=300)
    expect(chan.get_by_text("Incoming call")).to_be_visible()
    for key in ("a", "9"):
        chan.keyboard.press(key)
        expect(chan.get_by_text("Waiting for your key")).to_be_visible(visible=key == "a")
    chan.get_by_label("Your text").focus()
    chan.keyboard.type("after five")
    chan.keyboard.press("Enter")
    expect(chan.get_by_role("log", name="Texts")).to_contain_text("after five")


def test_when_the_network_is_gone_the_page_says_so(box: Box, chan: Page) -> None:
    chan.context.set_offline(True)
    expect(chan.get_by_text("电话网没有回应。")).to_be_visible()
    chan.context.set_offline(False)
    expect(chan.get_by_text("电话网没有回应。")).to_be_hidden()
