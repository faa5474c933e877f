"""The morning brief: three exact lines, one where nothing burns, and once a morning whatever happens."""

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select

from huiying.core.database import Database
from huiying.core.models import AuditEntry, Clock, DueTask, Notice
from responder.duty.brief import lines, run_due
from responder.ladder.sweep import take
from tests.support.cast import Cast, at

HALF_PAST_SEVEN = time(7, 30)
NEXT = "2026-11-24"


def run(database: Database, now: datetime) -> str | None:
    return run_due(database, now, HALF_PAST_SEVEN)


def briefs(database: Database) -> list[Notice]:
    with database.read() as session:
        return list(session.scalars(select(Notice).where(Notice.kind == "brief").order_by(Notice.id)))


@pytest.fixture
def town(database: Database) -> Database:
    """A leader who is reached by mail, and the first morning planned."""
    with database.write() as session:
        Cast(session).leader.email = "leader@example.cn"
    assert run(database, at("10:00")) is None
    return database


def test_nothing_burning_is_said_in_one_line(cast: Cast) -> None:
    assert lines(cast.session, at("07:30")) == [
        "平稳：没有超时的时限，没有一、二级在办事项，没有等您决定的建议；在办 0 件，今日到期 0 项。"
    ]


def test_what_burns_who_owes_and_what_awaits_a_decision(cast: Cast) -> None:
    cast.assigned()
    cast.case(title="路面积水", tier=3, grade=None, occurred_at=None)
    cast.session.flush()
    take(cast.session, list(cast.session.scalars(select(Clock.id))), at("19:20"))
    assert lines(cast.session, at("19:20")) == [
        "在办 2 件，一、二级 1 件，超时 3 项；"
        "最急：“棋盘洲一化工厂爆炸”（二级橙），执法局的签收已超时 9 小时 20 分。",
        "超时未办：执法局 2 项（最长 9 小时 20 分）、新闻办 1 项（最长 8 小时 10 分）；"
        "今日没有其他到期的时限。",
        "等您决定：提请约谈 1 件（执法局）；事涉本人分管单位的，由其他领导决定。督办单待书面回复 3 份。",
    ]


def test_where_nobody_is_late_the_gravest_case_is_named(cast: Cast) -> None:
    cast.assigned()
    assert lines(cast.session, at("09:31")) == [
        "在办 1 件，一、二级 1 件，超时 0 项；最重：“棋盘洲一化工厂爆炸”（二级橙）。",
        "没有单位超时；今日还有 2 项到期。",
        "没有等您决定的建议。",
    ]


def test_it_goes_out_once_a_morning_to_every_leader(town: Database) -> None:
    assert run(town, at("07:29", days=1)) is None
    assert run(town, at("07:30", days=1)) == NEXT
    assert run(town, at("07:31", days=1)) is None
    (brief,) = briefs(town)
    assert (brief.subject, brief.address, len(brief.lines)) == ("【晨报】11月24日", "leader@example.cn", 1)
    assert run(town, at("07:30", days=2)) == "2026-11-25"


def test_after_five_days_down_the_last_one_is_sent_late_and_once(town: Database) -> None:
    assert run(town, at("09:00", days=5)) == "2026-11-28"
    (brief,) = briefs(town)
    assert brief.subject == "【晨报】11月28日（迟发，截至 11月28日 09:00）"
    assert run(town, at("09:01", days=5)) is None
    with town.read() as session:
        waiting = session.scalars(select(DueTask.name).where(DueTask.done_at.is_(None))).all()
        told = session.scalars(select(AuditEntry.object_id).where(AuditEntry.action == "brief")).all()
    assert (waiting, told) == (["brief:2026-11-29"], ["brief:2026-11-28"])


def test_a_morning_whose_sending_was_killed_is_sent_by_the_next_turn(
    town: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("responder.duty.brief.audit.record", killed)
        with pytest.raises(KeyboardInterrupt):
            run(town, at("07:30", days=1))
    assert briefs(town) == []
    assert run(town, at("07:30", days=1) + timedelta(seconds=30)) == NEXT
    assert len(briefs(town)) == 1
