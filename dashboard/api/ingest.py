"""Posts that other systems push: each row is checked by itself, stored once by source and key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from dashboard.api.problems import faults
from huiying.core import clock
from huiying.core.contents import (
    COUNTERS,
    LONGEST_TEXT,
    LONGEST_TITLE,
    author_hash,
    fingerprint,
    one_line,
    paragraphs,
    post_key,
)
from huiying.core.models import Post, PostReading, Source

MOST_POSTS = 1000
PUSHED = "push"

Channel = Literal["news", "weibo", "wechat", "forum", "video", "message", "hotline", "manual"]
Count = Annotated[int, Field(ge=0, le=10**15)] | None


def _cleaned(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return paragraphs(value) or None


def _moment(value: Any) -> Any:
    return clock.parse(value) if isinstance(value, str) else value


Line = Annotated[str | None, BeforeValidator(_cleaned)]


class PostIn(BaseModel):
    """One post. `source` and `id` name it for good: sent again it is known, and only its counters move.

    `title` or `text` is needed; without `id` the address, else the content, is the key. Moments without an
    offset are Asia/Shanghai. The author's name is hashed at once and never stored.
    """

    model_config = ConfigDict(extra="forbid")

    source: Annotated[str, BeforeValidator(_cleaned), Field(min_length=1, max_length=200)]
    channel: Channel | None = None
    id: Line = Field(None, max_length=200)
    url: Line = Field(None, max_length=4000)
    title: Line = Field(None, max_length=LONGEST_TITLE)
    text: Line = Field(None, max_length=LONGEST_TEXT)
    author: Line = Field(None, max_length=500)
    published_at: Annotated[datetime | None, BeforeValidator(_moment)] = None
    reposts: Count = None
    comments: Count = None
    likes: Count = None
    dislikes: Count = None
    views: Count = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.title is None and self.text is None:
            raise ValueError("title 与 text 至少要有一项")
        if self.url is not None and not self.url.startswith(("http://", "https://")):
            raise ValueError("url 须以 http:// 或 https:// 开头")
        return self

    @property
    def content_hash(self) -> str:
        """SHA-256 of title and text, white space aside."""
        return fingerprint(self.title, self.text)

    @property
    def key(self) -> str:
        """What names the post within its source."""
        return post_key(self.id or self.url or self.content_hash)

    def counters(self) -> dict[str, int | None]:
        """The five counters; None where nothing is said."""
        return {name: getattr(self, name) for name in COUNTERS}


@dataclass(frozen=True)
class RowResult:
    """What became of one row: stored, updated (other counters), known, or rejected with its faults."""

    index: int
    status: Literal["stored", "updated", "known", "rejected"]
    post: int | None = None
    errors: Sequence[dict[str, str]] = ()


Checked = tuple[int, PostIn | RowResult]


def check(rows: Sequence[Any]) -> list[Checked]:
    """Every row as a post or as a rejection; needs no database."""
    return [(index, _check(index, row)) for index, row in enumerate(rows)]


def store(session: Session, checked: Sequence[Checked], key: bytes, now: datetime) -> list[RowResult]:
    """Store the good rows in the caller's transaction; the results in the order of the rows."""
    find = _Sources(session, now)
    return [
        row if isinstance(row, RowResult) else _store(session, index, row, find, key, now)
        for index, row in checked
    ]


def _check(index: int, row: Any) -> PostIn | RowResult:
    try:
        return PostIn.model_validate(row)
    except ValidationError as error:
        return RowResult(index, "rejected", errors=faults(error))


class _Sources:
    """Sources by name, made where they are missing: a pushed source is never visited."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session, self._now = session, now
        self._found: dict[str, Source] = {}

    def __call__(self, post: PostIn) -> Source:
        if post.source not in self._found:
            self._found[post.source] = self._find(post) or self._make(post)
        return self._found[post.source]

    def _find(self, post: PostIn) -> Source | None:
        called = or_(Source.name == post.source, Source.filed_as == post.source)
        return self._session.scalars(select(Source).where(called)).first()

    def _make(self, post: PostIn) -> Source:
        source = Source(
            name=post.source,
            kind=PUSHED,
            channel=post.channel or "manual",
            created_at=self._now,
            state_since=self._now,
        )
        self._session.add(source)
        self._session.flush()
        return source


def _store(
    session: Session, index: int, row: PostIn, find: Callable[[PostIn], Source], key: bytes, now: datetime
) -> RowResult:
    source = find(row)
    query = select(Post).where(Post.source_id == source.id, Post.key == row.key)
    known = session.scalars(query).first()
    if known is not None:
        moved = _move_counters(session, known, row, now)
        return RowResult(index, "updated" if moved else "known", known.id)
    post = _new(row, source, key, now)
    session.add(post)
    session.flush()
    source.last_success_at = source.last_new_at = now
    _read(session, post, now)
    return RowResult(index, "stored", post.id)


def _new(row: PostIn, source: Source, key: bytes, now: datetime) -> Post:
    channel = row.channel or source.channel
    return Post(
        source_id=source.id,
        key=row.key,
        url=row.url,
        channel=channel,
        title=one_line(row.title) or None,
        text=row.text,
        author_hash=author_hash(key, channel, row.author),
        published_at=row.published_at.astimezone(UTC) if row.published_at else None,
        detected_at=now,
        content_hash=row.content_hash,
        **row.counters(),
    )


def _move_counters(session: Session, post: Post, row: PostIn, now: datetime) -> bool:
    told = {name: value for name, value in row.counters().items() if value is not None}
    if all(getattr(post, name) == value for name, value in told.items()):
        return False
    for name, value in told.items():
        setattr(post, name, value)
    _read(session, post, now)
    return True


def _read(session: Session, post: Post, now: datetime) -> None:
    values = {name: getattr(post, name) for name in COUNTERS}
    again = select(PostReading).where(PostReading.post_id == post.id, PostReading.read_at == now)
    if any(value is not None for value in values.values()) and session.scalars(again).first() is None:
        session.add(PostReading(post_id=post.id, read_at=now, **values))
