"""Full text of posts, filled for those that are there; indexes for what lists and rates read."""

import string
from collections.abc import Callable

import sqlalchemy as sa
from alembic import context, op

from huiying.core.fulltext.folding import folded_post

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

AT_ONCE = 2000
RARE = ("tier", "level")


def upgrade() -> None:
    op.add_column("post", sa.Column("folded", sa.Text(), nullable=True))
    op.drop_index("ix_post_detected_at", table_name="post")
    op.create_index("ix_post_detected_at", "post", ["detected_at", "id"], unique=False)
    op.create_index("ix_post_channel", "post", ["channel", "id"], unique=False)
    for name in RARE:
        given = sa.text(f"{name} IS NOT NULL")
        op.create_index(
            f"ix_assessment_{name}",
            "assessment",
            [name, "post_id"],
            unique=False,
            sqlite_where=given,
            postgresql_where=given,
        )
    met = sa.text("met_at IS NOT NULL")
    op.create_index("ix_clock_met", "clock", ["met_at"], unique=False, sqlite_where=met, postgresql_where=met)
    op.create_index("ix_notice_created", "notice", ["created_at"], unique=False)
    op.create_index("ix_publication_draft", "publication", ["draft_id"], unique=False)
    # When a clock is decided (dashboard/queries/timeliness.py): rates then read the clocks of their period.
    fell_due = "CASE WHEN planned_at > due_at THEN planned_at ELSE due_at END"
    decided = f"CASE WHEN ended_at < {fell_due} THEN ended_at ELSE {fell_due} END"
    op.execute(f"CREATE INDEX ix_clock_decided ON clock (({decided}))")
    if op.get_bind().dialect.name == "sqlite":
        _on_sqlite()
    else:
        _on_postgresql()


def _on_sqlite() -> None:
    """An index without a copy of the texts. Triggers keep it in step: whoever stores a post stores its pairs.

    `prefix` is for words of one character. All that is no blank is part of a token.
    """
    tokens = f"ascii tokenchars {_quoted(string.punctuation)}"
    _run(
        "CREATE VIRTUAL TABLE post_words USING fts5"
        f"(pairs, content='', columnsize=0, prefix='1', tokenize={_quoted(tokens)})"
    )
    _in_batches(
        lambda after, until: _run(
            "INSERT INTO post_words(rowid, pairs) SELECT id, huiying_pairs(title, text) "
            f"FROM post WHERE id > {after} AND id <= {until}"
        )
    )
    insert = "INSERT INTO post_words(rowid, pairs) VALUES (new.id, huiying_pairs(new.title, new.text));"
    delete = (
        "INSERT INTO post_words(post_words, rowid, pairs) "
        "VALUES ('delete', old.id, huiying_pairs(old.title, old.text));"
    )
    _run(f"CREATE TRIGGER post_words_insert AFTER INSERT ON post BEGIN {insert} END")
    _run(f"CREATE TRIGGER post_words_delete AFTER DELETE ON post BEGIN {delete} END")
    _run(f"CREATE TRIGGER post_words_update AFTER UPDATE OF title, text ON post BEGIN {delete} {insert} END")


def _on_postgresql() -> None:
    """The folded text in a column that the model fills, and an index over its characters and pairs."""
    _in_batches(_fold)
    op.execute("ALTER TABLE post ADD CONSTRAINT ck_post_folded CHECK (folded IS NOT NULL)")
    op.execute(
        """
        CREATE FUNCTION huiying_words(folded text) RETURNS text[]
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
            SELECT array_agg(DISTINCT word COLLATE "C") FROM (
                SELECT unnest(ARRAY[a, a || b]) AS word
                FROM (SELECT string_to_array(folded, NULL) AS characters) AS cut,
                     unnest(characters, characters[2:]) AS neighbours(a, b)
            ) AS all_words WHERE word IS NOT NULL
        $$
        """
    )
    op.execute("CREATE INDEX ix_post_words ON post USING gin (huiying_words(folded))")
    op.execute(
        """
        CREATE FUNCTION refuse_stale_folding() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'post.folded must be written with title and text';
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER post_folded BEFORE UPDATE ON post FOR EACH ROW WHEN "
        "((NEW.title, NEW.text) IS DISTINCT FROM (OLD.title, OLD.text) AND NEW.folded = OLD.folded) "
        "EXECUTE FUNCTION refuse_stale_folding()"
    )


def _fold(after: int, until: int) -> None:
    bind = op.get_bind()
    rows = bind.execute(
        sa.text("SELECT id, title, text FROM post WHERE id > :after AND id <= :until"),
        {"after": after, "until": until},
    )
    values = [{"id": id_, "folded": folded_post(title, text)} for id_, title, text in rows]
    if values:
        bind.execute(sa.text("UPDATE post SET folded = :folded WHERE id = :id"), values)


def _in_batches(work: Callable[[int, int], None]) -> None:
    """By ranges of ids, telling whoever upgrades how far it is."""
    last = op.get_bind().scalar(sa.text("SELECT max(id) FROM post")) or 0
    report = context.config.attributes.get("progress") or (lambda done, total: None)
    for after in range(0, last, AT_ONCE):
        work(after, after + AT_ONCE)
        report(min(after + AT_ONCE, last), last)


def _run(statement: str) -> None:
    op.get_bind().exec_driver_sql(statement)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
