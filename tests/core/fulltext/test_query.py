"""What is typed into a search box, and what is made of it."""

import pytest

from huiying.core.fulltext.folding import fold, pairs
from huiying.core.fulltext.query import LONGEST_QUERY, MOST_WORDS, Query, parse


@pytest.mark.parametrize(
    ("typed", "words", "without"),
    [
        ("路灯 坏了", ("路灯", "坏了"), ()),
        ("路灯　坏了", ("路灯", "坏了"), ()),
        ('"路灯 坏了"', ("路灯坏了",), ()),
        ("“路灯”-“保税 区”", ("路灯",), ("保税区",)),
        ("「路灯」 －公交", ("路灯",), ("公交",)),
        ("-公交", (), ("公交",)),
        ('路灯 "没有写完', ("路灯", "没有写完"), ()),
        ("ＡＢＣ①", ("abc1",), ()),
        ("STRASSE straße", ("strasse",), ()),
        ('- "" 「」 \' %', ("-", "'", "%"), ()),
        ("路灯 路灯 -路灯", ("路灯",), ("路灯",)),
        ("NEAR(a b) AND OR NOT *", ("near(a", "b)", "and", "or", "not", "*"), ()),
        ("\x00\ud800\u200b \ue000", (), ()),
    ],
)
def test_what_is_typed_is_read_as_words(typed: str, words: tuple[str, ...], without: tuple[str, ...]) -> None:
    assert parse(typed) == Query(words, without)


def test_what_is_too_much_is_left_out_and_said() -> None:
    assert parse("路" * (LONGEST_QUERY + 1)) == Query(("路" * LONGEST_QUERY,), (), is_cut=True)
    many = parse(" ".join(map(str, range(MOST_WORDS + 1))))
    assert (len(many.words), many.is_cut) == (MOST_WORDS, True)
    assert parse(" " * 10_000) == Query(is_cut=True)


def test_widths_cases_and_blanks_are_one() -> None:
    assert fold("Ｈuiying 回 应\n２０２６\u200b") == "huiying回应2026"


def test_neighbours_make_pairs() -> None:
    assert (pairs("abc"), pairs("a"), pairs("")) == (["ab", "bc"], [], [])
