"""One form for every text: full-width letters made half-width, traditional letters simplified, addresses
and mentions as tokens."""

import re
from importlib.resources import files

URL = "\ue000"
MENTION = "\ue001"
LONGEST = 20_000

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPACES = dict.fromkeys([0x3000, 0xA0, 0x200B, 0x200E, 0x200F, 0xFEFF, *range(0x202A, 0x202F)], " ")
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], " ")


def _simplified() -> dict[int, str]:
    """Traditional letters by OpenCC's table, one for one, so that lengths stay. A letter that is also
    written in simplified texts (乾隆, 瞭望) stays as it is."""
    lines = files("opencc").joinpath("dictionary", "TSCharacters.txt").read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines)
    return {ord(old): new.split()[0] for old, new in pairs if old not in new.split()}


_TABLE: dict[int, int | str | None] = {
    **_simplified(), **_FULL_WIDTH, **_SPACES, **_CONTROLS, 0xFF0C: ",", 0x3002: "。",
}  # fmt: skip
_URL = re.compile(r"(?:https?://|www\.)[A-Za-z0-9./?=&%#_~:+-]+")
_MENTION = re.compile(r"@[\w·-]{1,30}")


def normalise(text: str, longest: int = LONGEST) -> str:
    """The text in the form that every other part reads, cut to `longest` characters.

    Safe for lone surrogates and control characters. Emoticons such as [泪] and hashtags stay.
    """
    text = sound(text[: longest * 2]).translate(_TABLE)
    if "http" in text or "www." in text:
        text = _URL.sub(URL, text)
    if "@" in text:
        text = _MENTION.sub(MENTION, text)
    return " ".join(text.split())[:longest]


def sound(text: str) -> str:
    """The text without lone surrogates, which no encoder takes."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("utf-8")
    return text
