"""Text within a limit of bytes: platforms count UTF-8 bytes, people read characters and lines."""

from collections.abc import Iterable, Sequence


def size(text: str) -> int:
    """Bytes of `text` in UTF-8."""
    return len(text.encode("utf-8"))


def cut(text: str, limit: int, *, mark: str = "…") -> str:
    """`text` in at most `limit` bytes, ended by `mark` where something was left out."""
    if size(text) <= limit:
        return text
    return head_of(text, limit - size(mark)) + mark


def head_of(text: str, limit: int) -> str:
    """The longest beginning of `text` that has at most `limit` bytes, no character broken."""
    return text.encode("utf-8")[: max(limit, 0)].decode("utf-8", "ignore")


def pack(lines: Sequence[str], limit: int) -> list[tuple[str, ...]]:
    """`lines` in pages of at most `limit` bytes each, joined by one line break; nothing is lost.

    A page ends between lines; only a line longer than a whole page is broken, between characters.
    `limit` must hold any one character (4 bytes), else ValueError.
    """
    if limit < 4:
        raise ValueError("a page must hold at least one character")
    pages: list[list[str]] = [[]]
    room = limit
    for piece in _pieces(lines, limit):
        if pages[-1] and size(piece) + 1 > room:
            pages.append([])
            room = limit
        room -= size(piece) + (1 if pages[-1] else 0)
        pages[-1].append(piece)
    return [tuple(page) for page in pages]


def _pieces(lines: Sequence[str], limit: int) -> Iterable[str]:
    for line in lines:
        rest = line
        while size(rest) > limit:
            piece = head_of(rest, limit)
            yield piece
            rest = rest[len(piece) :]
        yield rest
