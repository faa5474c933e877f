"""Text within a limit of bytes: platforms count UTF-8 bytes, people read characters and lines."""

import json
from collections.abc import Callable, Iterable, Sequence

# Bytes that one byte of text becomes in JSON at the most (a control as \\u00xx): so much is surely too long.
MOST_ESCAPED = 6


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
    lines; only a line longer than a whole page is broken, between characters. `limit` must hold any one
    character (4 bytes), else ValueError.
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
            yield piece
            rest = rest[len(piece) :]
        yield rest
