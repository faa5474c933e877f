"""Texts made comparable, and cut into pairs of characters."""

import unicodedata
from itertools import pairwise

END = "\ue000"
"""Ends a title and a text, so that no word is found across them; it never comes in from outside."""
_DROPPED = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp", "Zs"))


class _Table(dict[int, str]):
    """What each character becomes, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        found = self[code] = _folded_character(chr(code))
        return found


def _folded_character(character: str) -> str:
    if character == END:
        return ""
    plain = unicodedata.normalize("NFKC", character).casefold()
    return "".join(one for one in plain if one != END and unicodedata.category(one) not in _DROPPED)


_TABLE = _Table()


def fold(text: str) -> str:
    """The text in one width and one case, without blanks and what cannot be seen.

    Blanks go because pages break lines and set spaces within Chinese words.
    """
    return text.translate(_TABLE)


def folded_post(title: str | None, text: str | None) -> str:
    """Title and text of a post as they are searched."""
    return f"{fold(title or '')}{END}{fold(text or '')}{END}"


def pairs(folded: str) -> list[str]:
    """Every two neighbours, in order: of abc ab and bc."""
    return [a + b for a, b in pairwise(folded)]


def post_pairs(title: str | None, text: str | None) -> str:
    """The pairs of a post as SQLite's index takes them; each character begins one of them."""
    return " ".join(pairs(folded_post(title, text)))
