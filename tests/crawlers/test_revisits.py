"""Posts of live events are read again: their counters become a series, their change is kept."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from crawlers import revisits
from crawlers.items import Item
from crawlers.pipeline import author_hasher, clean, store
from huiying.core.database import Database
from huiying.core.models import Post, PostAssessment, PostReading, PostVersion, Revisit, Source
from huiying.core.revisits import STEPS, next_reading
from tests.support.park import NOW, Park, article, config, list_page, news_site
from tests.support.websites import Answer, LocalServer, Request

MINUTE = timedelta(minutes=1)
ASSESSED = {
    "assessed_at": NOW, "model_version": "1", "relevant": True, "relevance": 1.0, "topic": "交通运输",
    "appeal": "complaint", "sentiment": "negative", "sentiment_score": -0.5, "rumor": 0.0, "heat": 10.0,
    "verdict": {},
}  # fmt: skip


def live(database: Database, *, relevant: bool = True) -> None:
    """What the intake leaves when posts joined a live event."""
    with database.write() as session:
        for post in session.scalars(select(Post)):
            session.add(PostAssessment(post_id=post.id, **{**ASSESSED, "relevant": relevant}))
            reading = next_reading(post.detected_at, post.detected_at)
            assert reading is not None
            row = {"post_id": post.id, "source_id": post.source_id}
            session.add(Revisit(**row, step=reading[0], due_at=reading[1]))


def plans(park: Park) -> list[Revisit]:
    with park.database.read() as session:
        return list(session.scalars(select(Revisit).order_by(Revisit.post_id)))


def versions(park: Park) -> list[PostVersion]:
    with park.database.read() as session:
        return list(session.scalars(select(PostVersion).order_by(PostVersion.id)))


def quiet_until(park: Park, hours: int) -> None:
    """The source itself is not due; only posts of it are."""
    with park.database.write() as session:
        session.execute(update(Source).values(next_due_at=NOW + timedelta(hours=hours)))


WEIBO = {
    "items": "list",
    "fields": {"id": "id", "text": "text", "likes": "likes"},
    "post_url": "{}/post/{id}",
    "post_item": "data",
    "post_fields": {"text": "body", "likes": "stats.like", "comments": "stats.comment"},
}


def test_the_interface_for_one_post_gives_its_counters_a_curve(park: Park, local_server: LocalServer) -> None:
    likes = iter(("3", "1.2万", "1.2万"))

    def one(_: Request) -> Answer:
        value = {"data": {"body": "新港大道积水", "stats": {"like": next(likes), "comment": 2}}}
        return Answer(200, json.dumps(value).encode(), {"Content-Type": "application/json"})

    local_server.json("/api", {"list": [{"id": "m/1", "text": "新港大道积水", "likes": 1}]})
    local_server.answer("/post/m%2F1", one)
    options = {**WEIBO, "post_url": local_server.url("/post/{id}")}
    park.watch(config("微博", local_server.url("/api"), "api", channel="weibo", options=options))
    park.visit()
    live(park.database)
    quiet_until(park, 9)
    assert park.visit(NOW + 4 * MINUTE).sources == 0
    assert local_server.requests("/post/m%2F1") == []
    for minutes in (6, 16, 70):
        park.visit(NOW + minutes * MINUTE)
    with park.database.read() as session:
        series = session.scalars(select(PostReading).order_by(PostReading.read_at)).all()
    assert [(r.likes, r.comments) for r in series] == [(1, None), (3, 2), (12_000, 2), (12_000, 2)]
    (plan,) = plans(park)
    assert (plan.step, plan.due_at) == (3, park.posts()[0].detected_at + timedelta(hours=6))
    assert len(local_server.requests("/api")) == 1
    assert len(park.visits()) == 1
    assert park.source("微博").lease_owner is None
    assert versions(park) == []


def test_an_article_page_is_read_again_for_the_counters_that_its_source_points_at(
    park: Park, local_server: LocalServer
) -> None:
    local_server.page("/list.html", list_page(["/a/1000.html"]), etag='"1"')
    for minutes, views in ((0, "阅读 80"), (6, "阅读 1.5万")):
        shown = f'<span class="views">{views}</span>'
        local_server.page("/a/1000.html", article("海口大道施工通告") + shown)
        options = {"article": {"views": ".views", "text": ".content"}}
        park.watch(config("园区新闻网", local_server.url("/list.html"), options=options))
        park.visit(NOW + minutes * MINUTE)
        if not minutes:
            live(park.database)
            quiet_until(park, 9)
    assert park.posts()[0].views == 15_000
    assert plans(park)[0].step == 1


def test_a_changed_text_and_a_vanished_page_are_kept_with_their_moments(
    park: Park, local_server: LocalServer
) -> None:
    news_site(local_server, 2)
    park.watch(config("园区新闻网", local_server.url("/list.html"), options={"links": "li a"}))
    park.visit()
    live(park.database)
    quiet_until(park, 99)
    first, second = park.posts()
    park.visit(NOW + 6 * MINUTE)
    assert [plan.step for plan in plans(park)] == [2, 2], "without counters the first hour tells nothing"
    assert len(local_server.requests("/a/1000.html")) == 1
    local_server.page("/a/1000.html", article("海口大道施工通告之0（已更正）"))
    local_server.page("/a/1001.html", "", status=410)
    park.visit(NOW + 61 * MINUTE)
    changed, gone = versions(park)
    assert (changed.post_id, changed.status, gone.post_id, gone.status) == (first.id, 200, second.id, 410)
    assert changed.title == "海口大道施工通告之0（已更正）"
    assert changed.content_hash not in (None, first.content_hash)
    assert (gone.text, gone.content_hash) == (None, None)
    assert gone.seen_at >= NOW + 61 * MINUTE
    assert [post.title for post in park.posts()] == [first.title, second.title]
    assert [plan.due_at is None for plan in plans(park)] == [False, True]
    park.visit(NOW + timedelta(hours=7))
    assert len(versions(park)) == 2, "the same other text is kept once"
    assert len(local_server.requests("/a/1001.html")) == 2


def test_a_page_that_has_not_changed_says_so_cheaply(park: Park, local_server: LocalServer) -> None:
    local_server.page("/list.html", list_page(["/a/1000.html"]), etag='"1"')
    local_server.page("/a/1000.html", article("海口大道施工通告"), etag='"a"')
    park.watch(config("园区新闻网", local_server.url("/list.html"), options={"article": {"views": ".views"}}))
    park.visit()
    live(park.database)
    quiet_until(park, 9)
    park.visit(NOW + 6 * MINUTE)
    assert local_server.requests("/a/1000.html")[-1].headers["if-none-match"] == '"a"'
    assert (plans(park)[0].step, versions(park)) == (1, [])


def test_where_there_is_no_way_to_one_post_the_plan_ends_without_a_request(
    park: Park, local_server: LocalServer
) -> None:
    options = {"items": "list", "fields": {"id": "id", "text": "text"}}
    local_server.json("/api", {"list": [{"id": "1", "text": "新港大道积水"}]})
    park.watch(config("微博", local_server.url("/api"), "api", options=options))
    park.visit()
    live(park.database)
    quiet_until(park, 9)
    park.visit(NOW + 6 * MINUTE)
    assert plans(park)[0].due_at is None
    assert len(local_server.requests()) == 2  # robots.txt, and the one visit


def test_a_site_that_asks_for_rest_is_not_read_again_before(park: Park, local_server: LocalServer) -> None:
    options = {**WEIBO, "post_url": local_server.url("/post/{id}")}
    local_server.json("/api", {"list": [{"id": "1", "text": "新港大道积水", "likes": 1}]})
    local_server.page("/post/1", "", status=429, headers={"Retry-After": "7200"})
    park.watch(config("微博", local_server.url("/api"), "api", options=options))
    park.visit()
    live(park.database)
    quiet_until(park, 1)
    park.visit(NOW + 6 * MINUTE)
    due, source_due = plans(park)[0].due_at, park.source("微博").next_due_at
    assert due is not None
    assert source_due is not None
    assert min(due, source_due) >= NOW + 126 * MINUTE


@pytest.fixture
def source_id(database: Database) -> int:
    with database.write() as session:
        source = Source(
            name="论坛", kind="site", channel="forum", address="http://a.example/", created_at=NOW,
            next_due_at=NOW + timedelta(hours=1),
        )  # fmt: skip
        session.add(source)
        session.flush()
        return source.id


def keep(database: Database, source_id: int, *texts: str, minutes: int = 0) -> None:
    items = [Item(key=str(n), title="标题", text=body, likes=1) for n, body in enumerate(texts)]
    cleaned = [c for item in items if (c := clean(item, author_hasher(b"k" * 32, "forum")))]
    with database.write() as session:
        store(session, source_id, "forum", cleaned, NOW + minutes * MINUTE)


def test_a_reading_is_claimed_once(database: Database, source_id: int) -> None:
    keep(database, source_id, *(["正文"] * (revisits.MOST_AT_ONCE + 1)))
    live(database)
    now = NOW + 6 * MINUTE
    with database.write() as session:
        assert revisits.sources_due(session, NOW, 9) == []
        assert revisits.sources_due(session, now, 9) == [source_id]
        due = revisits.due_posts(session, source_id, now)
        assert len(due) == revisits.MOST_AT_ONCE
        assert revisits.move_on(session, due[0], now)
        assert not revisits.move_on(session, due[0], now)
        assert due[0] not in revisits.due_posts(session, source_id, now)


def test_late_readings_are_not_made_up_for() -> None:
    assert [next_reading(NOW, NOW + after) for after in (timedelta(), timedelta(minutes=20))] == [
        (0, NOW + STEPS[0]),
        (2, NOW + STEPS[2]),
    ]
    assert next_reading(NOW, NOW + STEPS[-1]) is None


def test_every_other_text_of_a_relevant_post_is_kept_and_never_written_over(
    database: Database, source_id: int
) -> None:
    keep(database, source_id, "原文", "原文")
    live(database)
    with database.write() as session:
        second = session.scalars(select(Post).where(Post.key == "1")).one()
        session.execute(
            update(PostAssessment).where(PostAssessment.post_id == second.id).values(relevant=False)
        )
    for minutes, body in enumerate(("改过", "改过", "", "原文"), start=1):
        keep(database, source_id, body, body, minutes=minutes)
    with database.read() as session:
        kept = session.execute(select(PostVersion.text, PostVersion.seen_at).order_by(PostVersion.id)).all()
        assert [tuple(row) for row in kept] == [("改过", NOW + MINUTE), ("原文", NOW + 4 * MINUTE)]
        assert {post.text for post in session.scalars(select(Post))} == {"原文"}
    with pytest.raises(DBAPIError, match="append-only"), database.write() as session:
        session.execute(text("UPDATE post_version SET text = 'x'"))
