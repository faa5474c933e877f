import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.notifiers.fitting import cut, pack, size

texts = st.text(st.characters(blacklist_categories=("Cs",)), max_size=60)


@settings(deadline=None)
@given(texts, st.integers(min_value=3, max_value=80))
def test_a_cut_text_is_within_its_bytes_and_begins_like_the_whole(text: str, limit: int) -> None:
    result = cut(text, limit)
    assert size(result) <= limit
    assert result == text or text.startswith(result.removesuffix("…"))


def test_a_cut_never_breaks_a_character() -> None:
    assert cut("园区火灾", 10) == "园区…"
    assert cut("园区火灾", 11) == "园区…"
    assert cut("园区火灾", 12) == "园区火灾"


@settings(deadline=None)
@given(st.lists(texts, max_size=12), st.integers(min_value=4, max_value=90))
def test_pages_are_within_their_bytes_and_lose_nothing(lines: list[str], limit: int) -> None:
    pages = pack(lines, limit)
    assert all(size("\n".join(page)) <= limit for page in pages)
    assert "".join(piece for page in pages for piece in page) == "".join(lines)


def test_a_page_ends_between_lines() -> None:
    assert pack(["一二三", "四五六", "七八"], 20) == [("一二三", "四五六"), ("七八",)]


def test_only_a_line_longer_than_a_page_is_broken() -> None:
    assert pack(["一", "二三四五"], 9) == [("一",), ("二三四",), ("五",)]


def test_no_lines_make_one_empty_page() -> None:
    assert pack([], 100) == [()]


def test_a_page_that_holds_no_character_is_refused() -> None:
    with pytest.raises(ValueError, match="character"):
        pack(["一"], 3)


@pytest.mark.parametrize("sign", ["👨\u200d👩\u200d👧", "👍🏽", "e\u0301", "🇨🇳", "❤\ufe0f"])
def test_a_broken_line_keeps_whole_what_readers_see_as_one(sign: str) -> None:
    line = "一" + sign + "二"
    pages = pack([line], size("一" + sign) - 1)
    assert pages[0] == ("一",)
    assert "".join(piece for page in pages for piece in page) == line
    assert pages[1][0].startswith(sign)


def test_a_sign_longer_than_a_page_is_broken_all_the_same() -> None:
    assert pack(["a" + "\u0301" * 9], 7) == [("a\u0301\u0301\u0301",), ("\u0301" * 3,), ("\u0301" * 3,)]
