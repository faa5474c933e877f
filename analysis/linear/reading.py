"""The form of a post that the heads read."""

from analysis.words.normalise import normalise

LONGEST = 3_000


def model_text(title: str, text: str) -> str:
    """Title twice, then the text: the title says most. Cut to `LONGEST` characters."""
    short = normalise(title, 200)
    body = normalise(text, LONGEST)
    return f"{short} {short} {body}"[:LONGEST] if short else body
