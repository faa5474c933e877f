"""Posts of one year with verdicts, and the events that they make."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bench.stream import stream
from huiying.core.database import Database
from huiying.core.models import Event, EventPlace, EventPost, HeatReading, Post, PostAssessment, Source
from huiying.core.models.source import CHANNELS

SOURCES = 200
SPAN = timedelta(days=365)
RELEVANT = 0.45
AT_ONCE = 5000
READINGS = 12
TOPICS = ("城乡建设", "环境保护", "交通运输", "教育文体", "劳动和社会保障", "商贸旅游", "卫生计生")
TIERS = (None, 4, 3, 2, 1)
TIER_WEIGHTS = (900, 70, 24, 5, 1)
SENTIMENTS = ("negative", "neutral", "positive")

Row = dict[str, Any]


def sources(session: Session, now: datetime) -> list[int]:
    """The watched places; their ids."""
    names = [f"{kind}{number}" for number, kind in enumerate(CHANNELS * (SOURCES // len(CHANNELS)))]
    rows = [
        {
            "name": f"信源 {name}",
            "kind": "push",
            "channel": CHANNELS[at % len(CHANNELS)],
            "created_at": now - SPAN,
            "state_since": now - SPAN,
            "last_new_at": now,
        }
        for at, name in enumerate(names)
    ]
    return list(session.scalars(insert(Source).returning(Source.id), rows))


def fill(database: Database, count: int, events: int, now: datetime) -> None:
    """`count` posts, evenly over the year before `now`; those that concern the park belong to `events`."""
    with database.write() as session:
        places = sources(session, now)
        made = [_event(number, events, now) for number in range(events)]
        session.execute(insert(Event), made)
        session.execute(insert(EventPlace), [_place(one, place) for one in made for place in one["places"]])
    coming = _posts(count, events, places, now)
    while rows := list(islice(coming, AT_ONCE)):
        with database.write() as session:
            session.execute(insert(Post), [post for post, _, _ in rows])
            session.execute(insert(PostAssessment), [verdict for _, verdict, _ in rows])
            session.execute(insert(EventPost), [member for _, _, member in rows if member])
    with database.write() as session:
        for number in range(0, events, AT_ONCE):
            some = range(number, min(number + AT_ONCE, events))
            session.execute(insert(HeatReading), [row for at in some for row in _readings(at, events, now)])


def _posts(
    count: int, events: int, places: list[int], now: datetime
) -> Iterator[tuple[Row, Row, Row | None]]:
    dice = random.Random(20261125)
    said = [(one.post.title, one.post.text) for one in stream(20_000)]
    for number in range(count):
        at = now - SPAN * (1 - number / count)
        relevant = dice.random() < RELEVANT
        event = _event_at(dice, number / count, events) if relevant and events else None
        text = "".join(dice.choice(said)[1] for _ in range(dice.choice((1, 1, 2, 2, 3, 6))))
        title = dice.choice(said)[0] or None
        source = dice.randrange(len(places))
        post = {
            "id": number + 1,
            "source_id": places[source],
            "key": str(number),
            "url": f"https://bench.example/{number}",
            "channel": CHANNELS[source % len(CHANNELS)],
            "title": title,
            "text": text,
            "published_at": at - timedelta(minutes=dice.randrange(600)),
            "detected_at": at,
            "content_hash": f"{number:064x}",
            "reposts": dice.randrange(50),
            "comments": dice.randrange(50),
            "assessed_at": at,
            "archive": False,
            "tries": 0,
        }
        member = event and {"post_id": number + 1, "event_id": event, "joined_at": at}
        yield post, _verdict(dice, number + 1, at, relevant), member or None


def _verdict(dice: random.Random, post_id: int, at: datetime, relevant: bool) -> Row:
    tier = dice.choices(TIERS, TIER_WEIGHTS)[0] if relevant else None
    found = {
        "relevant": relevant,
        "relevance": 0.9 if relevant else 0.1,
        "topic": dice.choice(TOPICS),
        "appeal": "complaint",
        "sentiment": dice.choices(SENTIMENTS, (5, 8, 2))[0],
        "sentiment_score": -0.4,
        "rumor": 0.1,
        "heat": round(dice.random() * 60, 1),
        "grade": None,
        "level": tier,
        "tier": tier,
        "unit": "执法局",
    }
    reasons = [{"factor": "情感", "evidence": "有不满的词句", "points": 3.0}] * 6
    whole = {**found, "id": str(post_id), "keywords": ["路灯", "园区"], "reasons": reasons, "places": []}
    moments = {"assessed_at": at, "placed_at": at, "considered_at": at}
    return {**found, **moments, "post_id": post_id, "model_version": "bench", "verdict": whole}


def _event_at(dice: random.Random, share: float, events: int) -> int:
    """An event that was alive then; a few are much larger than the others."""
    return max(1, min(events, round(share * events) - int(dice.paretovariate(0.9))))


def _event(number: int, events: int, now: datetime) -> Row:
    first = now - SPAN * (1 - number / events)
    last = min(now, first + timedelta(hours=30))
    dice = random.Random(number)
    tier = dice.choices(TIERS, TIER_WEIGHTS)[0]
    return {
        "id": number + 1,
        "key": f"bench-{number}",
        "title": f"园区第{number}号事项引起议论",
        "keywords": ["路灯", "园区"],
        "places": sorted({f"{int(dice.paretovariate(0.8)) % 60 + 1}号路" for _ in range(2)}),
        "size": 22,
        "first_at": first,
        "last_at": last,
        "detected_at": first,
        "heat": round(dice.random() * 60, 1),
        "peak_heat": 60.0,
        "peak_at": last,
        "level": tier,
        "tier": tier,
        "topic": TOPICS[0],
        "unit": "执法局",
        "verdict": {"reasons": [{"factor": "传播", "evidence": "转发 200", "points": 12.0}] * 6},
        "assessed_at": last,
    }


def _place(event: Row, place: str) -> Row:
    return {"event_id": event["id"], "place": place}


def _readings(number: int, events: int, now: datetime) -> list[Row]:
    first = now - SPAN * (1 - number / events)
    return [
        {
            "event_id": number + 1,
            "at": first + timedelta(hours=3 * step),
            "heat": 5.0 * step,
            "posts": step + 1,
        }
        for step in range(READINGS)
    ]
