from typing import Any

import pytest

from huiying.core.models import AuditEntry, Notice


def channels(notices: list[Notice]) -> list[str]:
    return [notice.channel for notice in notices]


def test_a_duty_is_told_by_mail_and_by_the_robots_of_its_unit(town: Any, told: Any) -> None:
    town.contact(town.bureau, "handler", "jing@example.cn")
    town.contact(town.bureau, "head", "head@example.cn")
    town.robot("执法局群", unit=town.bureau)
    town.robot("新闻办群")
    with town.database.write() as session:
        added = told(session, unit_id=town.bureau.id, case=town.case())
    assert [(it.channel, it.recipient) for it in added] == [
        ("email", "执法局经办人"),
        ("webhook", "执法局群"),
    ]
    assert added[0].lines[-1] == "通知对象：执法局经办人"
    assert added[0].link == f"/case/{added[0].case_id}"
    assert added[0].state == "pending"


def test_the_same_key_twice_adds_nothing(town: Any, told: Any) -> None:
    town.robot("执法局群", unit=town.bureau)
    case = town.case()
    for _ in range(2):
        with town.database.write() as session:
            told(session, unit_id=town.bureau.id, case=case)
    notices = town.rows(Notice)
    assert [it.key for it in notices] == [f"{case.id}:-:overdue:robot-{notices[0].robot_id}:webhook"]


def test_nothing_is_committed_by_queueing(town: Any, told: Any) -> None:
    town.robot("新闻办群")

    class Changed(Exception):
        pass

    with pytest.raises(Changed), town.database.write() as session:
        assert told(session, duty="office")
        raise Changed
    assert town.rows(Notice) == []


def test_several_duties_of_one_occasion_are_one_message_to_a_group(town: Any, told: Any) -> None:
    town.robot("执法局群", unit=town.bureau)
    with town.database.write() as session:
        for duty in ("handler", "head", "head"):
            told(session, duty=duty, unit_id=town.bureau.id)
    (notice,) = town.rows(Notice)
    assert notice.lines[-1] == "通知对象：执法局经办人、执法局主要负责人"
    assert notice.detail["asked"] == ["执法局经办人", "执法局主要负责人"]


def test_one_mailbox_with_two_duties_gets_one_letter(town: Any, told: Any) -> None:
    town.contact(town.bureau, "handler", "One@example.cn")
    town.contact(town.bureau, "head", "one@example.cn")
    with town.database.write() as session:
        for duty in ("handler", "head"):
            told(session, duty=duty, unit_id=town.bureau.id)
    (notice,) = town.rows(Notice)
    assert "执法局主要负责人" in notice.lines[-1]
    assert "example.cn" not in notice.key


def test_another_occasion_is_another_message(town: Any, told: Any) -> None:
    town.robot("执法局群", unit=town.bureau)
    with town.database.write() as session:
        for occasion in ("reminder_50", "reminder_80"):
            told(session, unit_id=town.bureau.id, occasion=occasion)
    assert len(town.rows(Notice)) == 2


def test_the_deputy_is_written_to_where_the_duty_has_no_mailbox(town: Any, told: Any) -> None:
    town.contact(town.bureau, "handler", None, "值班员")
    town.contact(town.bureau, "deputy", "deputy@example.cn", "值班长")
    with town.database.write() as session:
        (notice,) = told(session, unit_id=town.bureau.id)
    assert (notice.address, notice.recipient) == ("deputy@example.cn", "执法局代理人 值班长")
    assert notice.lines[-1] == "通知对象：执法局经办人"


def test_where_nobody_can_be_reached_it_is_seen_and_the_office_passes_it_on(town: Any, told: Any) -> None:
    town.robot("新闻办群")
    case = town.case()
    with town.database.write() as session:
        told(session, unit_id=town.bureau.id, case=case)
    unreached, office = town.rows(Notice)
    assert (unreached.state, unreached.channel) == ("failed", "none")
    assert unreached.failure.startswith("没有可用的通知渠道：执法局经办人")
    assert unreached.failed_at is not None
    assert office.state == "pending"
    assert office.lines[-1] == "通知对象：执法局经办人（无法直接通知，请代为转达）"
    assert [entry.action for entry in town.rows(AuditEntry)] == ["notice_unreachable"]


def test_where_not_even_the_office_can_be_reached_the_failure_says_what_to_do(town: Any, told: Any) -> None:
    with town.database.write() as session:
        (notice,) = told(session, duty="office")
    assert notice.state == "failed"
    assert "请在“单位与人员”中补充邮箱、手机号或群机器人" in notice.failure


def test_a_disabled_robot_is_no_channel(town: Any, told: Any) -> None:
    town.robot("旧群", unit=town.bureau, enabled=False)
    with town.database.write() as session:
        (notice,) = told(session, unit_id=town.bureau.id)
    assert notice.state == "failed"


def test_a_duty_without_a_unit_is_the_offices_own(town: Any, told: Any) -> None:
    town.contact(town.office, "head", "head@example.cn")
    town.robot("新闻办群")
    with town.database.write() as session:
        added = told(session, duty="head", unit_id=None)
    assert channels(added) == ["email", "webhook"]
    assert added[0].lines[-1] == "通知对象：办公室主要负责人"


def test_an_archived_case_sends_nothing(town: Any, told: Any) -> None:
    town.robot("新闻办群")
    case = town.case(archive=True)
    with town.database.write() as session:
        assert told(session, duty="office", case=case) == []
    assert town.rows(Notice) == []


def test_a_tier_of_one_or_two_is_urgent(town: Any, told: Any) -> None:
    town.robot("新闻办群")
    grave, common = town.case("2026-0001", tier=2), town.case("2026-0002", tier=4)
    with town.database.write() as session:
        (urgent,) = told(session, duty="office", case=grave)
        (normal,) = told(session, duty="office", case=common)
    assert (urgent.detail["urgent"], normal.detail["urgent"]) == (True, False)


def test_long_lines_are_cut(town: Any, told: Any) -> None:
    town.robot("新闻办群")
    with town.database.write() as session:
        (notice,) = told(session, duty="office", lines=["长" * 3000])
    assert len(notice.lines[0]) == 500
    assert notice.lines[0].endswith("…")


def test_lines_that_are_too_many_are_counted_not_hidden(town: Any, told: Any) -> None:
    town.robot("新闻办群")
    with town.database.write() as session:
        told(session, duty="office", lines=[f"第{row}行" for row in range(1, 31)])
    (notice,) = town.rows(Notice)
    assert notice.detail["said"][18:] == ["第19行", "另有 11 行未列，请打开链接查看。"]
