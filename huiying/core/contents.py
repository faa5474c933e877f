"""What comes in as text, made fit to be kept; and its fingerprint, the same whichever way it came."""

import hashlib
import re

from huiying.core.keys import keyed_hash

LONGEST_TITLE = 500
LONGEST_TEXT = 200_000
LONGEST_KEY = 200
LONGEST_URL = 4000
HASHED = "sha256:"
"""How the name of a post begins that is too long to be kept as it is."""
COUNTERS = ("reposts", "comments", "likes", "dislikes", "views")

_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\ufeff\ud800-\udfff\ufffe\uffff]")
# Marks, embeddings, overrides and isolates of Unicode's bidirectional algorithm (UAX 9), the deprecated too.
_TURNS = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f]")
_BLANKS = re.compile(r"[ \t\u00a0\u3000]+")
_NEWLINES = re.compile(r"\s*\n\s*")


def storable(text: str) -> str:
    """The text in reading order without characters that no database takes, its line ends as one character."""
    return _UNSTORABLE.sub("", in_reading_order(text.replace("\r\n", "\n").replace("\r", "\n")))


def in_reading_order(text: str) -> str:
    """The text without the invisible marks that turn the direction of reading: with them it can look like
    another one, a link like another link."""
    return _TURNS.sub("", text)


def one_line(text: str | None) -> str:
    """Storable text without line breaks, blanks folded."""
    return _BLANKS.sub(" ", _NEWLINES.sub(" ", storable(text or ""))).strip()


def paragraphs(text: str | None) -> str:
    """Storable text with one paragraph a line, without blank lines."""
    return _NEWLINES.sub("\n", _BLANKS.sub(" ", storable(text or ""))).strip()


def fingerprint(title: str | None, text: str | None) -> str:
    """SHA-256 of the content, white space aside: the same words have the same fingerprint."""
    bare = re.sub(r"\s+", "", f"{title or ''}\0{text or ''}")
    return hashlib.sha256(bare.encode()).hexdigest()


def post_key(key: str) -> str:
    """What names a post within its source; a long one by its hash."""
    key = one_line(key)
    if len(key) <= LONGEST_KEY:
        return key
    return HASHED + hashlib.sha256(key.encode()).hexdigest()


def author_hash(secret: bytes, channel: str, name: str | None) -> str | None:
    """The only thing that is kept of an author's name: its keyed hash, different on every channel."""
    author = " ".join((name or "").split())
    return keyed_hash(secret, "author", f"{channel}:{author}") if author else None
