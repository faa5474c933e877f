"""Links that people entered by hand: which wait to be fetched, and what became of each.

The dashboard writes an entry and makes its source due; a visit of kind `manual` asks for the pages.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from crawlers.items import Cleaned
from huiying.core.contents import fingerprint, post_key
from huiying.core.models import Entry, Post, Source
from huiying.core.models.entry import HOLDER, KIND

_MOST = 100
_NOTHING_READ = "网页中没有读到标题和正文"


def waiting_links(session: Session, source: Source) -> tuple[str, ...]:
    """The addresses that wait, the longest waiting first; none where people enter nothing."""
    if source.kind != KIND:
        return ()
    found = session.scalars(_queued(source.id).order_by(Entry.id).limit(_MOST))
    return tuple(dict.fromkeys(entry.url for entry in found if entry.url))


def take_up(session: Session, source_id: int, posts: Sequence[Cleaned], now: datetime) -> None:
    """Tell the entries of the pages that were just stored; a post of the officer's own words gets the
    page's title and text, unless it was assessed meanwhile."""
    by_key = {post.key: post for post in posts}
    for entry in session.scalars(_queued(source_id)):
        page = by_key.get(post_key(entry.url or ""))
        if page is None:
            continue
        query = select(Post).where(Post.source_id == source_id, Post.key == page.key)
        post = session.scalars(query).one()
        if entry.post_id is not None and post.assessed_at is None:
            _fill(post, page)
        _let_go(post)
        entry.post_id, entry.state, entry.reason, entry.ended_at = post.id, "fetched", None, now


def end_entries(
    session: Session, source: Source, asked: Sequence[str], failures: Mapping[str, str] | None, now: datetime
) -> None:
    """End the visit for the entries that it asked for; `failures` by address, None where it was cut short.

    What still waits makes the source due again; otherwise nothing does until somebody enters a link.
    """
    waiting = 0
    for entry in session.scalars(_queued(source.id)):
        failure = (failures or {}).get(entry.url or "")
        if failure is None and failures is not None and entry.url in asked:
            failure = _NOTHING_READ
        if failure is None:
            waiting += 1
            continue
        entry.state, entry.reason, entry.ended_at = "failed", failure, now
        if entry.post_id is not None:
            _let_go(session.get_one(Post, entry.post_id))
    source.next_due_at = now if waiting else None


def _queued(source_id: int) -> Select[Entry]:
    return select(Entry).where(Entry.source_id == source_id, Entry.state == "queued")


def _fill(post: Post, page: Cleaned) -> None:
    post.title, post.text = page.title or post.title, page.text or post.text
    post.published_at = page.published_at or post.published_at
    post.content_hash = fingerprint(post.title, post.text)


def _let_go(post: Post) -> None:
    """The analysis waited for the page; now it may have the post."""
    if post.lease_owner == HOLDER:
        post.lease_owner = post.lease_until = None
