"""A saved page -> the fields of the article on it."""

from dataclasses import dataclass
from datetime import datetime

from crawlers.article.body import find_body
from crawlers.article.charset import decode
from crawlers.article.dom import blocks, parse, plain, strip_unread
from crawlers.article.metadata import read_metadata
from crawlers.article.origin import find_author, find_source, read_account
from crawlers.article.published import find_published, read_time_tags
from crawlers.article.title import find_title, read_headings
from crawlers.article.trimming import trimmed
from crawlers.article.worth import worth_of

# A page that shows less than this is drawn by its script, from data that it carries along.
_NOTHING_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Article:
    """The fields of an article. `published_at` is aware, in Asia/Shanghai; `text` one paragraph a line.

    `author` is the name as written on the page: it may be shown by a command that stores nothing,
    and is stored only as a keyed hash.
    """

    title: str | None
    published_at: datetime | None
    source: str | None
    author: str | None
    text: str
    encoding: str

    def as_json(self) -> dict[str, str | None]:
        """The fields as `huiying extract` prints them."""
        moment = self.published_at
        return {
            "title": self.title,
            "published_at": moment.isoformat() if moment else None,
            "source": self.source,
            "author": self.author,
            "text": self.text,
            "encoding": self.encoding,
        }


def extract(html: bytes, *, url: str = "", content_type: str | None = None, fetched_at: datetime) -> Article:
    """The article on a page.

    `fetched_at` (aware) is what relative and yearless dates are read against; `content_type` is the
    server's header, `url` helps with the date. Never raises on hostile or broken pages: what cannot be
    found is None, a text that cannot be found is empty.
    """
    text, encoding = decode(html, content_type)
    root = parse(text)
    if root is None:
        return Article(None, None, None, None, "", encoding)
    metadata = read_metadata(root, text)
    strip_unread(root)
    found = blocks(root)
    headings, times, account = read_headings(root), read_time_tags(root), read_account(root)
    body = find_body(root, found)
    if len(body) < _NOTHING_SHOWN and metadata.texts:
        body = max((body, *map(plain, metadata.texts)), key=worth_of)
    title = find_title(headings, metadata, found, body) or ""
    published = find_published(times, found, metadata, body=body, url=url, now=fetched_at)
    source = find_source(found, metadata, body=body, title=title, account=account)
    author = find_author(found, metadata, body)
    body = "\n".join(trimmed(body.split("\n"), title))
    return Article(title or None, published, source, author, body, encoding)
