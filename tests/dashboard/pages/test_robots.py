"""群机器人: added, tested for real, changed and switched off, and never shown with their secrets."""

import json

from sqlalchemy import select

from huiying.core.models import AuditEntry, NoticeAttempt, Robot
from responder.notifiers.budget import ROBOT
from tests.dashboard.conftest import Town
from tests.support.websites import Answer, HangUp, LocalServer, Request

KEY = "key=693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
HERE = "/admin/robots"


def robot(town: Town) -> Robot:
    with town.database.read() as session:
        return session.scalars(select(Robot)).one()


def deeds(town: Town) -> list[str]:
    with town.database.read() as session:
        query = select(AuditEntry.action).where(AuditEntry.object == "robot").order_by(AuditEntry.id)
        return list(session.scalars(query))


def test_an_administrator_adds_a_robot_and_its_group_gets_the_test_message(
    town: Town, local_server: LocalServer
) -> None:
    local_server.json("/send", {"errcode": 0, "errmsg": "ok, 收到"})
    boss = town.boss()
    address = local_server.url(f"/send?{KEY}")
    made = boss.send(HERE, name="值班群", kind="wecom", address=address, allow_private="yes")
    assert made.status_code == 303
    page = boss.read(made.headers["location"])
    assert "请发一条测试消息" in page and "还没有发过测试消息" in page
    tried = boss.send(f"{HERE}/{robot(town).id}/test")
    assert tried.status_code == 303
    (asked,) = local_server.requests("/send")
    assert asked.json()["msgtype"] == "markdown"
    assert "测试消息，无需处理" in asked.json()["markdown"]["content"]
    page = boss.read(tried.headers["location"])
    assert "已送达" in page and "ok, 收到" in page
    assert KEY not in page and KEY not in boss.read(HERE)
    assert deeds(town) == ["add_robot", "test_robot"]


def test_what_the_receiver_refuses_is_said_in_its_own_words(town: Town, local_server: LocalServer) -> None:
    local_server.json("/send", {"errcode": 93000, "errmsg": "invalid webhook url"})
    boss = town.boss()
    boss.send(HERE, name="值班群", kind="wecom", address=local_server.url("/send"), allow_private="yes")
    page = boss.read(boss.send(f"{HERE}/{robot(town).id}/test").headers["location"])
    assert "对方拒收" in page and "移出群" in page and "invalid webhook url" in page

    def silent(request: Request) -> Answer:
        raise HangUp

    local_server.answer("/send", silent)
    page = boss.read(boss.send(f"{HERE}/{robot(town).id}/test").headers["location"])
    assert "没有送到" in page and "连接中断" in page


def test_an_address_inside_is_reached_only_where_that_was_said(town: Town, local_server: LocalServer) -> None:
    boss = town.boss()
    refused = boss.send(HERE, name="值班群", kind="webhook", address=local_server.url("/in"), secret="x" * 16)
    assert refused.status_code == 422
    assert "公网地址须用 https://" in refused.text and "请勾选“在内部网络”" in refused.text
    assert 'value="值班群"' in refused.text and "x" * 16 not in refused.text
    short = boss.send(HERE, name="群", kind="webhook", address="https://a.example/", secret="short")
    assert "密钥：签名密钥至少 16 个字符" in short.text
    for kind, address in (("email", "https://a.example"), ("wecom", "javascript:alert(1)"), ("wecom", "")):
        assert boss.send(HERE, name="群", kind=kind, address=address).status_code == 422
    with town.database.read() as session:
        assert session.scalars(select(Robot)).all() == []


def test_a_change_keeps_what_was_left_empty_and_asks_for_another_test(
    town: Town, local_server: LocalServer
) -> None:
    local_server.json("/a", {"ok": True})
    boss = town.boss()
    fields = {"kind": "webhook", "allow_private": "yes"}
    boss.send(HERE, name="对接", address=local_server.url("/a"), secret="s" * 20, **fields)
    here = f"{HERE}/{robot(town).id}"
    boss.send(f"{here}/test")
    unit = str(town.cast.enforcement.id)
    assert boss.send(f"{here}/change", unit=unit, **fields).status_code == 303
    found = robot(town)
    assert (found.secret, found.tested_as, found.unit_id) == ("s" * 20, "delivered", int(unit))
    boss.send(f"{here}/change", address=local_server.url("/b"), unit=unit, **fields)
    found = robot(town)
    assert (found.address, found.tested_as, found.changed_by) == (local_server.url("/b"), None, "boss")
    assert found.changed_at == town.clock()
    page = boss.read(here)
    assert "s" * 20 not in page and "units.toml 不再改它" in page


def test_a_robot_that_is_off_is_not_tested_and_can_be_put_on_again(town: Town) -> None:
    boss = town.boss()
    boss.send(HERE, name="值班群", kind="wecom", address=f"https://a.example/send?{KEY}")
    here = f"{HERE}/{robot(town).id}"
    assert "已停用，不再向它发送" in boss.read(boss.send(f"{here}/switch", to="off").headers["location"])
    refused = boss.send(f"{here}/test")
    assert (refused.status_code, "请先启用再测试" in refused.text) == (409, True)
    boss.send(f"{here}/switch", to="on")
    assert robot(town).enabled
    assert boss.send(f"{here}/switch", to="on").status_code == 409
    assert json.dumps(deeds(town)) == '["add_robot", "disable_robot", "enable_robot"]'


def test_there_is_no_robot_of_that_number(town: Town) -> None:
    boss = town.boss()
    boss.read(f"{HERE}/999", status=404)
    assert boss.send(f"{HERE}/999/test").status_code == 404


def test_test_messages_are_attempts_and_come_out_of_the_robots_minute(
    town: Town, local_server: LocalServer
) -> None:
    local_server.json("/send", {"errcode": 0, "errmsg": "ok"})
    boss = town.boss()
    boss.send(HERE, name="值班群", kind="wecom", address=local_server.url("/send"), allow_private="yes")
    here = f"{HERE}/{robot(town).id}"
    for _ in range(ROBOT.sends):
        assert boss.send(f"{here}/test").status_code == 303
    refused = boss.send(f"{here}/test")
    assert (refused.status_code, "请等 60 秒后再测试" in refused.text) == (409, True)
    assert len(local_server.requests("/send")) == ROBOT.sends
    with town.database.read() as session:
        attempts = session.scalars(select(NoticeAttempt)).all()
    assert {(one.notice_id, one.outcome) for one in attempts} == {(None, "delivered")}
    assert attempts[0].detail and attempts[0].detail.startswith("测试消息")
    assert "最近送达通知：从未" in boss.read(here)
