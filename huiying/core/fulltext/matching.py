"""A query as a condition on posts, in each database's own tongue.

SQLite: FTS5 over pairs of neighbouring characters. A word is the phrase of its pairs, and a single character
the beginning of a pair, so the index alone is exact. PostgreSQL: GIN over the characters and pairs of the
folded text, which is looked at again.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    exists,
    func,
    literal,
    not_,
    select,
    table,
)
from sqlalchemy import column as named
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import TableClause
from sqlalchemy.types import Integer, Text

from huiying.core.fulltext.folding import pairs
from huiying.core.fulltext.query import Query
from huiying.core.models.post import Post

_NAME = "post_words"
_WORDS: TableClause = table(_NAME, named("rowid", Integer), named(_NAME, Text))

NEWEST, COMMON = 1000, 25
"""A word is common where it stands in so many of the newest posts: a page is full before it has read more."""

Id = ColumnElement[int]


def search(session: Session, statement: Select[Any], query: Query) -> tuple[Select[Any], Id]:
    """A statement about posts narrowed to those that the query finds, and the id by which to order and page
    it: SQLite's index then gives the newest first without sorting."""
    if session.get_bind().dialect.name != "sqlite":
        return statement.where(*_on_postgresql(session, query)), Post.id.expression
    if query.words:
        joined = statement.join(_WORDS, _WORDS.c.rowid == Post.id)
        return joined.where(_match(_all_and_none(query))), _WORDS.c.rowid
    if query.without:
        return statement.where(_without(query)), Post.id.expression
    return statement, Post.id.expression


def _all_and_none(query: Query) -> str:
    wanted = " ".join(_phrase(word) for word in query.words)
    return f"({wanted})" + "".join(f" NOT {_phrase(word)}" for word in query.without)


def _without(query: Query) -> ColumnElement[bool]:
    unwanted = _match(" OR ".join(_phrase(word) for word in query.without))
    return not_(exists(select(literal(1)).where(unwanted, _WORDS.c.rowid == Post.id)))


def _match(said: str) -> ColumnElement[bool]:
    return _WORDS.c[_NAME].op("MATCH")(bindparam(None, said, Text))


def _phrase(word: str) -> str:
    """In FTS5's own language; a quote within is doubled, and nothing else means anything there."""
    tokens = " ".join(pairs(word)) or word
    quoted = '"' + tokens.replace('"', '""') + '"'
    return quoted if len(word) > 1 else f"{quoted} *"


def _on_postgresql(session: Session, query: Query) -> list[ColumnElement[bool]]:
    """The index is asked for what is rare. What stands in many posts is read from the newest on: to gather
    all of them, or to cut each anew, would take longer than to look."""
    stands = [_stands_in(word) for word in query.words]
    without = [not_(_stands_in(word)) for word in query.without]
    if not stands or _is_common(session, stands):
        return [*stands, *without]
    tokens = sorted({token for word in query.words for token in (pairs(word) or [word])})
    indexed = func.huiying_words(Post.folded).op("@>")(bindparam(None, tokens, ARRAY(Text)))
    return [indexed, *stands, *without]


def _is_common(session: Session, stands: Sequence[ColumnElement[bool]]) -> bool:
    newest = select(Post.id).order_by(Post.id.desc()).limit(NEWEST).subquery()
    query = select(func.count()).select_from(Post).where(Post.id.in_(select(newest.c.id)), *stands)
    return (session.scalar(query) or 0) >= COMMON


def _stands_in(word: str) -> ColumnElement[bool]:
    return func.strpos(Post.folded, word) > 0
