"""A query as a condition on posts, in each database's own tongue.

SQLite: FTS5 over pairs of neighbouring characters. A word is the phrase of its pairs, and a single character
the beginning of a pair, so the index alone is exact. PostgreSQL: GIN over the characters and pairs of the
folded text, which is looked at again where a word is longer than a pair.
"""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal,
    not_,
    select,
    table,
    true,
)
from sqlalchemy import column as named
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.expression import TableClause
from sqlalchemy.types import Integer, Text

from huiying.core.fulltext.folding import pairs
from huiying.core.fulltext.query import Query
from huiying.core.models.post import Post

_NAME = "post_words"
_WORDS: TableClause = table(_NAME, named("rowid", Integer), named(_NAME, Text))

Id = ColumnElement[int]


def search(statement: Select[Any], query: Query, dialect: str) -> tuple[Select[Any], Id]:
    """A statement about posts narrowed to those that the query finds, and the id by which to order and page
    it: SQLite's index then gives the newest first without sorting."""
    if dialect != "sqlite":
        return statement.where(_on_postgresql(query)), Post.id.expression
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


def _on_postgresql(query: Query) -> ColumnElement[bool]:
    tokens = sorted({token for word in query.words for token in (pairs(word) or [word])})
    indexed = func.huiying_words(Post.folded).op("@>")(bindparam(None, tokens, ARRAY(Text)))
    again = [_stands_in(word) for word in query.words if len(word) > 2]
    without = [not_(_stands_in(word)) for word in query.without]
    return and_(true(), *([indexed] if tokens else []), *again, *without)


def _stands_in(word: str) -> ColumnElement[bool]:
    return func.strpos(Post.folded, word) > 0
