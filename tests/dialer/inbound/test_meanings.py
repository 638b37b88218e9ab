"""What a text means: a word that is the whole text, however it is written, or words for a person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.inbound.meanings import HELP, START, STOP, Meaning, meaning_of

#: Twilio's own words, as its documentation names them.
TWILIOS = ("STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL")


@pytest.mark.parametrize("word", [*TWILIOS, "退订", "退訂", "取消", "TD", "T", "拒收", "停止"])
def test_each_stop_word_is_known(word: str) -> None:
    assert meaning_of(word) is Meaning.STOP


@pytest.mark.parametrize(
    ("body", "declared", "meaning"),
    [
        # full-width, as a Chinese keyboard writes it
        ("ＴＤ", "", "stop"),
        ("退訂。", "", "stop"),
        # in any case, with signs and white space about it and in it
        (" stop. ", "", "stop"),
        ("“Stop”!!", "", "stop"),
        ("opt-out", "", "stop"),
        ("Stop all", "", "stop"),
        ("退 订", "", "stop"),
        ("\u200bT.D.\u3000", "", "stop"),
        ("STOP 🙏", "", "stop"),
        # as our own texts ask for it
        ("回复TD", "", "stop"),
        # the carrier has already taken it for one
        ("please no more of this", "STOP", "stop"),
        ("Bitte aufhören", "stop", "stop"),
        # what the carrier took it for goes first
        ("STOP", "HELP", "help"),
        ("STOP", "START", "start"),
        # a word of the carrier's that we do not know says nothing
        ("STOP", "SOMETHING", "stop"),
        ("START", "", "start"),
        ("unstop", "", "start"),
        ("恢复订阅", "", "start"),
        ("Help!", "", "help"),
        # an answer to a question of ours: how does it heal, may we call
        ("恢复", "", "message"),
        ("yes", "", "message"),
        ("N", "", "message"),
        # what the carrier does not answer, a person does
        ("帮助", "", "message"),
        ("请明天下午再打", "", "message"),
        ("The bleeding stopped, thank you", "", "message"),
        ("nonstop pain since Friday", "", "message"),
        ("", "", "message"),
        ("👍", "", "message"),
        # in the middle of a sentence it is no stop word, and a person is to see it soon
        ("Please STOP calling me", "", "perhaps_stop"),
        ("I cannot stop today, call me tomorrow", "", "perhaps_stop"),
        ("don’t call me again", "", "perhaps_stop"),
        ("ＰＬＥＡＳＥ　ＳＴＯＰ　ＩＴ", "", "perhaps_stop"),
        ("我要退订你们的短信", "", "perhaps_stop"),
        ("不要再打电话来了", "", "perhaps_stop"),
        ("請勿打擾，別再發了", "", "perhaps_stop"),
    ],
)
def test_what_a_text_means(body: str, declared: str, meaning: str) -> None:
    assert meaning_of(body, declared) == meaning


@given(
    st.sampled_from(sorted(STOP | START | HELP)),
    st.text(st.characters(categories=["P", "S", "Z", "C"]), max_size=4),
    st.booleans(),
)
def test_every_word_is_known_however_it_is_written(word: str, around: str, small: bool) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in word)
    for spelt in (word, wide):
        written = f"{around}{spelt.lower() if small else spelt}{around}"
        assert meaning_of(written) == ("stop" if word in STOP else "start" if word in START else "help")


@given(st.text(max_size=40))
def test_any_text_has_a_meaning(body: str) -> None:
    assert meaning_of(body, body) in list(Meaning)
