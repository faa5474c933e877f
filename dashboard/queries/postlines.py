"""Posts as lists show them: never their author."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from dashboard import words
from dashboard.queries.evidence import evidence_lines
from dashboard.queries.people import Names
from dashboard.queries.verdicts import Part, parts
from huiying.core.models import Post, PostAssessment, Source

LONGEST_EXCERPT = 90
LONGEST_TITLE = 70


@dataclass(frozen=True)
class PostLine:
    """One post: `counters` says how far it went, `url` is a web address or None, `evidence` tells what was
    kept of it, `parts` what the analysis said of it."""

    id: int
    title: str
    excerpt: str
    source: str
    at: datetime
    url: str | None
    counters: str
    evidence: str
    parts: list[Part]


def post_lines(session: Session, ids: Select[Any], most: int) -> list[PostLine]:
    """The hottest of the posts whose ids the query gives."""
    query = (
        select(Post, Source.name)
        .join(Source, Source.id == Post.source_id)
        .outerjoin(PostAssessment, PostAssessment.post_id == Post.id)
        .where(Post.id.in_(ids))
        .order_by(PostAssessment.heat.desc(), Post.detected_at.desc())
        .limit(most)
    )
    found = [(post, source) for post, source in session.execute(query)]
    evidence = evidence_lines(session, [post for post, _ in found])
    judged = parts(session, [post.id for post, _ in found], Names(session))
    return [_line(post, source, evidence[post.id], judged.get(post.id, [])) for post, source in found]


def _line(post: Post, source: str, evidence: str, judged: list[Part]) -> PostLine:
    text, title = (post.text or "").strip(), (post.title or "").strip()
    counts = {"转发": post.reposts, "评论": post.comments, "点赞": post.likes}
    return PostLine(
        id=post.id,
        title=_short(title or text or "（无标题）", LONGEST_TITLE),
        excerpt=_short(text, LONGEST_EXCERPT) if title else "",
        source=" · ".join(dict.fromkeys((source, words.CHANNELS[post.channel]))),
        at=post.published_at or post.detected_at,
        url=post.url if (post.url or "").startswith(("http://", "https://")) else None,
        counters=" ".join(f"{name} {count:,}" for name, count in counts.items() if count),
        evidence=evidence,
        parts=judged,
    )


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[:longest] + "……"
