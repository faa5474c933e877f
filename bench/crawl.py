"""Pages a second from the network into the database, against Scrapy with plain trafilatura on the same site
in the same run; and what one crawl process weighs after 20,000 pages.
"""

import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import func, select

from bench.rows import Row, best_of
from bench.site import A_LIST
from crawlers.config import SourceConfig
from crawlers.registry import sync
from crawlers.rounds import run_due
from huiying.core import clock
from huiying.core.database import Database
from huiying.core.keys import make_secret
from huiying.core.models import Post
from huiying.core.settings import Settings

LISTS = 3
EARLY, LATE = 5_000, 20_000
_SAMPLE_SECONDS = 0.5


def measure() -> list[Row]:
    """Both crawlers are started anew for each run, and their start counts."""
    with _site() as address, tempfile.TemporaryDirectory() as name:
        folder, pages = Path(name), LISTS * A_LIST
        ours = best_of(2, lambda: _visit(folder / "ours", address, pages))
        plain = best_of(2, lambda: _plain(folder, address, pages))
        weights = _weigh(folder / "heavy", address)
    early, late = _at(weights, EARLY), _at(weights, LATE)
    return [
        Row("采集、提取、入库", pages / ours, "页/秒", "Scrapy + trafilatura", pages / plain),
        Row(f"采集 {LATE:,} 页后的内存", late, "MB", f"{EARLY:,} 页时", early),
    ]


@contextmanager
def _site() -> Iterator[str]:
    command = [sys.executable, "-m", "bench.site"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdin
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/list/0.html"
        process.stdin.close()


def _plain(folder: Path, address: str, pages: int) -> None:
    file = folder / "plain.jsonl"
    file.unlink(missing_ok=True)
    lists = str(pages // A_LIST)
    subprocess.run([sys.executable, "-m", "bench.plain_spider", address, lists, str(file)], check=True)
    with file.open(encoding="utf-8") as lines:
        assert sum(1 for _ in lines) == pages


def _visit(home: Path, address: str, pages: int, weights: "list[tuple[int, float]] | None" = None) -> None:
    """One visit that reads the site into a new database; `weights` takes (pages stored, MB) meanwhile."""
    home.mkdir(exist_ok=True)
    settings = Settings(home=home, log_level="error", crawl_limit_seconds=3600)
    for old in home.iterdir():
        old.unlink()
    make_secret(settings.secret_file)
    database, now = Database(settings.url()), clock.now()
    database.upgrade()
    with database.write() as session:
        sync(session, [_source(address, pages)], now)
    over = threading.Event()
    started = partial(_sample, database, weights, over) if weights is not None else None
    done = run_due(database, settings, now, started=started)
    over.set()
    database.close()
    assert (done.new_posts, done.failures) == (pages, {})


def _source(address: str, pages: int) -> SourceConfig:
    options = {"links": "li a", "next": "a.next", "pages": pages // A_LIST, "most": A_LIST}
    return SourceConfig(
        name="测量", address=address, allow_private=True, options=options, requests_a_visit=2 * pages,
        requests_a_day=2 * pages,
    )  # fmt: skip


def _weigh(home: Path, address: str) -> list[tuple[int, float]]:
    weights: list[tuple[int, float]] = []
    _visit(home, address, LATE, weights)
    return weights


def _sample(database: Database, weights: list[tuple[int, float]], over: threading.Event, pid: int) -> None:
    """Weigh the process again and again, beside the round."""
    threading.Thread(target=_sampling, args=(database, weights, over, pid), daemon=True).start()


def _sampling(database: Database, weights: list[tuple[int, float]], over: threading.Event, pid: int) -> None:
    while not over.wait(_SAMPLE_SECONDS):
        try:
            megabytes = _resident(pid)
        except (FileNotFoundError, ProcessLookupError):
            return
        with database.read() as session:
            stored = session.scalar(select(func.count()).select_from(Post)) or 0
        weights.append((stored, megabytes))


def _resident(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


def _at(weights: list[tuple[int, float]], stored: int) -> float:
    """The weight when about so many pages were stored: the first sample from a hundredth before."""
    return next(megabytes for pages, megabytes in weights if pages >= stored * 0.99)
