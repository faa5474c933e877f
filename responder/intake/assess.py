"""Posts to assessments: leased, assessed outside of any write transaction, stored in a short one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from analysis.analyst import Analyst
from analysis.assessment import Assessment
from huiying.core.database import Database
from huiying.core.models import PostAssessment
from responder.intake import failures, leases, rows
from responder.intake.rows import Item
from responder.intake.summary import IntakeSummary
from responder.intake.version import model_version

STEP = "研判"


def assess(
    database: Database, analyst: Analyst, now: datetime, *, owner: str, lease: timedelta, limit: int
) -> IntakeSummary:
    """Assess up to `limit` waiting posts, oldest first.

    A batch that fails is tried again post by post, so that one bad post keeps nobody back.
    """
    with database.read() as session:
        if not leases.any_free(session, now):
            return IntakeSummary()
    with database.write() as session:
        ids = leases.take(session, owner=owner, now=now, lease=lease, limit=limit)
    if not ids:
        return IntakeSummary()
    with database.read() as session:
        batch = rows.items(session, ids)
    taken = IntakeSummary(taken=len(batch))
    try:
        return taken + _handle(database, analyst, batch, owner, now)
    except Exception as error:
        if not failures.blames_the_post(error):
            raise
        return sum((_alone(database, analyst, item, owner, now) for item in batch), taken)


def _alone(database: Database, analyst: Analyst, item: Item, owner: str, now: datetime) -> IntakeSummary:
    try:
        return _handle(database, analyst, [item], owner, now)
    except Exception as error:
        if not failures.blames_the_post(error):
            raise
        with database.write() as session:
            return failures.count(session, item.post_id, error, step=STEP, owner=owner, now=now)


def _handle(
    database: Database, analyst: Analyst, batch: Sequence[Item], owner: str, now: datetime
) -> IntakeSummary:
    verdicts = analyst.assess([item.text for item in batch], now)
    pairs = zip(batch, verdicts, strict=True)
    stored = {item.post_id: assessment_row(item.post_id, verdict, now) for item, verdict in pairs}
    with database.write() as session:
        mine = leases.finish(session, list(stored), owner=owner, now=now)
        kept = [row for post_id, row in stored.items() if post_id in mine]
        if kept:
            session.execute(insert(PostAssessment), kept)
    return IntakeSummary(assessed=len(kept), relevant=sum(row["relevant"] for row in kept))


def assessment_row(post_id: int, verdict: Assessment, now: datetime) -> dict[str, Any]:
    """The columns of a stored verdict."""
    return {
        "post_id": post_id,
        "assessed_at": now,
        "model_version": model_version(),
        "relevant": verdict.relevant,
        "relevance": verdict.relevance,
        "topic": verdict.topic,
        "appeal": verdict.appeal,
        "sentiment": verdict.sentiment,
        "sentiment_score": verdict.sentiment_score,
        "rumor": verdict.rumor,
        "heat": verdict.heat,
        "grade": verdict.grade,
        "level": verdict.level,
        "tier": verdict.tier,
        "unit": verdict.unit or None,
        "verdict": rows.to_json(verdict),
    }
