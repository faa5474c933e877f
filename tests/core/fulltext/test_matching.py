"""SQLite and PostgreSQL find the same posts, and those that plain comparison finds."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from huiying.core.database import Database
from huiying.core.fulltext.folding import fold
from huiying.core.fulltext.matching import COMMON, search
from huiying.core.fulltext.query import parse
from huiying.core.models import Post, Source

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
FACTS = {"channel": "forum", "detected_at": NOW, "content_hash": "0"}
Words = tuple[str | None, str | None]

LETTERS = st.sampled_from("路灯坏了园区的Aａß%_\"'*-( \n。①😡\U00020bb7")
TEXTS = st.text(LETTERS | st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
POSTS = st.lists(st.tuples(st.none() | TEXTS, TEXTS), min_size=1, max_size=8)
QUERIES = st.text(LETTERS | st.characters(), max_size=9)


def source(session: Session) -> int:
    """Only the columns that it names: an older schema has no others."""
    made = insert(Source).values(name="论坛", kind="push", channel="forum", created_at=NOW, state_since=NOW)
    return session.scalars(made.returning(Source.id)).one()


def rows(source_id: int, posts: Sequence[Words]) -> list[dict[str, object]]:
    return [
        {"source_id": source_id, "key": str(at), "title": title, "text": said, **FACTS}
        for at, (title, said) in enumerate(posts)
    ]


def found(session: Session, typed: str) -> list[str]:
    statement, key = search(session, select(Post.key), parse(typed))
    return list(session.scalars(statement.order_by(key.desc())))


def by_comparing(posts: Sequence[Words], typed: str) -> list[str]:
    asked = parse(typed)

    def stands(word: str, post: Words) -> bool:
        return any(word in fold(part or "") for part in post)

    return [
        str(at)
        for at, post in reversed(list(enumerate(posts)))
        if all(stands(word, post) for word in asked.words)
        and not any(stands(word, post) for word in asked.without)
    ]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(posts=POSTS, queries=st.lists(QUERIES, min_size=1, max_size=6))
def test_both_databases_find_what_comparing_finds(
    sqlite_database: Database, pg_database: Database, posts: list[Words], queries: list[str]
) -> None:
    asked = [*queries, *(part[:2] for post in posts for part in post if part)]
    for database in (sqlite_database, pg_database):
        with database.read() as session:  # thrown away afterwards
            session.execute(insert(Post), rows(source(session), posts))
            for typed in asked:
                assert found(session, typed) == by_comparing(posts, typed), (database.url, typed)


HOSTILE = (
    *('"', "'", '""', "*", "^", ":", "pairs: 路", "{pairs}: 路", "路 OR", "AND", "NOT 路", "NEAR(路 灯, 2)"),
    *("路*", "(路", "路)", "%", "_", "\\", "路\x00灯", "\ud800", "\x1b[31m", "-", "--", "- -", "路 -", "‮路"),
    *("路" * 10_000, "路 " * 5_000, '"' * 10_000, "-路 " * 5000, "\ue000", "; DROP TABLE post --"),
)


def test_a_word_of_many_posts_is_found_as_a_rare_one_is(database: Database) -> None:
    posts: list[Words] = [("路灯" if at % 3 else "公交", f"第{at}号") for at in range(3 * COMMON)]
    with database.read() as session:
        session.execute(insert(Post), rows(source(session), posts))
        for typed in ("路灯", "灯 -号1", "公交 号7", "号149", "路灯 公交"):
            assert found(session, typed) == by_comparing(posts, typed), typed


def test_whatever_is_typed_is_answered(database: Database) -> None:
    posts: list[Words] = [("路灯", None), ('他说:"路%_\\" (NOT)*^', "and;droptablepost--")]
    with database.read() as session:
        session.execute(insert(Post), rows(source(session), posts))
        for typed in HOSTILE:
            assert found(session, typed) == by_comparing(posts, typed), typed[:20]


def _by_records(session: Session, values: list[dict[str, object]]) -> None:
    session.add_all(Post(**one) for one in values)
    session.flush()


def _by_statement(session: Session, values: list[dict[str, object]]) -> None:
    session.execute(insert(Post).returning(Post.id), values)


@pytest.mark.parametrize("store", [_by_records, _by_statement])
def test_a_post_is_found_in_the_transaction_that_stores_it(
    database: Database, store: Callable[[Session, list[dict[str, object]]], None]
) -> None:
    with database.write() as session:
        store(session, rows(source(session), [("路灯", None), (None, "路灯不亮")]))
        assert found(session, "路灯") == ["1", "0"]
    with database.read() as session:
        assert found(session, "灯") == ["1", "0"]


def test_an_erased_post_is_found_no_more(database: Database) -> None:
    with database.write() as session:
        session.execute(insert(Post), rows(source(session), [("路灯", "韦源口"), ("路灯", None)]))
    with database.write() as session:
        session.execute(delete(Post).where(Post.key == "0"))
    with database.read() as session:
        assert (found(session, "路灯"), found(session, "韦源口")) == (["1"], [])


def test_changed_words_are_found_and_the_old_ones_not(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        session.execute(insert(Post), rows(source(session), [("路灯", None)]))
        session.execute(update(Post).values(title="公交"))
    with sqlite_database.read() as session:
        assert (found(session, "路灯"), found(session, "公交")) == ([], ["0"])


def test_postgresql_refuses_words_that_the_search_would_not_know_of(pg_database: Database) -> None:
    with pg_database.write() as session:
        session.execute(insert(Post), rows(source(session), [("路灯", None)]))
    with pytest.raises(DBAPIError, match="folded"), pg_database.write() as session:
        session.execute(update(Post).values(title="公交"))
    with pytest.raises(DBAPIError, match="folded"), pg_database.write() as session:
        columns = "source_id, key, channel, detected_at, content_hash, archive, tries"
        values = "SELECT source_id, 'x', channel, detected_at, '0', false, 0 FROM post"
        session.execute(text(f"INSERT INTO post ({columns}) {values}"))
