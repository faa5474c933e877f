"""Numbers as Chinese reports write them: 12, １２, 1,200, 3.5万, 十二, 二百零三, 百余, 两."""

import re

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "俩": 2, "仨": 3}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10_000, "亿": 100_000_000}
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")

# 三四个, 七八十人, 三五百: between the two; the lower one is what is certain.
_RANGE = re.compile(r"(一[二两]|[二两]三|三四|三五|四五|五六|六七|七八|八九)(?=$|[十百千万亿])")

NUMBER = (
    r"(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,12}(?:\.\d{1,4})?)[百千]?[万亿]?"
    r"|[〇零一二三四五六七八九十百千两俩仨壹贰叁肆伍陆柒捌玖拾佰仟]{1,12}[万亿]?|[万亿](?=[余多人名])"
)


def value(text: str) -> float:
    """The number that a match of NUMBER stands for; of a spoken range its lower end.

    >>> value("九千二百"), value("1.8万"), value("百"), value("二〇二五"), value("七八十")
    (9200.0, 18000.0, 100.0, 2025.0, 70.0)
    """
    text = _RANGE.sub(lambda pair: pair[1][0], text.replace(",", "").translate(_FORMAL))
    scale = 1.0
    while text and text[-1] in "万亿":
        scale *= _BIG[text[-1]]
        text = text[:-1]
    if not text:
        return scale
    if text[0].isdigit():
        return _arabic(text) * scale
    return _chinese(text) * scale


def is_range(text: str) -> bool:
    """Whether the number is spoken of as lying between two: 三四, 七八十."""
    return bool(_RANGE.search(text.rstrip("万亿")))


def _arabic(text: str) -> float:
    if text[-1] in _UNITS:
        return float(text[:-1]) * _UNITS[text[-1]]
    return float(text)


def _chinese(text: str) -> float:
    if not any(c in _UNITS for c in text):
        return float("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, 0
    last = 1
    for char in text:
        if char in _UNITS:
            last = _UNITS[char]
            total += max(digit, 1) * last if digit or not total else last
            digit = 0
        else:
            digit = _DIGITS[char]
            last = last if char != "零" else 10
    return float(total + (digit * last // 10 if last > 10 else digit))
