"""Our count of segments, and the sandbox's, are those of Twilio's own calculator."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dialer.text_rules.segments import segments
from sandbox.records.segments import segments as segments_of_the_box
from tests.contracts.calculator import counted
from tests.contracts.conftest import want
from tests.needs.twilio import COUNTER, GRAPHEMES

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./09:;<=>?¡AZÄÖÑÜ§¿az" + "äöñüà"  # as 3GPP TS 23.038 lists them
)
_EXTENSION = "^{}\\[~]|€\f"
_WIDE = "你好陈女士。，【】退订"
_TWICE = "😀👍𠮷"
_CLOSE = "çëα–“”’…\t\u00a0\u200b`"
#: Each is one sign by itself, whatever stands beside it.
SIGNS = _BASIC + _EXTENSION + _WIDE + _TWICE + _CLOSE

TABLE = [
    *SIGNS,
    "",
    # the borders of each alphabet, alone and joined
    *(sign * count for sign in "a€" for count in (76, 77, 80, 81, 153, 154, 159, 160, 161, 306, 307, 459, 460)),
    *(sign * count for sign in "你" for count in (1, 66, 67, 68, 69, 70, 71, 134, 135, 201, 202)),
    *(sign * count for sign in "👍𠮷" for count in (33, 34, 35, 36, 66, 67, 99, 100)),
    # a sign of two units where only one is left
    *("a" * before + "€" + "a" * 152 for before in range(150, 154)),
    *("你" * before + "😀" + "你" * 66 for before in range(64, 68)),
    # one sign that makes all the rest dear
    "it's " * 32,
    "it’s " * 32,
    "a" * 69 + "中",
    "a" * 70 + "中",
    # line ends of both kinds
    "line\r\n" * 26,
    "line\r\n" * 27,
    "行\r\n" * 24,
    "【港湾牙科】陈女士您好，我们刚才致电与您约定复诊时间，未能接通。"
    "请回电 +852 3000 0001，或回复方便的时间。退订请回复 TD。",
]
#: Several signs that are one to the eye, which the calculator moves to the next part as one.
JOINED = ["👨‍👩‍👧", "🇭🇰", "e\u0301", "👍🏽", "❤️", "1️⃣", "각"]


@pytest.fixture(scope="module", autouse=True)
def calculator() -> None:
    """Wants Twilio's calculator."""
    want(COUNTER, GRAPHEMES)


def ours(text: str) -> tuple[str, int]:
    """The alphabet and the number of segments, as we count."""
    found = segments(text)
    return found.alphabet, found.count


def test_every_sign_and_every_border_is_counted_as_twilio_counts() -> None:
    theirs = dict(zip(TABLE, counted(TABLE), strict=True))
    # Of nothing the calculator says one segment, as is charged.
    assert {text: ours(text) for text in TABLE} == theirs
    assert {text: segments_of_the_box(text) for text in TABLE} == {text: count for text, (_, count) in theirs.items()}


RUNS = st.lists(st.tuples(st.sampled_from(SIGNS), st.integers(1, 160)), min_size=1, max_size=5)
TEXTS = st.one_of(
    RUNS.map(lambda runs: "".join(sign * times for sign, times in runs)),
    st.text(SIGNS, max_size=200),
    st.text(_BASIC + _EXTENSION, min_size=140, max_size=330),
    st.text(_WIDE + _TWICE, min_size=60, max_size=210),
)


@settings(
    max_examples=5,
    # A Node for each batch: looking for the smallest one would take minutes, and the texts that differ are named.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(texts=st.lists(TEXTS, min_size=30, max_size=60))
def test_any_text_is_counted_as_twilio_counts(texts: list[str]) -> None:
    theirs = list(zip(texts, counted(texts), strict=True))
    assert [(text, told) for text, told in theirs if ours(text) != told] == []
    assert [(text, told) for text, told in theirs if segments_of_the_box(text) != told[1]] == []


def test_what_is_joined_to_one_sign_is_never_counted_too_high() -> None:
    """Ours goes by code points, as the air interface does; the calculator keeps a family of four in one part."""
    texts = [before * times + joined + "中" for joined in JOINED for before in "a中" for times in range(55, 72)]
    pairs = [(ours(text), theirs) for text, theirs in zip(texts, counted(texts), strict=True)]
    assert all(mine[0] == theirs[0] and mine[1] <= theirs[1] <= mine[1] + 1 for mine, theirs in pairs)
    assert sum(mine == theirs for mine, theirs in pairs) > len(pairs) * 0.9
