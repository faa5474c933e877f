"""Pages on a filled database, over real HTTP from a server process: alone, under fifty people; their weight.

HUIYING_BENCH_POSTS sets how many posts (1,000,000 unless set; events and cases in proportion). The database
is filled once, in the system's folder for passing files, and used again.
"""

import asyncio
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles

import httpx

from bench.filling.fill import PASSWORD, fill
from bench.rows import Row
from huiying.core.database import Database

ROUNDS, WARM = 60, 5
PEOPLE, SECONDS = 50, 60
THINK = (3.0, 7.0)
UNDER_FIFTY = 500.0
WEIGHT = 450.0
AIMS = {"值班台": 100.0, "检索": 60.0, "事项": 40.0, "时效": 150.0}
OFTEN = {"值班台": 4, "检索": 3, "事项": 4, "时效": 1}
WORDS = (
    "路灯", "处理", "小学", "的", "灯", "一直没有回音", "大道 居民", "“老人孩子最难”", "码头 -公交", "工资",
    "没有这个词", "附近的人都知道", "花园 拍了照片", "反映", "希望尽快处理 小区", "噪声", "水", "请给个说法",
    "拖了很久", "新村",
)  # fmt: skip


def measure() -> list[Row]:
    """Milliseconds and kilobytes, each against what is aimed at."""
    posts = int(os.environ.get("HUIYING_BENCH_POSTS", "1000000"))
    path = filled(posts)
    with served(f"sqlite:///{path}") as (client, process):
        asks = Asks(posts // 100)
        rows = [row for page in AIMS for row in _alone(client, process, asks, page)]
        crowd = asyncio.run(_fifty(client, asks))
        rows += [row for page in AIMS for row in _rows(page, crowd[page], f"{PEOPLE} 人", UNDER_FIFTY)]
        rows.append(Row("值班台页面重量（压缩后）", _weight(client), "kB", "目标", WEIGHT))
    return rows


class Asks:
    """Addresses of each kind of page, no two alike for long."""

    def __init__(self, cases: int) -> None:
        self._dice, self._cases = random.Random(20261125), cases

    def address(self, page: str) -> str:
        """The next one."""
        if page == "检索":
            return f"/posts?q={self._dice.choice(WORDS)}"
        if page == "事项":
            return f"/case/{self._dice.randrange(1, self._cases)}"
        return {"值班台": "/", "时效": "/timeliness"}[page]

    def any(self) -> str:
        """A kind of page, as often as people ask for it."""
        return self._dice.choices(list(OFTEN), list(OFTEN.values()))[0]

    def think(self) -> float:
        """Seconds until somebody asks again."""
        return self._dice.uniform(*THINK)


def filled(posts: int) -> Path:
    """The database of this size, at the newest migration; made where it is not there."""
    path = Path(tempfile.gettempdir()) / f"huiying-bench-{posts}.sqlite3"
    if path.exists():
        database = Database(f"sqlite:///{path}")
        database.upgrade()
        database.close()
        return path
    making = path.with_suffix(".making")
    for rest in making.parent.glob(f"{making.name}*"):
        rest.unlink()
    database = Database(f"sqlite:///{making}")
    fill(database, of_posts=posts, of_events=posts // 50, of_cases=posts // 100)
    database.close()
    return making.rename(path)


@contextmanager
def served(url: str) -> Iterator[tuple[httpx.Client, int]]:
    """A signed-in client of a server process of its own, and that process's id."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "bench.filling.serve", url, str(port)])
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60)
    try:
        _await(client, process)
        answer = client.post("/login", data={"name": "officer", "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        yield client, process.pid
    finally:
        client.close()
        process.terminate()
        process.wait(30)


def _await(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "the server ended"
        try:
            client.get("/healthz")
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError("the server does not answer")


def _alone(client: httpx.Client, process: int, asks: Asks, page: str) -> list[Row]:
    """One after the other. The server's own computing is told beside: a busy machine does not change it."""
    for _ in range(WARM):
        _timed(client, asks, page)
    before = _computed(process)
    times = [_timed(client, asks, page) for _ in range(ROUNDS)]
    spent = 1000 * (_computed(process) - before) / ROUNDS
    return [*_rows(page, times, "单人", AIMS[page]), Row(f"{page}，单人，服务进程计算时间", spent, "毫秒")]


def _computed(process: int) -> float:
    """Seconds of processor time so far, as Linux tells it."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _timed(client: httpx.Client, asks: Asks, page: str) -> float:
    address = asks.address(page)
    start = time.perf_counter()
    answer = client.get(address)
    took = time.perf_counter() - start
    assert answer.status_code == 200, (address, answer.status_code)
    return took


async def _fifty(client: httpx.Client, asks: Asks) -> dict[str, list[float]]:
    """Everybody asks, thinks, asks again, until the time is over."""
    found: dict[str, list[float]] = defaultdict(list)
    until = time.perf_counter() + SECONDS

    async def person() -> None:
        facts = {"base_url": client.base_url, "cookies": client.cookies, "timeout": 60}
        # The server lets go of a silent connection after 5 s: nobody may be asking by it just then.
        async with httpx.AsyncClient(**facts, limits=httpx.Limits(keepalive_expiry=2)) as http:
            await asyncio.sleep(asks.think() - THINK[0])
            while time.perf_counter() < until:
                page = asks.any()
                address, start = asks.address(page), time.perf_counter()
                answer = await http.get(address)
                found[page].append(time.perf_counter() - start)
                assert answer.status_code == 200, (address, answer.status_code)
                await asyncio.sleep(asks.think())

    await asyncio.gather(*(person() for _ in range(PEOPLE)))
    return found


def _rows(page: str, times: list[float], who: str, aim: float) -> list[Row]:
    cuts = quantiles(times, n=20)
    return [
        Row(f"{page}，{who}，p50", 1000 * cuts[9], "毫秒"),
        Row(f"{page}，{who}，p95", 1000 * cuts[18], "毫秒", "目标", aim),
    ]


def _weight(client: httpx.Client) -> float:
    """The desk with all that it loads, as it goes over the wire."""
    page = client.get("/").text
    parts = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page))
    return sum(_bytes(client, address) for address in ("/", *parts)) / 1000


def _bytes(client: httpx.Client, address: str) -> int:
    with client.stream("GET", address, headers={"Accept-Encoding": "gzip"}) as answer:
        answer.read()
        return answer.num_bytes_downloaded
