"""Entering by hand (人工录入): a link or a text, with a screenshot as evidence.

Own words are a post at once. The page of a link is fetched by the crawler, which finds the entry in the
database; until then the analysis waits a little for the page, and if it cannot be had the words stand.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from dashboard import screenshots
from huiying.core import audit
from huiying.core.addresses import address_hash, canonical
from huiying.core.contents import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    LONGEST_URL,
    fingerprint,
    one_line,
    paragraphs,
    post_key,
)
from huiying.core.errors import BadInput, Refused
from huiying.core.models import Entry, FetchedPage, Post, Source, User
from huiying.core.models.entry import ADDRESS, HOLDER, KIND
from huiying.core.models.source import CHANNELS

NAME = "人工录入"
HOLD = timedelta(minutes=2)
_SECOND_NAME = "人工录入（值班台）"


class AlreadyThere(Refused):
    """What is entered is there already: as a post, or as an entry whose page is still to come."""

    def __init__(self, said: str, *, post: int | None = None, entry: int | None = None) -> None:
        super().__init__(said)
        self.post, self.entry = post, entry


@dataclass(frozen=True, slots=True)
class Given:
    """What a person typed; blanks are as good as nothing. `published_at` is aware."""

    url: str = ""
    title: str = ""
    text: str = ""
    channel: str = "manual"
    published_at: datetime | None = None
    screenshot: bytes = b""


def enter(session: Session, given: Given, *, by: User, now: datetime) -> Entry:
    """Store the entry, its post where there are words, and queue its link.

    Raises BadInput where it says nothing, or AlreadyThere.
    """
    url, title, text = _link(given.url), one_line(given.title), paragraphs(given.text)
    _check(given, url, title, text, now)
    source = _source(session, now)
    if url is not None:
        _refuse_known_link(session, url, given.url.strip())
    picture = screenshots.keep(session, given.screenshot, by=by, now=now) if given.screenshot else None
    entry = Entry(
        source_id=source.id,
        screenshot_id=picture.id if picture else None,
        url=url,
        title=title or None,
        text=text or None,
        channel=given.channel,
        published_at=given.published_at.astimezone(UTC) if given.published_at else None,
        state="queued" if url else "stored",
        by=by.name,
        at=now,
    )
    session.add(entry)
    if title or text:
        _make_post(session, entry, source, now)
    if url:
        source.next_due_at = now
    session.flush()
    audit.record(session, "enter", "entry", entry.id, by=by.name, now=now, post=entry.post_id)
    return entry


def add_words(session: Session, entry: Entry, title: str, text: str, *, by: User, now: datetime) -> None:
    """The officer's own words where the page could not be fetched. Raises BadInput or Refused."""
    if entry.post_id is not None or entry.state != "failed":
        raise Refused("这条录入已有内容，不需要再填写")
    title, text = one_line(title), paragraphs(text)
    if not title and not text:
        raise BadInput("标题和内容至少要填一项")
    _check_length(title, text)
    entry.title, entry.text = title or None, text or None
    _make_post(session, entry, session.get_one(Source, entry.source_id), now)
    audit.record(session, "enter_words", "entry", entry.id, by=by.name, now=now, post=entry.post_id)


def fetch_again(session: Session, entry: Entry, *, by: User, now: datetime) -> None:
    """Queue the link once more after a failure. Raises Refused where it has not failed."""
    if entry.state != "failed" or entry.url is None:
        raise Refused("这个链接不在“读取失败”的状态，不需要重试")
    entry.state, entry.reason, entry.ended_at = "queued", None, None
    source = session.get_one(Source, entry.source_id)
    source.next_due_at = now
    # A page that was gone is remembered as such, and would not be asked for again.
    gone = delete(FetchedPage).where(
        FetchedPage.source_id == source.id, FetchedPage.address_hash == address_hash(entry.url)
    )
    session.execute(gone)
    audit.record(session, "enter_again", "entry", entry.id, by=by.name, now=now)


def _link(url: str) -> str | None:
    if not url.strip():
        return None
    try:
        found = canonical(url)
    except ValueError as error:
        raise BadInput("链接应以 http:// 或 https:// 开头，请检查是否复制完整") from error
    if len(found) > LONGEST_URL:
        raise BadInput(f"链接超过 {LONGEST_URL} 个字符，请检查是否复制了多余的内容")
    return found


def _check(given: Given, url: str | None, title: str, text: str, now: datetime) -> None:
    if url is None and not title and not text:
        raise BadInput("请粘贴链接，或填写标题、内容；只有截图时，请用一句话写明截图里说了什么")
    _check_length(title, text)
    if given.channel not in CHANNELS:
        raise BadInput("请选择渠道")
    if given.published_at is not None and given.published_at > now:
        raise BadInput("发布时间晚于现在，请检查")


def _check_length(title: str, text: str) -> None:
    if len(title) > LONGEST_TITLE or len(text) > LONGEST_TEXT:
        raise BadInput(f"标题至多 {LONGEST_TITLE} 字，内容至多 {LONGEST_TEXT} 字")


def _source(session: Session, now: datetime) -> Source:
    """The source that holds entries: the operator's own of that kind, else one that is made here."""
    found = session.scalars(select(Source).where(Source.kind == KIND).order_by(Source.id)).first()
    if found is not None:
        return found
    taken = session.scalars(select(Source.id).where(Source.name == NAME)).first()
    source = Source(
        name=NAME if taken is None else _SECOND_NAME,
        kind=KIND,
        channel=KIND,
        address=ADDRESS,
        local=True,
        verified=True,
        created_at=now,
        state_since=now,
    )
    session.add(source)
    session.flush()
    return source


def _refuse_known_link(session: Session, url: str, typed: str) -> None:
    known = session.scalars(select(Post.id).where(Post.url.in_({url, typed})).order_by(Post.id)).first()
    if known is not None:
        raise AlreadyThere("这个链接的信息已经收到过，不必再录入", post=known)
    waiting = select(Entry.id).where(Entry.url == url, Entry.post_id.is_(None)).order_by(Entry.id)
    if (entry := session.scalars(waiting).first()) is not None:
        raise AlreadyThere("这个链接已经有人录入", entry=entry)


def _make_post(session: Session, entry: Entry, source: Source, now: datetime) -> None:
    content_hash = fingerprint(entry.title, entry.text)
    key = post_key(entry.url or content_hash)
    query = select(Post.id).where(Post.source_id == source.id, Post.key == key)
    if (known := session.scalars(query).first()) is not None:
        raise AlreadyThere("同样内容的信息已经录入过", post=known)
    post = Post(
        source_id=source.id,
        key=key,
        url=entry.url,
        channel=entry.channel,
        title=entry.title,
        text=entry.text,
        published_at=entry.published_at,
        detected_at=now,
        content_hash=content_hash,
    )
    if entry.state == "queued":
        post.lease_owner, post.lease_until = HOLDER, now + HOLD
    session.add(post)
    session.flush()
    entry.post_id = post.id
    source.last_new_at = now
