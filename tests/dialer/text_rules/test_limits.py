"""How long a text may be, and what does not go to mainland China."""

from __future__ import annotations

import pytest

from dialer.text_rules.limits import against, one_way
from tests.cast import MEI, MING


@pytest.mark.parametrize(
    ("words", "e164", "code"),
    [
        ("周三下午三点见。", MEI, ""),
        ("", MEI, "text_empty"),
        (" \n", MEI, "text_empty"),
        # Twilio takes 1,600 characters (error 21617)
        ("好" * 1600, MEI, ""),
        ("好" * 1601, MEI, "text_too_long"),
        # mainland China takes 500, in eight segments
        ("好" * 500, MING, ""),
        ("好" * 501, MING, "mainland_too_long"),
        ("👍" * 300, MING, "mainland_too_long"),
        ("👍" * 300, MEI, ""),
        # no addresses of pages there
        ("请看 https://example.com/a", MING, "mainland_address"),
        ("请看example.cn。", MING, "mainland_address"),
        ("WWW.EXAMPLE", MING, "mainland_address"),
        ("请看 https://example.com/a", MEI, ""),
        # a time and a price are none
        ("周三3.30到，共1.5小时，电话021-62161234。", MING, ""),
    ],
)
def test_which_words_may_not_go_where(words: str, e164: str, code: str) -> None:
    assert against(words, e164) == code


def test_nobody_in_mainland_china_can_answer_a_text() -> None:
    assert (one_way(MING), one_way(MEI)) == (True, False)
