"""The form of a post that the heads read."""

import math

from analysis.words.normalise import normalise

LONGEST = 3_000


_MARKS = 0xE100
_STEPS = 16


def model_text(title: str, text: str, marks: str = "") -> str:
    """Title twice, then the text: the title says most. Cut to `LONGEST` characters, then `marks`."""
    short = normalise(title, 200)
    body = normalise(text, LONGEST)
    whole = f"{short} {short} {body}"[:LONGEST] if short else body
    return f"{whole} {marks}" if marks and whole else whole


def spread_marks(reposts: int | None, comments: int | None, likes: int | None) -> str:
    """One private-use letter a known counter, by half decades: how a post spreads tells rumours."""
    return "".join(
        chr(_MARKS + _STEPS * kind + min(_STEPS - 1, int(2 * math.log10(max(0, count) + 1))))
        for kind, count in enumerate((reposts, comments, likes))
        if count is not None
    )
