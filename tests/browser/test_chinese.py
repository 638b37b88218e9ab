"""Chinese is drawn as Chinese in the browser that the other tests look through."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.environment import CI
from tests.needs.browser import CHINESE_FONT, has_chinese_font


def test_two_characters_are_not_drawn_as_the_same_box(page: Page) -> None:
    if not has_chinese_font() and not CI:
        pytest.skip(str(CHINESE_FONT))
    page.set_content("<html lang='zh-CN'><title>回访</title><h1>回访</h1><canvas width=64 height=64></canvas></html>")
    drawn = page.evaluate(
        """() => ['回', '访'].map(character => {
            const pen = document.querySelector('canvas').getContext('2d')
            pen.clearRect(0, 0, 64, 64)
            pen.font = '48px sans-serif'
            pen.fillText(character, 4, 52)
            return pen.canvas.toDataURL()
        })"""
    )
    assert page.title() == "回访"
    assert drawn[0] != drawn[1]
