"""huiying import, intake, sweep, deliver, status, report: the route of a post, called command by command."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from huiying.core.database import Database
from huiying.core.models import Case, Clock, Notice, Post
from responder.verbs.assign import assign
from responder.verbs.confirm import confirm
from tests.cli.conftest import Run
from tests.support.cast import Cast, at
from tests.support.websites import LocalServer

MESSAGES = """留言编号,留言主题,留言详情,留言时间,点赞数
101,新港大道路灯不亮,新港大道东段路灯坏了半个月，晚上出行很不安全，请尽快维修。,2026-11-20 10:00:00,3
102,,,2026-11-20 11:00:00,0
103,搅拌站噪音扰民,小区旁边的搅拌站昼夜施工，噪音粉尘扰民，多次投诉没有结果。,2026-11-20 12:00:00,很多
104,咨询社保补贴,请问今年的灵活就业社保补贴什么时候开始申请，需要哪些材料？,2026-11-20 13:00:00,1
"""


@pytest.fixture
def messages(tmp_path: Path) -> Path:
    path = tmp_path / "messages.csv"
    path.write_text(MESSAGES, encoding="utf-8")
    return path


def load(run: Run, messages: Path, *more: str) -> str:
    done = run("import", messages, "--source", "政府信箱", "--channel", "message", *more)
    assert done.exit_code == 0, done.stderr
    return done.stderr


def test_an_import_stores_once_and_names_the_bad_rows(run: Run, home: Path, messages: Path) -> None:
    said = load(run, messages, "--archive")
    assert "读取 4 行：新入库 2 条，已有 0 条，退回 2 行" in said
    assert "退回 1 行：标题和正文都是空的" in said
    refused = messages.with_name("messages.csv.rejected.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line[:2] for line in refused[1:]] == ["3,", "4,"]
    assert "新入库 0 条，已有 2 条" in load(run, messages, "--archive")


def test_an_import_as_json(run: Run, home: Path, messages: Path) -> None:
    done = run("import", messages, "--source", "政府信箱", "--json")
    summary = json.loads(done.stdout)
    assert (summary["rows"], summary["new"], summary["rejected"]) == (4, 2, 2)
    assert sum(summary["reasons"].values()) == 2


def test_archive_messages_become_cases_without_clocks(
    run: Run, home: Path, messages: Path, home_database: Database
) -> None:
    load(run, messages, "--archive")
    done = run("intake", "--once", "--now", "2026-11-23T09:00")
    assert done.exit_code == 0, done.stderr
    assert "研判 2 条" in done.stderr
    assert "立项 2 件" in done.stderr
    with home_database.read() as session:
        assert session.scalar(select(func.count(Clock.id))) == 0
        assert set(session.scalars(select(Case.kind))) == {"message"}
    again = run("intake", "--once")
    assert "没有等待处理的信息" in again.stderr
    counts = json.loads(run("status", "--json").stdout)
    assert (counts["posts"], counts["assessed"], counts["cases"]["open"]) == (2, 2, 2)


def test_fresh_messages_start_their_clocks(run: Run, home: Path, messages: Path) -> None:
    load(run, messages)
    done = run("intake", "--once", "--json")
    assert json.loads(done.stdout)["cases"] == 2
    assert json.loads(run("status", "--json").stdout)["clocks"]["running"] > 0
    assert "时限·进行中" in run("status").stdout


def test_intake_tells_why_posts_were_set_aside(
    run: Run, home: Path, messages: Path, home_database: Database
) -> None:
    load(run, messages)
    with home_database.write() as session:
        for post in session.scalars(select(Post)):
            post.set_aside_at, post.set_aside_reason = at("09:00"), "研判连续 3 次出错，已搁置"
    done = run("intake", "--once", "--now", "2026-11-23T09:00")
    assert done.exit_code == 0
    assert "搁置 2 条：研判连续 3 次出错，已搁置" in done.stderr
    assert "搁置" not in run("intake", "--once", "--now", "2026-11-23T10:00").stderr


def escalating(database: Database, robot: str) -> None:
    """The case of the worked example, with a robot for the office."""
    with database.write() as session:
        cast = Cast(session)
        cast.robot(robot)
        case = cast.case()
        confirm(session, case, tier=2, by=cast.officer, policy=cast.policy, now=at("09:20"))
        assign(session, case, lead=cast.enforcement, by=cast.officer, policy=cast.policy, now=at("09:30"))


def test_sweep_and_deliver_take_the_time_given(
    run: Run,
    home: Path,
    sqlite_database: Database,
    sqlite_url: str,
    local_server: LocalServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HUIYING_DATABASE_URL", sqlite_url)
    local_server.json("/hook", {"errcode": 0, "errmsg": "ok"})
    escalating(sqlite_database, local_server.url("/hook"))
    swept = run("sweep", "--once", "--now", "2026-11-23T15:20")
    assert swept.exit_code == 0, swept.stderr
    assert "督办 2 项" in swept.stderr
    assert "没有到期的节点" in run("sweep", "--once", "--now", "2026-11-23T15:20").stderr
    sent = run("deliver", "--once", "--now", "2026-11-23T15:20", "--json")
    assert sent.exit_code == 0, sent.stderr
    assert json.loads(sent.stdout)["sent"] >= 1
    assert len(local_server.requests("/hook")) >= 1
    assert "没有到期的通知" in run("deliver", "--once", "--now", "2026-11-23T15:20").stderr


def test_a_dead_letter_is_sent_again_by_its_number(
    run: Run, home: Path, sqlite_database: Database, sqlite_url: str, local_server: LocalServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("HUIYING_DATABASE_URL", sqlite_url)
    local_server.json("/hook", {"errcode": 93000, "errmsg": "invalid webhook url"})
    escalating(sqlite_database, local_server.url("/hook"))
    run("sweep", "--once", "--now", "2026-11-23T14:00")
    failed = json.loads(run("deliver", "--once", "--now", "2026-11-23T14:00", "--json").stdout)["failed"]
    assert failed > 0
    with sqlite_database.read() as session:
        dead_ones = select(Notice).where(Notice.state == "failed", Notice.channel == "wecom")
        dead = session.scalars(dead_ones).first()
        assert dead is not None
    local_server.json("/hook", {"errcode": 0, "errmsg": "ok"})
    again = run("deliver", "--resend", str(dead.id), "--now", "2026-11-23T14:05", "--json")
    assert json.loads(again.stdout) == {"id": dead.id, "recipient": "值班群", "channel": "wecom"}
    assert run("deliver", "--once", "--now", "2026-11-23T14:05").exit_code == 0
    with sqlite_database.read() as session:
        assert session.get_one(Notice, dead.id).state == "sent"
    twice = run("deliver", "--resend", str(dead.id))
    assert (twice.exit_code, "并非“未送达”" in twice.stderr) == (1, True)
    assert "没有编号为 4711 的通知" in run("deliver", "--resend", "4711").stderr


def test_a_loop_ends_well_when_it_is_asked_to(home: Path) -> None:
    command = [sys.executable, "-m", "huiying.cli.main", "sweep"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=dict(os.environ), text=True) as child:
        assert child.stderr is not None
        assert "按 Ctrl-C 停止" in child.stderr.readline()
        child.send_signal(signal.SIGINT)
        assert child.wait(30) == 0


def test_the_weekly_report_in_both_formats(run: Run, home: Path, tmp_path: Path) -> None:
    as_json = run("report", "weekly", "--week", "2026-W47", "--format", "json")
    assert as_json.exit_code == 0, as_json.stderr
    assert json.loads(as_json.stdout)["week"] == "2026-W47"
    done = run("report", "weekly", "--week", "2026-W47", "-o", tmp_path / "weekly.html")
    assert done.exit_code == 0
    assert "2026年第47周" in (tmp_path / "weekly.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("format_", "begins"), [("pdf", b"%PDF-"), ("docx", b"PK"), ("xlsx", b"PK")])
def test_the_weekly_report_as_a_file(
    run: Run, home: Path, tmp_path: Path, format_: str, begins: bytes
) -> None:
    out = tmp_path / f"weekly.{format_}"
    done = run("report", "weekly", "--week", "2026-W47", "--format", format_, "-o", out)
    assert done.exit_code == 0, done.stderr
    assert out.read_bytes().startswith(begins)


def test_a_week_that_is_none_is_refused(run: Run, home: Path) -> None:
    done = run("report", "weekly", "--week", "last")
    assert done.exit_code == 2
    assert "2026-W47" in done.stderr
