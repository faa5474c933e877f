"""The whole intake: in batches, by several workers, and killed between any two steps."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from huiying.core.database import Database
from huiying.core.models import (
    Case,
    CasePost,
    Clock,
    Event,
    EventPost,
    HeatReading,
    Notice,
    Post,
    PostAssessment,
)
from responder.intake import IntakeSummary, drain, take_in
from tests.responder.intake.town import NOW, Town

BLAST = "黄石新港园区一化工厂今天上午发生爆炸，造成3人死亡、5人受伤，现场浓烟滚滚。"
LAMPS = "韦源口镇文化路的路灯坏了半个月，没人管，我要投诉，请尽快修一修。"
WAGES = "棋盘洲港区工地拖欠农民工工资三个月，包工头不见人，请劳动监察帮我们讨薪。"


class Killed(BaseException):
    """The process is gone: nothing may catch this."""


class Dying(Database):
    """A database whose owner is killed at the `after`-th write, before or after its commit."""

    def __init__(self, url: str, after: int, *, committed: bool) -> None:
        super().__init__(url)
        self.left, self.committed = after, committed

    @contextmanager
    def write(self) -> Iterator[Session]:
        self.left -= 1
        with super().write() as session:
            yield session
            if self.left == 0 and not self.committed:
                raise Killed
        if self.left == 0:
            raise Killed


def fill(town: Town) -> None:
    for number in range(3):
        town.post("park", BLAST)
        town.post("mailbox", LAMPS)
        town.post("hotline", WAGES, author_hash=str(number))
        town.post("weibo", "周末去哪里玩？")


def kill(town: Town, after: int, *, committed: bool) -> bool:
    """Take in until the end, or until the `after`-th write; whether it was killed."""
    database = Dying(town.database.url, after, committed=committed)
    try:
        take_in(database, town.analyst, town.policy, NOW, owner=f"doomed-{after}-{committed}", limit=5)
    except Killed:
        return True
    finally:
        database.close()
    return False


def outcome(town: Town) -> dict[str, Any]:
    """What an undisturbed run and one with deaths must agree on."""
    posts = town.all(Post)
    assert all(post.assessed_at and post.lease_owner is None and post.tries == 0 for post in posts)
    return {
        "assessed": len(town.all(PostAssessment)),
        "membership": sorted((place.post_id, place.event_id) for place in town.all(EventPost)),
        "events": [(event.size, event.tier) for event in town.all(Event)],
        "cases": sorted((case.number, case.kind, case.tier) for case in town.all(Case)),
        "messages": sorted(row.post_id for row in town.all(CasePost)),
        "clocks": sorted((clock.case_id, clock.milestone) for clock in town.all(Clock)),
        "notices": sorted(notice.key for notice in town.all(Notice)),
    }


@pytest.mark.parametrize("committed", [False, True])
def test_killed_at_any_write_the_next_run_completes_and_nothing_is_double(
    town: Town, committed: bool
) -> None:
    fill(town)
    deaths = 0
    # Each life gets one write further than the one before, until one lives to the end of its batch.
    while kill(town, deaths + 1, committed=committed):
        deaths += 1
        with town.database.write() as session:  # time passes: the leases of the dead end
            session.query(Post).where(Post.lease_owner.is_not(None)).update({"lease_until": NOW})
    assert deaths >= 4
    drain(town.database, town.analyst, town.policy, NOW)
    found = outcome(town)
    assert found["assessed"] == 12
    assert len(found["membership"]) == 9
    assert len(found["messages"]) == 6
    assert len({number for number, _, _ in found["cases"]}) == len(found["cases"]) == 3
    assert [size for size, _ in found["events"]] == [3, 3, 3]
    assert len(found["clocks"]) == len(set(found["clocks"])) == 6
    assert len(found["notices"]) == 3


def test_workers_side_by_side_lose_nothing_and_repeat_nothing(town: Town) -> None:
    fill(town)
    with ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(drain, town.database, town.analyst, town.policy, NOW, limit=2) for _ in range(4)]
        total = sum((run.result() for run in runs), IntakeSummary())
    assert (total.taken, total.assessed, total.placed) == (12, 12, 9)
    assert (total.cases, total.joined) == (3, 4)
    assert len(outcome(town)["messages"]) == 6


def test_one_batch_takes_no_more_than_its_limit(town: Town) -> None:
    fill(town)
    summary = take_in(town.database, town.analyst, town.policy, NOW, owner="one", limit=5)
    assert (summary.taken, summary.assessed) == (5, 5)
    assert sum(post.assessed_at is None for post in town.all(Post)) == 7


def test_drain_tells_how_far_it_is(town: Town) -> None:
    fill(town)
    heard: list[tuple[int, int]] = []
    drain(
        town.database,
        town.analyst,
        town.policy,
        NOW,
        lambda done, total: heard.append((done, total)),
        limit=5,
    )
    assert heard == [(5, 12), (10, 12), (12, 12), (12, 12)]


def test_drain_says_what_other_workers_hold(town: Town) -> None:
    post = town.post("park", BLAST)

    def lease(session: Session) -> None:
        found = session.get_one(Post, post)
        found.lease_owner, found.lease_until = "other", NOW + timedelta(minutes=1)

    town.change(lease)
    summary = town.take_in()
    assert (summary.taken, summary.elsewhere) == (0, 1)
    assert town.take_in(NOW + timedelta(minutes=1)).assessed == 1


def test_many_batches_of_one_moment_leave_one_point_on_the_curve(town: Town) -> None:
    fill(town)
    drain(town.database, town.analyst, town.policy, NOW, limit=2)
    readings = [(reading.event_id, reading.at) for reading in town.all(HeatReading)]
    assert len(readings) == len(set(readings)) == 3
