"""One form for every text: full-width letters made half-width, traditional letters simplified, addresses
and mentions as tokens."""

import re
import sys
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

URL = "\ue000"
MENTION = "\ue001"
LONGEST = 20_000

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPACES = dict.fromkeys([0x3000, 0xA0, 0x200B, 0x200E, 0x200F, 0xFEFF, *range(0x202A, 0x202F)], 0x20)
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], 0x20)


def _simplified() -> dict[int, int]:
    """Traditional letters by OpenCC's table, one for one, so that lengths stay. A letter that is also
    written in simplified texts (乾隆, 瞭望) stays as it is."""
    lines = files("opencc").joinpath("dictionary", "TSCharacters.txt").read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines)
    return {ord(old): ord(new.split()[0]) for old, new in pairs if old not in new.split()}


def _table() -> NDArray[np.uint32]:
    """What stands for each letter, by its number."""
    table = np.arange(sys.maxunicode + 1, dtype=np.uint32)
    for old, new in (_simplified() | _FULL_WIDTH | _SPACES | _CONTROLS).items():
        table[old] = new
    return table


_TABLE = _table()
_URL = re.compile(r"(?:https?://|www\.)[A-Za-z0-9./?=&%#_~:+-]+")
_MENTION = re.compile(r"@[\w·-]{1,30}")


def normalise(text: str, longest: int = LONGEST) -> str:
    """The text in the form that every other part reads, cut to `longest` characters.

    Safe for lone surrogates and control characters. Emoticons such as [泪] and hashtags stay.
    """
    if not text:
        return ""
    text = _written_plainly(text[: longest * 2])
    if "http" in text or "www." in text:
        text = _URL.sub(URL, text)
    if "@" in text:
        text = _MENTION.sub(MENTION, text)
    return " ".join(text.split())[:longest]


def _written_plainly(text: str) -> str:
    """Letter for letter; a lone surrogate, which no encoder takes, becomes a question mark."""
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), "<u4")
    return _TABLE.take(codes).tobytes().decode("utf-32-le")
