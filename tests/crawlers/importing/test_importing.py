"""Imports store every good row once, on both databases, and say what they refused."""

import csv
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from crawlers.importing import ImportSummary, import_rows, read_rows
from huiying.core.clock import SHANGHAI
from huiying.core.database import Database
from huiying.core.errors import BadInput
from huiying.core.models import Post, Source

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
SECRET = b"k" * 32
LINES = ["留言编号,留言主题,留言详情,留言用户,点赞数"]
LINES += [f"L{n},第{n}件事,请尽快处理第{n}件事。,路人{n % 3},{n}" for n in range(450)]
LINES += ["L450,,,路人,3"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "留言.csv"
    path.write_text("\n".join(LINES), encoding="gbk")
    return path


def bring_in(database: Database, path: Path, channel: str = "message") -> ImportSummary:
    return import_rows(
        database,
        read_rows(path, now=NOW),
        source_name="政府信箱",
        channel=channel,
        secret=SECRET,
        now=NOW,
        archive=True,
        rejected_file=path.with_name(path.name + ".rejected.csv"),
    )


def test_running_an_import_again_changes_nothing(database: Database, file: Path) -> None:
    first = bring_in(database, file)
    assert (first.rows, first.new, first.known, first.rejected) == (451, 450, 0, 1)
    again = bring_in(database, file)
    assert (again.rows, again.new, again.known, again.rejected) == (451, 0, 450, 1)
    with database.read() as session:
        posts = session.scalars(select(Post)).all()
        (source,) = session.scalars(select(Source)).all()
    assert len(posts) == 450
    assert (source.name, source.address, source.next_due_at) == ("政府信箱", None, None)
    assert {post.channel for post in posts} == {"message"}
    assert all(post.archive for post in posts)


def test_authors_are_stored_as_keyed_hashes_alone(sqlite_database: Database, file: Path) -> None:
    bring_in(sqlite_database, file)
    with sqlite_database.read() as session:
        posts = session.scalars(select(Post)).all()
    assert len({post.author_hash for post in posts}) == 3
    assert not any("路人" in str(vars(post)) for post in posts)


def test_refused_rows_are_written_beside_the_file(sqlite_database: Database, file: Path) -> None:
    summary = bring_in(sqlite_database, file)
    assert summary.rejected_file is not None
    with Path(summary.rejected_file).open(encoding="utf-8-sig") as written:
        rows = list(csv.reader(written))
    assert rows[0] == ["行号", "原因", "内容"]
    assert rows[1][:2] == ["452", "标题和正文都是空的"]
    assert "L450" in rows[1][2]


def test_rows_without_id_or_address_are_told_apart_by_their_content(
    sqlite_database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("标题,内容\n甲,一\n甲,一\n甲,二\n")
    summary = bring_in(sqlite_database, path)
    assert (summary.new, summary.known) == (2, 1)


def test_an_unknown_channel_is_refused_before_anything_is_written(
    sqlite_database: Database, file: Path
) -> None:
    with pytest.raises(BadInput, match="没有名为“telex”的渠道"):
        bring_in(sqlite_database, file, channel="telex")
    with sqlite_database.read() as session:
        assert session.scalars(select(Source)).all() == []
