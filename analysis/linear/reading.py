"""The form of a post that the heads read."""

from dataclasses import dataclass

LONGEST = 3_000
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Read:
    """Title and text as one string; its first `head` letters are the title, which says most."""

    text: str
    head: int


def read(title: str, body: str) -> Read:
    """Both normalised; cut to `LONGEST` letters, the title to `LONGEST_TITLE`."""
    if not title:
        return Read(body[:LONGEST], 0)
    title = title[:LONGEST_TITLE]
    return Read(f"{title} {body}"[:LONGEST], len(title) + 1)
