"""Where words stand in a text as it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiying.core.fulltext.folding import fold
from huiying.core.fulltext.highlight import Piece, pieces, spans

LETTERS = st.text(st.sampled_from("路灯 的aAß\nﬁ①②\u200b\u0301😡"), max_size=30)


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("新港大道路灯不亮", ["路灯"], ["路灯"]),
        ("路 灯\n不亮", ["路灯"], ["路 灯"]),
        ("ＬＥＤ灯和led", ["led"], ["ＬＥＤ", "led"]),
        ("路灯灯不亮", ["路灯", "灯灯"], ["路灯灯"]),
        ("哈哈哈", ["哈哈"], ["哈哈哈"]),
        ("Straße", ["ss"], ["ß"]),
        ("没有", ["路灯"], []),
        ("", ["路灯"], []),
    ],
)
def test_hits_are_marked_as_they_were_written(text: str, words: list[str], marked: list[str]) -> None:
    assert [text[begin:end] for begin, end in spans(text, words)] == marked


@given(LETTERS, st.lists(LETTERS.map(fold).filter(bool), max_size=3))
def test_nothing_is_lost_and_every_mark_holds_a_word(text: str, words: list[str]) -> None:
    found = pieces(text, words, 1000)
    assert "".join(piece.text for piece in found) == text
    for piece in found:
        held = any(word in fold(piece.text) for word in words)
        assert held if piece.hit else not held or len(found) > 1
    assert any(piece.hit for piece in found) == any(word in fold(text) for word in words)


def test_a_long_text_begins_a_little_before_the_first_hit() -> None:
    found = pieces("一" * 500 + "路灯" + "二" * 500, ["路灯"], 60)
    assert [piece.text for piece in found] == ["……", "一" * 20, "路灯", "二" * 38, "……"]
    assert pieces("路灯" + "二" * 500, ["路灯"], 10)[0] == Piece("路灯", hit=True)
    assert [piece.text for piece in pieces("一" * 50, [], 10)] == ["一" * 10, "……"]
    assert [piece.text for piece in pieces("一" * 50 + "路灯", ["路灯"], 10)] == ["……", "一" * 8, "路灯"]
