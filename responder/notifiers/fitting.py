"""Text within a limit of bytes: platforms count UTF-8 bytes, people read characters and lines."""

import json
import unicodedata
from collections.abc import Callable, Iterable, Sequence

# Bytes that one byte of text becomes in JSON at the most (a control as \\u00xx): so much is surely too long.
MOST_ESCAPED = 6
JOINER = "\u200d"
REGIONAL = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
SKIN_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))


def size(text: str) -> int:
    """Bytes of `text` in UTF-8."""
    return len(text.encode("utf-8"))


def json_size(text: str) -> int:
    """Bytes of `text` within a JSON string in UTF-8: a quotation mark counts as two."""
    return size(json.dumps(text, ensure_ascii=False)) - 2


def cut(text: str, limit: int, *, mark: str = "…") -> str:
    """`text` in at most `limit` bytes, ended by `mark` where something was left out."""
    if size(text) <= limit:
        return text
    return head_of(text, limit - size(mark)) + mark


def head_of(text: str, limit: int) -> str:
    """The longest beginning of `text` that has at most `limit` bytes, no character broken."""
    return text.encode("utf-8")[: max(limit, 0)].decode("utf-8", "ignore")


def pack(
    lines: Sequence[str], limit: int, *, measure: Callable[[str], int] = size, joint: int = 1
) -> list[tuple[str, ...]]:
    """`lines` in pages of at most `limit` bytes each as `measure` counts them; nothing is lost.

    Lines are joined by `joint` bytes, one line break where nothing else is said. A page ends between
    lines; only a line longer than a whole page is broken, between characters and not within what readers
    see as one (an emoji of several), unless that alone is longer. `limit` must hold any one character
    (4 bytes), else ValueError.
    """
    if limit < 4:
        raise ValueError("a page must hold at least one character")
    pages: list[list[str]] = [[]]
    room = limit
    for piece in _pieces(lines, limit, measure):
        if pages[-1] and measure(piece) + joint > room:
            pages.append([])
            room = limit
        room -= measure(piece) + (joint if pages[-1] else 0)
        pages[-1].append(piece)
    return [tuple(page) for page in pages]


def _pieces(lines: Sequence[str], limit: int, measure: Callable[[str], int]) -> Iterable[str]:
    for line in lines:
        rest = line
        while measure(rest) > limit:
            piece = head_of(rest, limit)
            while (over := measure(piece) - limit) > 0:
                piece = head_of(piece, size(piece) - -(-over // MOST_ESCAPED))
            piece = _unbroken(piece, rest)
            yield piece
            rest = rest[len(piece) :]
        yield rest


def _unbroken(piece: str, text: str) -> str:
    """`piece`, with which `text` begins, without the first half of a sign that goes on after it."""
    end = len(piece)
    while 0 < end < len(text) and _is_one_sign(text[end - 1], text[end]):
        end -= 1
    return piece[:end] or piece


def _is_one_sign(before: str, after: str) -> bool:
    """Whether readers see both as one: an accent, a skin tone, a family joined by U+200D, a flag."""
    if before == JOINER or after == JOINER:
        return True
    if before in REGIONAL and after in REGIONAL:
        return True
    return after in SKIN_TONES or unicodedata.category(after) in ("Mn", "Me", "Mc")
