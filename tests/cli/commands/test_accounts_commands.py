"""huiying user, token, audit."""

import json
from pathlib import Path

from sqlalchemy import select, text

from dashboard.accounts import find_user, is_right
from huiying.core import audit
from huiying.core.database import Database
from huiying.core.models import ApiToken, AuditEntry
from tests.cli.conftest import Run
from tests.support.cast import NINE


def test_a_user_is_added_with_a_password_told_once(run: Run, home: Path, home_database: Database) -> None:
    done = run("user", "add", "zhifa", "--role", "unit", "--unit", "执法局", "--display-name", "执法局经办人")
    assert done.exit_code == 0, done.stderr
    password = done.stdout.split()[1].partition("（")[0]
    with home_database.read() as session:
        user = find_user(session, "zhifa")
        assert is_right(user, password)
        assert user.display_name == "执法局经办人"
    listed = [json.loads(line) for line in run("user", "list", "--json").stdout.splitlines()]
    assert listed[-1] == {
        "name": "zhifa",
        "display_name": "执法局经办人",
        "role": "unit",
        "unit": "执法局",
        "email": None,
        "disabled": False,
    }
    assert password not in run("user", "list").stdout


def test_a_password_comes_from_standard_input(run: Run, home: Path, home_database: Database) -> None:
    done = run("user", "password", "admin", "--password-stdin", stdin="一句很长的口令2026\n")
    assert done.exit_code == 0
    assert done.stdout == ""
    with home_database.read() as session:
        assert is_right(find_user(session, "admin"), "一句很长的口令2026")


def test_what_will_not_do_is_told(run: Run, home: Path) -> None:
    assert "角色" in run("user", "add", "x1", "--help").stdout
    for arguments, said in (
        (["add", "zhifa", "--role", "unit"], "责任单位的账号须指明所属单位"),
        (["add", "zhifa", "--role", "unit", "--unit", "执法据"], "是否想写“执法局”？"),
        (["add", "zhifa", "--role", "king"], "不在可选值之内"),
        (["add", "admin", "--role", "office"], "已被使用"),
        (["password", "nobody"], "没有名为“nobody”的账号"),
        (["password", "admin", "--password-stdin"], "标准输入中没有口令"),
    ):
        done = run("user", *arguments)
        assert done.exit_code == 2
        assert said in done.stderr


def test_a_disabled_account_stays_on_record(run: Run, home: Path) -> None:
    run("user", "add", "shenji", "--role", "auditor")
    assert run("user", "disable", "shenji").exit_code == 0
    assert "已经停用" in run("user", "disable", "shenji").stderr
    listed = [json.loads(line) for line in run("user", "list", "--json").stdout.splitlines()]
    assert listed[-1]["disabled"] is True


def test_a_token_is_told_once_and_ended_at_once(run: Run, home: Path, home_database: Database) -> None:
    done = run(
        "token", "add", "采集器", "--account", "admin", "--scope", "posts:write", "--scope", "posts:read"
    )
    assert done.exit_code == 0, done.stderr
    secret = done.stdout.strip()
    assert secret.startswith("hy_")
    listed = json.loads(run("token", "list", "--json").stdout)
    assert (listed["name"], listed["account"], listed["revoked"]) == ("采集器", "admin", False)
    assert secret not in run("token", "list").stdout
    assert run("token", "revoke", "采集器").exit_code == 0
    with home_database.read() as session:
        assert session.scalar(select(ApiToken.revoked_at)) is not None
    assert "没有名为“采集器”的有效令牌" in run("token", "revoke", "采集器").stderr


def test_an_unknown_scope_is_refused(run: Run, home: Path) -> None:
    done = run("token", "add", "t", "--account", "admin", "--scope", "all")
    assert done.exit_code == 2
    assert "posts:write" in done.stderr


def test_who_did_it_is_in_the_trail(run: Run, home: Path, home_database: Database) -> None:
    run("user", "add", "shenji", "--role", "auditor")
    with home_database.read() as session:
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None and entry.actor.startswith("命令行:")


def test_a_whole_trail_verifies(run: Run, home: Path, home_database: Database) -> None:
    with home_database.write() as session:
        sealed = audit.seal(session)
    done = run("audit", "verify")
    assert done.exit_code == 0
    assert f"已封存 {sealed} 条，待封存 0 条" in done.stderr
    assert "审计记录完好" in done.stderr


def test_a_trail_that_was_tampered_with_fails(run: Run, home: Path, home_database: Database) -> None:
    with home_database.write() as session:
        audit.record(session, "assign", "case", 1, by="officer", now=NINE)
        audit.seal(session)
        head = audit.head(session)
        triggers = session.scalars(text("select name from sqlite_master where type = 'trigger'")).all()
        for name in triggers:
            session.execute(text(f'drop trigger "{name}"'))
        session.execute(text("update audit_entry set actor = 'somebody'"))
    done = run("audit", "verify", "--json")
    assert done.exit_code == 1
    assert "被改动或调换" in json.loads(done.stdout.splitlines()[0])["what"]
    assert run("audit", "verify", "--head", head).exit_code == 1


def test_a_head_that_is_not_in_the_chain_shows_that_the_end_was_cut(run: Run, home: Path) -> None:
    done = run("audit", "verify", "--head", "f" * 64)
    assert done.exit_code == 1
    assert "链条末端被截断" in done.stdout
