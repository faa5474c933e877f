"""更正研判: the press office gives another class to a part of a post's verdict."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.corrections.revising import FACTOR
from analysis.corrections.tasks import CORRECTED, RELEVANT, SENTIMENTS, TIERS
from analysis.linear.model import shipped
from huiying.core import audit
from huiying.core.errors import BadInput, Refused
from huiying.core.models import Correction, Post, PostAssessment, Unit, User
from responder.intake import rows
from responder.verbs.permission import require_office


def correct_verdict(
    session: Session, post: Post, *, task: str, right: str, by: User, now: datetime
) -> Correction:
    """Note the correction; the verdict then says what the person said, with the person among its reasons.

    Agreement with the verdict is noted too: it is as much to learn from.
    `task` is one of analysis.corrections.tasks, `right` one of its classes. Raises BadInput for another.
    """
    require_office(by, "更正研判")
    if task not in CORRECTED:
        raise BadInput(f"不能更正“{task}”，可更正：{'、'.join(CORRECTED)}")
    known = classes(session, task)
    if right not in known:
        raise BadInput(f"“{right}”不是“{CORRECTED[task].label}”的取值，可选：{'、'.join(known)}")
    stored = session.get(PostAssessment, post.id)
    if stored is None:
        raise Refused("这条信息尚未研判，请稍后再更正")
    was = CORRECTED[task].read(rows.from_json(stored.verdict))
    record = Correction(post_id=post.id, task=task, was=was, right=right, by=by.name, at=now)
    session.add(record)
    if was != right:
        _revise(stored, task, right, by)
    audit.record(
        session, "correct_verdict", "post", post.id, by=by.name, now=now, task=task, was=was, right=right
    )
    return record


def classes(session: Session, task: str) -> tuple[str, ...]:
    """What may be chosen for a task."""
    return _CLASSES[task](session)


def _units(session: Session) -> tuple[str, ...]:
    return tuple(session.scalars(select(Unit.name).where(Unit.disabled_at.is_(None)).order_by(Unit.id)))


_CLASSES: dict[str, Callable[[Session], tuple[str, ...]]] = {
    "relevance": lambda session: RELEVANT,
    "topic": lambda session: shipped("topic").classes,
    "sentiment": lambda session: SENTIMENTS,
    "tier": lambda session: TIERS,
    "unit": _units,
}


def _revise(stored: PostAssessment, task: str, right: str, by: User) -> None:
    changed = rows.to_json(CORRECTED[task].write(rows.from_json(stored.verdict), right))
    said = f"{CORRECTED[task].label}由{by.name}更正"
    changed["reasons"] = [*changed["reasons"], {"factor": FACTOR, "evidence": said, "points": None}]
    stored.verdict = changed
    for name in ("relevant", "relevance", "topic", "sentiment", "sentiment_score", "tier", "unit"):
        setattr(stored, name, changed[name])
