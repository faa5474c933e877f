"""Short HTML of feeds -> plain text, in one pass over its tags.

The descriptions of a feed are many and small; building a tree for each costs ten times as much as the
rest of the feed. Pages are read by crawlers.article.
"""

import html
import re

# A value in quotes may hold ">"; a quote that is never closed is a character like any other.
_TAG = re.compile(r"""<(?:[!?][^<>]*+|(/?[a-zA-Z][\w:.-]*+)(?:[^<>"']++|"[^"<]*+"|'[^'<]*+'|["'])*+)>""")
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body br center dd details dialog div dl dt fieldset figcaption "
        "figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table "
        "tbody td tfoot th thead tr ul",
    )
)
_BLOCKS |= {f"/{name}" for name in _BLOCKS}
_UNREAD = frozenset({"script", "style", "template", "noscript", "select", "button", "textarea", "svg"})


def plain_text(source: str) -> str:
    """The text of a fragment of HTML, one paragraph a line. Tags that nobody closes do no harm."""
    text = html.unescape("".join(_read(source.replace("\n", " ").replace("\r", " "))))
    return lines_of(text)


def lines_of(text: str) -> str:
    """Text as it stands, without blank lines."""
    if "\n" not in text:
        return squeeze(text)
    return "\n".join(line for part in text.split("\n") if (line := squeeze(part)))


def squeeze(text: str) -> str:
    """Runs of white space, also full-width and zero-width, become one blank."""
    if not text.isascii():
        text = text.replace("\u200b", " ").replace("\ufeff", " ")
    return " ".join(text.split())


def _read(source: str) -> list[str]:
    """The pieces between the tags, and a line break for each tag that begins or ends a block."""
    parts = _TAG.split(_without_comments(source) if "<!--" in source else source)
    pieces, skipped = [parts[0]], ""
    ends: dict[str, int] | None = None
    for at in range(1, len(parts), 2):
        name = (parts[at] or "").lower()
        if skipped:
            if name != skipped:
                continue
            skipped = ""
        elif name in _BLOCKS:
            pieces.append("\n")
        elif name in _UNREAD:
            ends = ends if ends is not None else _ends(parts)
            if ends.get(f"/{name}", 0) > at:
                skipped = f"/{name}"
                continue
        pieces.append(parts[at + 1])
    return pieces


def _ends(parts: list[str]) -> dict[str, int]:
    """Where each end tag stands last."""
    return {parts[at].lower(): at for at in range(1, len(parts), 2) if parts[at] and parts[at][0] == "/"}


def _without_comments(source: str) -> str:
    """A comment that is never closed ends at once."""
    pieces, at = [], 0
    while (start := source.find("<!--", at)) >= 0:
        pieces.append(source[at:start])
        end = source.find("-->", start)
        if end < 0:
            return "".join([*pieces, source[start + 4 :].replace("<!--", "")])
        at = end + 3
    return "".join([*pieces, source[at:]])
