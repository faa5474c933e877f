"""The town under the real crawler: child process, robots.txt, leases, conditional requests."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from crawlers.config import SourceConfig
from crawlers.registry import sync
from crawlers.rounds import run_due
from huiying.cli.demo.town import Town
from huiying.core.database import Database
from huiying.core.keys import make_secret
from huiying.core.models import Post, PostReading, Source
from huiying.core.settings import Settings
from tests.cli.demo.visiting import T0

MOMENTS = [T0 - timedelta(days=4), T0 - timedelta(hours=40), T0]


def test_three_visits_of_the_week_store_every_item_once(
    town: Town, sqlite_database: Database, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path, crawl_limit_seconds=120, log_level="error")
    make_secret(settings.secret_file)
    with sqlite_database.write() as session:
        sync(session, [SourceConfig.model_validate(it) for it in town.sources()], MOMENTS[0])
    for moment in MOMENTS:
        town.now = moment
        summary = run_due(sqlite_database, settings, moment)
        assert (summary.sources, summary.failures) == (7, {})
        assert stored(sqlite_database, town) == Counter(it.id for it in town.items if it.at <= moment)
    assert readings(sqlite_database, town, "blast-01") == 2


def stored(database: Database, town: Town) -> Counter[str]:
    known = town.posts()
    with database.read() as session:
        rows = session.execute(select(Source.name, Post.key).join(Source, Source.id == Post.source_id))
        return Counter(known[(name, key)] for name, key in rows)


def readings(database: Database, town: Town, item: str) -> int:
    key = str(town.item(item).number)
    counted = select(func.count()).select_from(PostReading).join(Post, Post.id == PostReading.post_id)
    with database.read() as session:
        return session.scalar(counted.where(Post.key == key)) or 0
