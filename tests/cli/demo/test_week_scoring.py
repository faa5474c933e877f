"""The demo's own scores, by hand-made records."""

from datetime import datetime

from sqlalchemy.orm import Session

from huiying.cli.demo.labels import load_happenings
from huiying.cli.demo.scoring import Score, score
from huiying.core.clock import SHANGHAI
from huiying.core.database import Database
from huiying.core.models import Event, EventPost, EventTier, Post, PostAssessment, Source

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
BLAST = next(one for one in load_happenings() if one.id == "blast")


def post(session: Session, source: Source, item: str, *, relevant: bool, event: Event | None = None) -> None:
    made = Post(
        source_id=source.id, key=item, channel="news", text=item, detected_at=NOW, content_hash=item,
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.add(assessment(made.id, relevant))
    if event:
        session.add(EventPost(post_id=made.id, event_id=event.id, joined_at=NOW))


def assessment(post_id: int, relevant: bool) -> PostAssessment:
    return PostAssessment(
        post_id=post_id,
        assessed_at=NOW,
        model_version="1",
        relevant=relevant,
        relevance=1.0,
        topic="城乡建设",
        appeal="other",
        sentiment="neutral",
        sentiment_score=0.0,
        rumor=0.0,
        heat=0.0,
        verdict={},
    )


def test_relevance_counts_posts_and_tiers_count_happenings_at_their_gravest(
    sqlite_database: Database,
) -> None:
    with sqlite_database.write() as session:
        source = Source(name="江畔新闻网", kind="site", channel="news", created_at=NOW)
        event = Event(key="e1", title="爆炸", first_at=NOW, last_at=NOW, detected_at=NOW)
        session.add_all([source, event])
        session.flush()
        post(session, source, "blast-01", relevant=True, event=event)
        post(session, source, "blast-02", relevant=False)
        post(session, source, "tianjin-01", relevant=True)
        for tier, by in ((3, "machine"), (BLAST.tier, "machine"), (4, "machine"), (1, "zhiban")):
            session.add(EventTier(event_id=event.id, at=NOW, tier=tier, by=by, reason="-"))
    names = ("blast-01", "blast-02", "tianjin-01")
    with sqlite_database.read() as session:
        found = score(session, {("江畔新闻网", name): name for name in names})
    assert found.relevance == Score(right=1, found=2, wanted=2)
    assert (found.tiers.right, found.tiers.found) == (1, 1)
    assert found.tiers.wanted == sum(1 for one in load_happenings() if one.tier)


def test_a_share_of_nothing_is_none() -> None:
    assert (Score(0, 0, 0).precision, Score(0, 0, 0).recall) == (None, None)
    assert (Score(1, 2, 4).precision, Score(1, 2, 4).recall) == (0.5, 0.25)
