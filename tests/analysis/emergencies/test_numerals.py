import pytest

from analysis.emergencies.numerals import value


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12), ("1,200", 1200), ("3.5万", 35_000), ("十", 10), ("十二", 12), ("二十", 20),
        ("一百零三", 103), ("一百二", 120), ("两千零五十", 2050), ("九千二百", 9200), ("万", 10_000),
        ("5千万", 50_000_000), ("1亿", 100_000_000), ("二〇二五", 2025), ("叁拾", 30), ("俩", 2),
    ],
)  # fmt: skip
def test_a_numeral_is_read_however_it_is_written(text: str, number: float) -> None:
    assert value(text) == number
