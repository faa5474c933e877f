"""取证 of posts in one line each: what was kept, and what has become of the original."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.words import moment
from huiying.core.models import Post, PostVersion

SHOWN_DIGITS = 12


def evidence_lines(session: Session, posts: Sequence[Post]) -> dict[int, str]:
    """By post id: when the text was kept and its fingerprint, how often it changed since, whether the
    page is gone."""
    query = select(PostVersion.post_id, PostVersion.seen_at, PostVersion.status)
    query = query.where(PostVersion.post_id.in_([post.id for post in posts])).order_by(PostVersion.id)
    later: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for post_id, seen_at, status in session.execute(query):
        later[post_id].append((seen_at, status))
    return {post.id: _line(post, later[post.id]) for post in posts}


def _line(post: Post, later: Sequence[tuple[datetime, int]]) -> str:
    said = [f"存证 {moment(post.detected_at)}，指纹 {post.content_hash[:SHOWN_DIGITS]}"]
    changes = [seen_at for seen_at, status in later if status == 200]
    if changes:
        said.append(f"其后改动 {len(changes)} 次，最近 {moment(changes[-1])}，各版均已留存")
    if later and later[-1][1] != 200:
        seen_at, status = later[-1]
        said.append(f"{moment(seen_at)} 起原页面已不存在（{status}）")
    return "；".join(said)
