"""The list of units, kept in step with its file."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from analysis.profile import default_routing
from huiying.core.config import load_toml
from huiying.core.database import Database
from huiying.core.errors import BadInput
from huiying.core.models import Absence, AuditEntry, Contact, Robot, Unit, User
from responder.clocks.policy import default_policy
from responder.units import UnitsFile, default_units, sync

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)

SMALL = """
[[units]]
name = "办公室"
is_office = true
phone = "0714-1234567"
handlers = [{ email = "office@park.example" }]

[[units]]
name = "执法局"
parent = "办公室"
handlers = [{ name = "一组", email = "one@park.example" }, { name = "二组" }]
head = { phone = "0714-7654321" }

[[robots]]
name = "执法局群"
kind = "webhook"
address = "https://notice.park.example/in"
secret = "一个足够长的、双方约定的签名密钥"
unit = "执法局"
"""


def read(tmp_path: Path, text: str) -> UnitsFile:
    path = tmp_path / "units.toml"
    path.write_text(text, encoding="utf-8")
    return load_toml(path, UnitsFile)


def fault(tmp_path: Path, text: str) -> str:
    with pytest.raises(BadInput) as refused:
        read(tmp_path, text)
    return str(refused.value)


def test_the_shipped_list_has_every_unit_that_the_routing_and_the_policy_name() -> None:
    names = {unit.name for unit in default_units().units}
    routing = default_routing()
    routed = {route.lead for route in routing.routes} | {routing.fallback}
    routed |= {name for route in routing.routes for name in route.supporting}
    assert routed <= names
    assert default_policy().office.unit in names
    assert len(names) == 13


def test_the_shipped_list_names_no_person() -> None:
    people = [person for unit in default_units().units for _, person in unit.people()]
    assert {person.name for person in people} == {""}


def test_units_contacts_and_robots_are_stored(database: Database, tmp_path: Path) -> None:
    with database.write() as session:
        summary = sync(session, read(tmp_path, SMALL), NOW)
    assert summary.added == 2 + 4 + 5 + 1
    with database.read() as session:
        office, squad = session.scalars(select(Unit).order_by(Unit.id)).all()
        assert office.is_office
        assert not squad.is_office
        assert squad.parent_id == office.id
        people = session.scalars(select(Contact).where(Contact.unit_id == squad.id).order_by(Contact.id))
        assert [(one.duty, one.name) for one in people] == [
            ("handler", "一组"),
            ("handler", "二组"),
            ("head", "主要负责人"),
            ("leader", "分管领导"),
            ("deputy", "代理人"),
        ]
        (robot,) = session.scalars(select(Robot))
        assert (robot.kind, robot.unit_id) == ("webhook", squad.id)


def test_a_second_sync_of_the_same_file_changes_nothing(database: Database, tmp_path: Path) -> None:
    file = read(tmp_path, SMALL)
    with database.write() as session:
        sync(session, file, NOW)
    with database.write() as session:
        again = sync(session, file, NOW)
    assert (again.added, again.changed, again.removed) == (0, 0, 0)
    with database.read() as session:
        assert len(session.scalars(select(AuditEntry).where(AuditEntry.action == "sync")).all()) == 1


def test_a_contact_that_the_file_no_longer_names_goes_unless_it_has_an_account(
    database: Database, tmp_path: Path
) -> None:
    with database.write() as session:
        sync(session, read(tmp_path, SMALL), NOW)
        user = User(name="zhao", display_name="赵某", password_hash="x", role="unit", created_at=NOW)
        session.add(user)
        session.flush()
        session.scalars(select(Contact).where(Contact.name == "二组")).one().user_id = user.id
    changed = SMALL.replace(
        '{ name = "一组", email = "one@park.example" }, { name = "二组" }', '{ name = "三组" }'
    )
    with database.write() as session:
        summary = sync(session, read(tmp_path, changed), NOW)
    assert (summary.added, summary.removed) == (1, 1)
    with database.read() as session:
        there = Contact.disabled_at.is_(None)
        names = set(session.scalars(select(Contact.name).where(Contact.duty == "handler", there)))
    assert names == {"经办人", "二组", "三组"}


def test_a_changed_address_is_brought_over_and_a_unit_outside_the_file_stays(
    database: Database, tmp_path: Path
) -> None:
    with database.write() as session:
        session.add(Unit(name="临时指挥部"))
        sync(session, read(tmp_path, SMALL), NOW)
    with database.write() as session:
        moved = SMALL.replace("notice.park.example/in", "notice.park.example/moved")
        assert sync(session, read(tmp_path, moved), NOW).changed == 1
    with database.read() as session:
        assert session.scalars(select(Robot.address)).one().endswith("/moved")
        assert "临时指挥部" in set(session.scalars(select(Unit.name)))


def test_a_second_office_is_refused(database: Database, tmp_path: Path) -> None:
    with database.write() as session:
        session.add(Unit(name="宣传科", is_office=True))
    with pytest.raises(BadInput, match="宣传科"), database.write() as session:
        sync(session, read(tmp_path, SMALL), NOW)


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ('unit = "执法局"', 'unit = "执法大队"', "“执法大队”不在名单中"),
        ('parent = "办公室"', 'parent = "办公厅"', "“办公厅”不在名单中"),
        ("is_office = true", "is_office = false", "有且只有一个"),
        ('name = "执法局"\nparent', 'name = "办公室"\nparent', "单位名称重复：办公室"),
        ('kind = "webhook"', 'kind = "pigeon"', "没有“pigeon”这种机器人"),
        ("https://notice", "http://notice", "公网地址须用 https://"),
        ("one@park.example", "one at park", "不是有效的邮箱地址"),
        ('name = "一组"', 'name = "一组", wecom = "张三>"', "“张三>”不是成员账号：企业微信、钉钉填 userid"),
        ("is_office = true", 'is_office = true\nparent = "执法局"', "绕成了一圈：办公室 → 执法局 → 办公室"),
        ('parent = "办公室"', 'parent = "执法局"', "绕成了一圈：执法局 → 执法局"),
        ('handlers = [{ email = "office@park.example" }]', "", "“办公室”没有通知得到的人：请为 handlers"),
    ],
)
def test_a_fault_says_what_is_wrong(tmp_path: Path, wrong: str, right: str, said: str) -> None:
    assert wrong in SMALL
    assert said in fault(tmp_path, SMALL.replace(wrong, right, 1))


def test_a_circle_of_units_is_refused_with_its_line_and_the_way_round(tmp_path: Path) -> None:
    said = fault(tmp_path, SMALL.replace("is_office = true", 'is_office = true\nparent = "执法局"'))
    assert "第 5 行，units.0.parent：上级单位绕成了一圈：办公室 → 执法局 → 办公室，请改正" in said


def test_a_unit_that_no_notice_gets_to_is_refused_with_its_line_and_the_remedy(tmp_path: Path) -> None:
    silent = SMALL + '\n[[units]]\nname = "社发局"\nphone = "0714-1"\nhead = { phone = "0714-2" }\n'
    said = fault(tmp_path, silent)
    assert "units.2：“社发局”没有通知得到的人：请为 handlers" in said
    assert "contacts_pending = true" in said
    line = silent.splitlines().index('name = "社发局"')  # the table's header stands on it, counted from 1
    assert f"第 {line} 行" in said
    for way in ('phone = "13800000000"', 'email = "she@park.example"'):
        assert len(read(tmp_path, silent + f"deputy = {{ {way} }}\n").units) == 3
    grouped = silent + '\n[[robots]]\nname = "社发群"\nkind = "webhook"\nunit = "社发局"\n'
    grouped += 'address = "https://notice.park.example/she"\nsecret = "一个足够长的、双方约定的签名密钥"\n'
    assert len(read(tmp_path, grouped).units) == 3


def test_while_numbers_are_still_collected_a_silent_unit_is_let_in(tmp_path: Path) -> None:
    silent = SMALL + '\n[[units]]\nname = "社发局"\n'
    assert len(read(tmp_path, "contacts_pending = true\n" + silent).units) == 3
    assert default_units().contacts_pending


def test_a_contact_is_disabled_when_no_absence_names_it_any_more(database: Database, tmp_path: Path) -> None:
    with database.write() as session:
        sync(session, read(tmp_path, SMALL), NOW)
        away = session.scalars(select(Contact).where(Contact.name == "二组")).one()
        record = Absence(kind="leave", contact_id=away.id, person="二组", powers=[], reason="休假")
        record.by, record.at, record.starts_at, record.ends_at = "officer", NOW, NOW, NOW + timedelta(days=1)
        session.add(record)
    without = read(tmp_path, SMALL.replace(', { name = "二组" }', ""))
    for day, disabled_at in ((NOW, None), (NOW + timedelta(days=2), NOW + timedelta(days=2))):
        with database.write() as session:
            sync(session, without, day)
        with database.read() as session:
            contact = session.scalars(select(Contact).where(Contact.name == "二组")).one()
            assert contact.disabled_at == disabled_at


def test_an_unknown_key_is_named_with_its_line_and_the_nearest_right_one(tmp_path: Path) -> None:
    said = fault(tmp_path, SMALL.replace("handlers =", "handler ="))
    assert "第 11 行" in said
    assert "handlers" in said


def test_a_circle_is_blamed_on_the_line_of_a_unit_in_it(tmp_path: Path) -> None:
    below = '[[units]]\nname = "市场所"\nparent = "执法局"\n'
    said = fault(
        tmp_path,
        SMALL.replace('parent = "办公室"', 'parent = "市场所"').replace("[[robots]]", below + "\n[[robots]]"),
    )
    assert "第 10 行" in said
    assert "执法局 → 市场所 → 执法局" in said
