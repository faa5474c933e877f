"""What was entered by hand, and one post by itself: what it says, where it came from, what became of it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.access import NotFound
from dashboard.queries.people import Names
from dashboard.queries.verdicts import Part, parts
from huiying.core.models import (
    Case,
    CasePost,
    Entry,
    Event,
    EventPost,
    Post,
    PostAssessment,
    Screenshot,
    Source,
)

MOST_RECENT = 10
STATES = {
    "stored": "已入库",
    "queued": "正在等待读取网页",
    "fetched": "网页已读取",
    "failed": "网页读取失败",
}


@dataclass(frozen=True)
class EntryFile:
    """An entry with the name of whoever entered it, its post and its screenshot (without the picture)."""

    entry: Entry
    by: str
    state: str
    post: Post | None
    screenshot: int | None

    @property
    def title(self) -> str:
        """What it is called in a list."""
        post = self.post
        found = (post.title or post.text if post else None) or self.entry.title or self.entry.url or ""
        return found[:80]


@dataclass(frozen=True)
class PostFile:
    """A post by itself; `relevant` is None until it was assessed."""

    post: Post
    source: str
    relevant: bool | None
    event: Event | None
    cases: list[Case]
    entries: list[EntryFile]
    parts: list[Part]

    @property
    def link(self) -> str | None:
        """Its address where that is a web page."""
        url = self.post.url or ""
        return url if url.startswith(("http://", "https://")) else None


def find_entry(session: Session, entry_id: int) -> Entry:
    """The entry, or NotFound."""
    entry = session.get(Entry, entry_id)
    if entry is None:
        raise NotFound("没有这条录入")
    return entry


def entry_file(session: Session, entry: Entry) -> EntryFile:
    """What the entry's page shows."""
    post = session.get(Post, entry.post_id) if entry.post_id else None
    by = Names(session).person(entry.by)
    return EntryFile(entry, by, STATES[entry.state], post, entry.screenshot_id)


def recent(session: Session) -> list[EntryFile]:
    """The last entries, newest first."""
    found = session.scalars(select(Entry).order_by(Entry.id.desc()).limit(MOST_RECENT))
    return [entry_file(session, entry) for entry in found]


def post_file(session: Session, post_id: int) -> PostFile:
    """What a post's page shows. Raises NotFound."""
    post = session.get(Post, post_id)
    if post is None:
        raise NotFound("没有这条信息")
    event_id = session.scalar(select(EventPost.event_id).where(EventPost.post_id == post.id))
    in_event = Case.event_id == event_id if event_id else Case.id.in_([])
    of_post = Case.id.in_(select(CasePost.case_id).where(CasePost.post_id == post.id))
    entries = session.scalars(select(Entry).where(Entry.post_id == post.id).order_by(Entry.id))
    return PostFile(
        post=post,
        source=session.get_one(Source, post.source_id).name,
        relevant=session.scalar(select(PostAssessment.relevant).where(PostAssessment.post_id == post.id)),
        event=session.get(Event, event_id) if event_id else None,
        cases=list(session.scalars(select(Case).where(in_event | of_post).order_by(Case.id))),
        entries=[entry_file(session, entry) for entry in entries],
        parts=parts(session, [post.id], Names(session)).get(post.id, []),
    )


def find_screenshot(session: Session, screenshot_id: int) -> Screenshot:
    """The picture, or NotFound."""
    found = session.get(Screenshot, screenshot_id)
    if found is None:
        raise NotFound("没有这张截图")
    return found
