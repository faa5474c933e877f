"""信息: how many posts came in, from where, about what, in what tone."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from huiying.core.models import Post, PostAssessment
from responder.reports.figures import Compared, Count, PostFigures
from responder.reports.week import Period
from responder.words import CHANNELS, SENTIMENTS


class Group(NamedTuple):
    """Posts that are alike; relevant, topic and sentiment are None before the analysis."""

    channel: str
    relevant: bool | None
    topic: str | None
    sentiment: str | None


Groups = Mapping[Group, int]


def posts(session: Session, period: Period) -> PostFigures:
    this, before = _groups(session, period), _groups(session, period.before)

    def relevant(group: Group) -> bool:
        return bool(group.relevant)

    return PostFigures(
        found=Compared(sum(this.values()), sum(before.values())),
        relevant=Compared(_total(this, relevant), _total(before, relevant)),
        archived=_archived(session, period),
        set_aside=_set_aside(session, period),
        channels=_by(this, before, lambda it: it.channel, CHANNELS),
        topics=_by(this, before, lambda it: it.topic if it.relevant else None, {}),
        sentiments=_in_order(_by(this, before, lambda it: it.sentiment if it.relevant else None, SENTIMENTS)),
    )


def _groups(session: Session, period: Period) -> Groups:
    verdict = (PostAssessment.relevant, PostAssessment.topic, PostAssessment.sentiment)
    query = (
        select(Post.channel, *verdict, func.count())
        .outerjoin(PostAssessment, PostAssessment.post_id == Post.id)
        .where(_detected_in(period), Post.archive.is_(False))
        .group_by(Post.channel, *verdict)
    )
    return {Group(*row[:4]): row[4] for row in session.execute(query)}


def _archived(session: Session, period: Period) -> int:
    return session.scalar(select(func.count()).where(_detected_in(period), Post.archive.is_(True))) or 0


def _set_aside(session: Session, period: Period) -> int:
    aside = and_(Post.set_aside_at >= period.start, Post.set_aside_at < period.until)
    return session.scalar(select(func.count()).where(aside)) or 0


def _detected_in(period: Period) -> ColumnElement[bool]:
    return and_(Post.detected_at >= period.start, Post.detected_at < period.until)


def _total(groups: Groups, wanted: Callable[[Group], bool]) -> int:
    return sum(count for group, count in groups.items() if wanted(group))


def _by(
    this: Groups, before: Groups, code: Callable[[Group], str | None], names: Mapping[str, str]
) -> tuple[Count, ...]:
    """Counts by a code, the most frequent first; groups without a code are left out."""
    now, then = _tally(this, code), _tally(before, code)
    counts = [Count(it, names.get(it, it), Compared(now[it], then[it])) for it in now | then]
    return tuple(sorted(counts, key=lambda it: (-it.count.this, -it.count.before, it.code)))


def _tally(groups: Groups, code: Callable[[Group], str | None]) -> Counter[str]:
    tally: Counter[str] = Counter()
    for group, count in groups.items():
        found = code(group)
        if found is not None:
            tally[found] += count
    return tally


def _in_order(counts: tuple[Count, ...]) -> tuple[Count, ...]:
    """All three sentiments, always, in one order."""
    found = {it.code: it for it in counts}
    return tuple(found.get(code) or Count(code, name, Compared(0, 0)) for code, name in SENTIMENTS.items())
