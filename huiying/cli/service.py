"""The whole service in one process tree: the jobs of the schedule in threads, the web in front.

APScheduler only keeps the rhythm (coalesce, one instance of each job, no job store). A job that fails
is logged and tried again at its next turn; the others go on.
"""

import errno
import fcntl
import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from huiying.cli.schedule import JOBS, Job, Works
from huiying.core import clock
from huiying.core.database import Database
from huiying.core.errors import HuiyingError
from huiying.core.models import Heartbeat

log = logging.getLogger("huiying")
BEAT = timedelta(seconds=10)


@contextmanager
def jobs_running(works: Works) -> Iterator[None]:
    """Run the schedule until the block ends; then end crawl rounds early and wait for the rest."""
    scheduler = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(sum(job.at_once for job in JOBS))},
        job_defaults={"coalesce": True, "misfire_grace_time": None},
        timezone=clock.SHANGHAI,
    )
    for job in JOBS:
        scheduler.add_job(
            partial(run_job, job, works, {}),
            "interval",
            seconds=job.every,
            id=job.part,
            name=job.label,
            max_instances=job.at_once,
            next_run_time=clock.now(),
        )
    scheduler.start()
    try:
        yield
    finally:
        works.stop.set()
        scheduler.shutdown(wait=True)


def run_job(job: Job, works: Works, beats: dict[str, datetime]) -> None:
    """One turn of a job: a line in the log, a sign of life in the database."""
    now = clock.now()
    try:
        said = job.run(works, now)
    except Exception as error:
        log.exception("%s 出错，稍后重试", job.label)
        beat(works.database, job.part, now, f"{type(error).__name__}: {error}"[:500])
        return
    if said:
        log.info("%s  %s", job.label, said)
    if job.part not in beats or now - beats[job.part] >= BEAT:
        beats[job.part] = now
        beat(works.database, job.part, now, None)


def beat(database: Database, part: str, now: datetime, detail: str | None) -> None:
    """Store the part's sign of life; `detail` is its last error. A database that cannot be written
    is logged: the sign is then missing, which /readyz reports."""
    try:
        with database.write() as session:
            session.merge(Heartbeat(part=part, at=now, detail=detail))
    except Exception:
        log.exception("无法记录 %s 的心跳", part)


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Hold the home for this process; the lock goes with the process, however it ends.

    Raises HuiyingError where another one runs.
    """
    path = home / "up.lock"
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            raise HuiyingError(
                f"运行目录 {home} 已有服务在运行（进程 {file.read().strip() or '未知'}），"
                "请先停止它，或用 HUIYING_HOME 指定另一个目录"
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


_WHY = {
    errno.EADDRINUSE: "端口已被占用，请用 --port 换一个",
    errno.EACCES: "没有权限，请用 --port 换一个大于 1023 的端口",
    errno.EADDRNOTAVAIL: "本机没有这个地址，请检查 --host",
}


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises HuiyingError where the address cannot be had, with the remedy."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise HuiyingError(f"无法监听 {host}:{port}：{_WHY.get(error.errno or 0, error.strerror)}") from error
    listening.listen(2048)
    return listening


def set_up_log(level: str) -> None:
    """One line an event, in local time, on standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(_LocalTime("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for noisy in ("alembic", "httpx", "httpcore", "uvicorn"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # A turn that is skipped while the one before it still runs is how the rhythm is kept, no trouble.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


class _LocalTime(logging.Formatter):
    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        del datefmt
        there = datetime.fromtimestamp(record.created, clock.SHANGHAI)
        return there.strftime("%Y-%m-%d %H:%M:%S")
