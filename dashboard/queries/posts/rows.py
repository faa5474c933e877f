"""What was found as rows of a table, batch by batch, so that a long export holds little at a time."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from dashboard import words
from dashboard.queries.posts.finding import find
from dashboard.queries.posts.lines import events_of, source_names
from dashboard.queries.posts.wanted import Wanted
from huiying.core.clock import local
from huiying.core.database import Database
from huiying.core.models import Post, PostAssessment

MOST_ROWS = 10_000
AT_ONCE = 500
HEADING = (
    *("编号", "收到时间", "发布时间", "信源", "渠道", "标题", "正文", "链接", "研判", "主题", "响应级别"),
    *("舆情等级", "情感", "热度", "建议单位", "事件编号", "事件", "转发", "评论", "点赞"),
)

Row = tuple[Any, ...]


def rows(database: Database, wanted: Wanted) -> Iterator[Row]:
    """The newest MOST_ROWS of what is wanted, in the columns of HEADING; never an author."""
    left, before = MOST_ROWS, None
    while left > 0:
        batch = _batch(database, wanted, before, min(AT_ONCE, left))
        yield from batch
        if len(batch) < AT_ONCE:
            return
        left, before = left - len(batch), batch[-1][0]


def _batch(database: Database, wanted: Wanted, before: int | None, most: int) -> list[Row]:
    with database.read() as session:
        statement = select(Post, PostAssessment)
        found = session.execute(find(session, statement, wanted, beyond=before, limit=most)).all()
        names = source_names(session, {post.source_id for post, _ in found})
        events = events_of(session, [post.id for post, _ in found])
    return [_row(post, judged, names[post.source_id], events.get(post.id)) for post, judged in found]


def _row(post: Post, judged: PostAssessment | None, source: str, event: tuple[int, str] | None) -> Row:
    moments = [_moment(post.detected_at), _moment(post.published_at) if post.published_at else ""]
    said = [source, words.CHANNELS[post.channel], post.title or "", post.text or "", post.url or ""]
    counters = (post.reposts, post.comments, post.likes)
    return (post.id, *moments, *said, *_verdict(judged), *(event or ("", "")), *counters)


def _verdict(judged: PostAssessment | None) -> Row:
    if judged is None:
        return ("等待研判", "", "", "", "", "", "")
    return (
        "有关" if judged.relevant else "无关",
        judged.topic,
        words.tier(judged.tier),
        words.LEVELS.get(judged.level or 0, ""),
        words.SENTIMENTS[judged.sentiment],
        round(judged.heat, 1),
        judged.unit or "",
    )


def _moment(at: Any) -> str:
    return local(at).strftime("%Y-%m-%d %H:%M")
