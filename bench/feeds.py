"""Feed items parsed a second, against feedparser on the same feeds in the same run."""

import io
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

import feedparser

from bench.rows import Row, best_of
from bench.texts import texts
from crawlers.feeds import read_feed

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
_ITEMS = 200


def measure() -> list[Row]:
    """An RSS and an Atom feed of 200 entries with escaped HTML of about 450 characters, one core."""
    return [
        _row("RSS 2.0", _rss()),
        _row("Atom", _atom()),
        _row("RSS 2.0，损坏", _rss().replace(b"&amp;", b"&")),
    ]


def _row(name: str, feed: bytes) -> Row:
    assert len(read_feed(feed, now=NOW).items) == _ITEMS
    ours = best_of(5, lambda: read_feed(feed, now=NOW))
    theirs = best_of(2, lambda: feedparser.parse(io.BytesIO(feed)))
    return Row(f"订阅源（{name}）", _ITEMS / ours, "条/秒", "feedparser", _ITEMS / theirs)


def _entries() -> list[tuple[int, str, datetime]]:
    moments = (NOW - timedelta(minutes=7 * n) for n in range(_ITEMS))
    return [(n, text, at) for (n, text), at in zip(enumerate(texts(_ITEMS, 450)), moments, strict=True)]


def _html(text: str) -> str:
    return escape(f'<p>{text[:200]}</p><p><a href="/a?x=1&amp;y=2">{text[200:230]}</a>{text[230:]}</p>')


def _rss() -> bytes:
    items = "".join(
        f"<item><title>{escape(text[:24])} &amp; 回应</title><link>http://park.example/a/{n}.html?a=1&amp;b=2</link>"
        f'<guid isPermaLink="false">n-{n}</guid><pubDate>{format_datetime(at)}</pubDate>'
        f"<dc:creator>新港</dc:creator><description>{_html(text)}</description></item>"
        for n, text, at in _entries()
    )
    space = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return f'<?xml version="1.0"?><rss version="2.0" {space}><channel>{items}</channel></rss>'.encode()


def _atom() -> bytes:
    entries = "".join(
        f'<entry><title>{escape(text[:24])}</title><link href="http://park.example/a/{n}.html"/>'
        f"<id>tag:park.example,2026:{n}</id><published>{at.isoformat()}</published>"
        f'<content type="html">{_html(text)}</content></entry>'
        for n, text, at in _entries()
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'.encode()
