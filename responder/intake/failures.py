"""Posts on which the analysis fails: tried three times, then set aside with the reason, never lost."""

import logging
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import DataError, SQLAlchemyError, StatementError
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.models import Post, PostAssessment
from responder.intake.summary import IntakeSummary

TRIES = 3
LONGEST_REASON = 300

log = logging.getLogger(__name__)


def blames_the_post(error: Exception) -> bool:
    """Whether an error tells of the post. A database that is locked or away is not the post's fault."""
    if not isinstance(error, SQLAlchemyError):
        return not isinstance(error, OSError)
    return isinstance(error, DataError) or type(error) is StatementError


def count(
    session: Session, post_id: int, error: Exception, *, step: str, owner: str | None, now: datetime
) -> IntakeSummary:
    """Count one failure of a post at `step` (研判, 归并事件) and end the `owner`'s lease.

    After the third it is set aside: it waits for a person, with the reason, and blocks nobody.
    Nothing is counted where the post is no longer the owner's.
    """
    log.warning("post_failed post=%s step=%s error=%r", post_id, step, error)
    tries = session.scalar(
        update(Post)
        .where(Post.id == post_id, Post.lease_owner == owner)
        .values(tries=Post.tries + 1, lease_owner=None, lease_until=None)
        .returning(Post.tries)
        .execution_options(synchronize_session=False)
    )
    if tries is None or tries < TRIES:
        return IntakeSummary(failed=int(tries is not None))
    _set_aside(session, post_id, error, step, now)
    return IntakeSummary(set_aside=1)


def _set_aside(session: Session, post_id: int, error: Exception, step: str, now: datetime) -> None:
    reason = f"{step}连续 {TRIES} 次出错，已搁置，请人工处理：{type(error).__name__}：{error}"
    changed = {"set_aside_at": now, "set_aside_reason": reason[:LONGEST_REASON]}
    _update(session, Post, Post.id == post_id, changed)
    # What was assessed already leaves the queue of events; a message still gets its case.
    _update(session, PostAssessment, PostAssessment.post_id == post_id, {"placed_at": now})
    audit.record(session, "set_aside", "post", post_id, by=audit.MACHINE, now=now, step=step)


def _update(session: Session, model: type, where: object, values: dict[str, object]) -> None:
    statement = update(model).where(where).values(values)  # type: ignore[arg-type]
    session.execute(statement.execution_options(synchronize_session=False))
