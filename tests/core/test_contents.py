"""What comes in as text is fit to be kept, and reads in one direction."""

import pytest

from huiying.core.contents import in_reading_order, one_line, paragraphs, storable

TURNED = (
    "\u202e/nc.live//:sptth\u202c \u2066通报\u2069 \u200e\u200f\u061c\u2067\u2068\u202a\u202b\u202d\u206a"
)


@pytest.mark.parametrize("kept", [storable, one_line, paragraphs, in_reading_order])
def test_marks_that_turn_the_reading_direction_go(kept: object) -> None:
    assert callable(kept)
    assert kept(TURNED).split() == ["/nc.live//:sptth", "通报"]


def test_letters_of_every_script_and_joined_emoji_stay() -> None:
    text = "中文 ئۇيغۇرچە עברית བོད་ཡིག 👨\u200d👩\u200d👧 e\u0301"
    assert storable(text) == in_reading_order(text) == text


def test_what_no_database_takes_goes_and_line_ends_are_one_sign() -> None:
    assert storable("一\r\n二\r三\x00\ud800\ufeff\u200b") == "一\n二\n三"
