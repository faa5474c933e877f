"""Looking at a published page: does it really carry the cleared text? Used at the edge only."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.encoding import bytes_to_str, detect_encoding

from responder.notifiers import http

LARGEST_PAGE = 4 * 1024 * 1024
ENOUGH = 0.9
_PIECE = re.compile(r"[^。！？；\n]+")


@dataclass(frozen=True)
class Evidence:
    """What stood at an address. `contains`: the cleared text is there; `said` explains in Chinese."""

    url: str
    fetched_at: datetime
    text: str
    contains: bool
    said: str


def look(url: str, cleared_text: str, *, now: datetime, allow: Sequence[str] = ()) -> Evidence:
    """Fetch a published page and compare it with the cleared text. Never raises for a bad page.

    `allow`: networks that the page may be at besides public addresses (the park's own intranet).
    """
    answer = http.get(url, allow=tuple(allow), largest=LARGEST_PAGE)
    if not isinstance(answer, http.Answer):
        return Evidence(url, now, "", False, f"页面未能打开（{answer.reason}）")
    if answer.status != 200:
        return Evidence(url, now, "", False, f"页面未能打开（状态码 {answer.status}）")
    text = page_text(answer.body)
    share = found(text, cleared_text)
    if share >= ENOUGH:
        return Evidence(url, now, text, True, "页面已抓取，与审查通过的文稿一致")
    return Evidence(url, now, text, False, f"页面只含审查文稿的 {share:.0%}，请核对网址或内容")


def page_text(body: bytes) -> str:
    """The visible text of a page in whatever charset."""
    html = bytes_to_str(body, detect_encoding(body, html5_compatible=True) or "utf-8")
    return str(extract_plain_text(html, main_content=False, alt_texts=False)).strip()


def found(text: str, cleared: str) -> float:
    """The share (0–1, by characters) of the cleared text's sentences that stand in `text`.

    Spaces and full-width forms do not count; a page that edits a sentence loses that sentence.
    """
    page = _bare(text)
    pieces = [piece for piece in map(_bare, _PIECE.findall(cleared)) if piece]
    whole = sum(map(len, pieces))
    return sum(len(piece) for piece in pieces if piece in page) / whole if whole else 0.0


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
