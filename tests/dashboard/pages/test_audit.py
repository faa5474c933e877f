"""审计 and 现行规则: what is read there, by whom, and what leaves as a file."""

import csv
import shutil
from io import StringIO

from sqlalchemy import text

from huiying.cli.home import packaged
from huiying.core import audit
from tests.dashboard.conftest import Town
from tests.support.cast import at

HERE = "/admin/audit"


def entries(town: Town) -> None:
    with town.database.write() as session:
        for number in range(120):
            when = at("09:00", days=number % 3)
            audit.record(session, "note", "case", number % 2, by="officer", now=when, n=number)
        audit.record(session, "assign", "case", 7, by="=cmd()", now=at("09:10"), unit="=1+1")


def test_the_trail_is_filtered_by_the_address_and_read_page_by_page(either_town: Town) -> None:
    town = either_town
    entries(town)
    boss = town.boss()
    page = boss.read(f"{HERE}?action=note")
    assert page.count('class="whole quiet" data-label="编号"') == 100
    older = page.split('href="/admin/audit?action=note&amp;before=')[1].split('"')[0]
    assert boss.read(f"{HERE}?action=note&before={older}").count('data-label="编号"') == 20
    assert boss.read(f"{HERE}?object=case&object_id=7").count('data-label="编号"') == 1
    assert boss.read(f"{HERE}?action=note&since=2026-11-24&until=2026-11-24").count('data-label="编号"') == 40
    assert "没有这样的记录" in boss.read(f"{HERE}?actor=nobody")
    assert boss.read(f"{HERE}?since=yesterday&before=x&action=assign").count('data-label="编号"') == 1


def test_the_export_holds_the_filter_and_calculates_nothing(town: Town) -> None:
    entries(town)
    boss = town.boss()
    answer = boss.http.get(f"{HERE}/export?action=assign")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "filename*=UTF-8''audit-20261123-0930.csv" in answer.headers["content-disposition"]
    header, row = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    assert header[:3] == ["编号", "时间", "账号"]
    assert row[1:5] == ["2026-11-23T09:10:00+08:00", "'=cmd()", "'=cmd()", "assign"]
    page = boss.read(f"{HERE}?action=export")
    assert "action=assign" in page and "导出</a>" in page


def test_the_chain_is_walked_where_asked_and_a_change_is_found(town: Town) -> None:
    entries(town)
    with town.database.write() as session:
        audit.seal(session)
        head = audit.head(session)
    boss = town.boss()
    page = boss.read(HERE)
    assert head in page and "都与封存时一致" not in page
    assert "121 条都与封存时一致" in boss.read(f"{HERE}?verify=yes")
    with town.database.write() as session:
        session.execute(text("DROP TRIGGER audit_seal_no_update"))
        session.execute(text("UPDATE audit_seal SET hash = 'x' WHERE position = 3"))
    assert "第 3 环的内容被改动" in boss.read(f"{HERE}?verify=yes")


def test_auditors_read_the_trail_and_nobody_else_does(town: Town) -> None:
    town.made("auditor", "auditor")
    auditor = town.signed_in("auditor")
    assert "审计" in auditor.read(HERE)
    assert "人员与账号" not in auditor.read("/admin")
    for name in ("officer", "handler", "leader"):
        visitor = town.signed_in(name)
        visitor.read(HERE, status=403)
        visitor.read(f"{HERE}/export", status=403)


def test_the_rules_in_force_are_read_with_their_basis(town: Town) -> None:
    page = town.boss().read("/admin/policy")
    for said in ("首发权威信息", "国办发〔2016〕80号", "20个工作日", "督办后至少 4小时", "待研判 → 待交办"):
        assert said in page, said
    assert "运行 huiying init 可生成" in page
    assert "policy.toml" in town.signed_in("leader").read("/admin/policy")
    town.signed_in("handler").read("/admin/policy", status=403)


def test_a_file_that_is_not_what_is_in_force_says_so(town: Town) -> None:
    boss, path = town.boss(), town.site.settings.home / "policy.toml"
    with packaged("policy.toml").open("rb") as shipped, path.open("wb") as file:
        shutil.copyfileobj(shipped, file)
    assert 'role="alert"' not in boss.read("/admin/policy")
    path.write_text(path.read_text("utf-8").replace("horizon_days = 30", "horizon_days = 31"), "utf-8")
    assert "重新启动后才生效" in boss.read("/admin/policy")
    path.write_text("坏了", "utf-8")
    assert "文件现在有误" in boss.read("/admin/policy")
