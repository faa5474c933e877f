"""Changes of health become notices: one for what stands, none for what came back, one for many."""

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from huiying.core.database import Database
from huiying.core.models import HealthChange, Notice, Source, User
from responder.sources.announce import announce
from tests.support.cast import at

MINUTE = timedelta(minutes=1)


class Room:
    """Sources whose states the test changes, and two administrators."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.write() as session:
            for name in ("甲", "乙"):
                session.add(
                    User(
                        name=name,
                        display_name=f"管理员{name}",
                        password_hash="-",
                        role="administrator",
                        email=f"{ord(name)}@park.example",
                        created_at=at("08:00"),
                    )
                )

    def source(self, name: str) -> int:
        with self.database.write() as session:
            made = Source(
                name=name, kind="site", channel="news", address="http://a.example/", created_at=at("08:00")
            )
            session.add(made)
            session.flush()
            return made.id

    def becomes(self, source_id: int, state: str, when: datetime, reason: str | None = None) -> None:
        with self.database.write() as session:
            source = session.get_one(Source, source_id)
            session.add(
                HealthChange(source_id=source_id, before=source.state, after=state, reason=reason, at=when)
            )
            source.state, source.state_reason, source.state_since = state, reason, when

    def notices(self) -> list[Notice]:
        with self.database.read() as session:
            return list(session.scalars(select(Notice).order_by(Notice.id)))

    def settled(self) -> list[str | None]:
        with self.database.read() as session:
            return list(session.scalars(select(HealthChange.settled_as).order_by(HealthChange.id)))


@pytest.fixture
def room(database: Database) -> Room:
    return Room(database)


def test_a_change_that_stands_is_told_to_every_administrator_once(room: Room) -> None:
    news = room.source("园区新闻网")
    reason = "列表页有 30 条链接，正文为空 28 条：页面模板可能已改"
    room.becomes(news, "degraded", at("09:00"), reason)
    assert announce(room.database, at("09:09")) == 0
    assert announce(room.database, at("09:10")) == 2
    assert announce(room.database, at("09:11")) == 0
    first, second = room.notices()
    assert first.subject == "【信源质量下降】园区新闻网"
    assert first.lines[0] == f"信源“园区新闻网”11月23日 09:00起质量下降。{reason}。"
    assert "huiying sources check 园区新闻网" in first.lines[1]
    assert first.link == f"/admin/sources/{news}"
    assert {first.recipient, second.recipient} == {"管理员甲", "管理员乙"}
    assert room.settled() == ["told"]


def test_what_came_back_before_anybody_was_told_is_folded(room: Room) -> None:
    news = room.source("园区新闻网")
    room.becomes(news, "degraded", at("09:00"), "连续 1 次采集失败：连接超时")
    room.becomes(news, "healthy", at("09:02"))
    assert [announce(room.database, at("09:02") + MINUTE * n) for n in (1, 10, 60)] == [0, 0, 0]
    assert room.settled() == ["folded", "folded"]


def test_its_recovery_is_told_after_its_trouble_was(room: Room) -> None:
    news = room.source("园区新闻网")
    room.becomes(news, "silent", at("09:00"), "已 26 小时没有新信息")
    announce(room.database, at("09:10"))
    room.becomes(news, "healthy", at("11:00"))
    assert announce(room.database, at("11:10")) == 2
    assert room.notices()[-1].subject == "【信源恢复】园区新闻网"
    assert room.notices()[-1].lines[0] == "信源“园区新闻网”11月23日 11:00起恢复正常（此前：沉默）。"


def test_a_source_that_goes_and_comes_for_an_hour_is_one_notice(room: Room) -> None:
    news = room.source("园区新闻网")
    told = 0
    for number in range(12):
        room.becomes(news, ("failing", "healthy")[number % 2], at("09:00") + 5 * MINUTE * number)
        told += announce(room.database, at("09:00") + MINUTE * (5 * number + 4))
    assert told == 0
    assert announce(room.database, at("10:00")) == 2
    assert room.notices()[0].subject == "【信源不稳】园区新闻网"
    assert "变化 12 次，目前正常" in room.notices()[0].lines[0]


def test_a_network_that_is_down_is_one_digest_for_each_administrator(room: Room) -> None:
    ids = [room.source(f"信源{number:02}") for number in range(16)]
    for number, source_id in enumerate(ids[:15]):
        room.becomes(source_id, "failing", at("09:00") + MINUTE * number, "连续 3 次采集失败：域名无法解析")
    told = [announce(room.database, at("09:00") + MINUTE * n) for n in range(60)]
    assert [(n, count) for n, count in enumerate(told) if count] == [(24, 2)]
    notice = room.notices()[0]
    assert notice.subject == "【信源】15 个异常"
    assert notice.lines[0].startswith("启用的 16 个信源中有 15 个采集失败，很可能是本机网络不通")
    assert "信源00：采集失败，连续 3 次采集失败：域名无法解析。" in notice.lines
    assert "另有 3 个异常，见信源页。" in notice.lines
    assert notice.link == "/admin/sources"


def test_the_rest_waits_for_the_pause_between_two_notices(room: Room) -> None:
    first, second = room.source("甲报"), room.source("乙报")
    room.becomes(first, "failing", at("09:00"))
    assert announce(room.database, at("09:10")) == 2
    room.becomes(second, "failing", at("09:12"))
    assert announce(room.database, at("09:30")) == 0
    assert announce(room.database, at("09:40")) == 2


def test_a_source_that_was_switched_off_is_no_news(room: Room) -> None:
    news = room.source("园区新闻网")
    room.becomes(news, "failing", at("09:00"))
    with room.database.write() as session:
        session.get_one(Source, news).enabled = False
    assert announce(room.database, at("09:10")) == 0
    assert room.settled() == ["folded"]


def test_two_processes_tell_of_a_change_once(room: Room) -> None:
    room.becomes(room.source("园区新闻网"), "failing", at("09:00"))
    counts: list[int] = []
    threads = [
        threading.Thread(target=lambda: counts.append(announce(room.database, at("09:10")))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == [0, 0, 0, 2]
    assert len(room.notices()) == 2
