"""单位与联系人: who is reached where, what is lacking, and that units.toml undoes nothing of it."""

from sqlalchemy import select

from huiying.core.models import Contact, Unit
from responder.outbox.people import recipients
from responder.units import default_units, sync
from tests.dashboard.conftest import Town
from tests.support.cast import at

HERE = "/admin/units"
UNIT = {"kind": "department", "phone": "0714-1", "near_livelihood": "yes"}
PERSON = {"duty-1": "head", "name-1": "", "phone-1": "", "email-1": "head@b.example", "account-1": ""}


def contacts(town: Town, unit: int) -> list[tuple[str, str, str | None, str | None]]:
    with town.database.read() as session:
        here = (Contact.unit_id == unit) & Contact.disabled_at.is_(None)
        rows = session.scalars(select(Contact).where(here).order_by(Contact.id))
        return [(row.duty, row.name, row.phone, row.email) for row in rows]


def test_what_nobody_hears_is_flagged_until_somebody_is_there(town: Town) -> None:
    boss, unit = town.boss(), town.cast.enforcement.id
    assert "3 个联系人不全" in boss.read(HERE)
    here = f"{HERE}/{unit}"
    assert "发给他们的催办、督办送不出去" in boss.read(here)
    people = {**PERSON, "duty-2": "handler", "name-2": "经办甲", "phone-2": "13800000000"}
    people |= {"duty-3": "leader", "email-3": "leader@b.example", "duty-4": "handler"}
    done = boss.send(f"{here}/change", **UNIT, **people)
    page = boss.read(done.headers["location"])
    assert "联系不上" not in page and 'value="head@b.example"' in page
    assert contacts(town, unit) == [
        ("head", "主要负责人", None, "head@b.example"),
        ("handler", "经办甲", "13800000000", None),
        ("leader", "分管领导", None, "leader@b.example"),
    ]
    with town.database.read() as session:
        assert [one.channel for one in recipients(session, "handler", unit, town.clock())] == ["sms"]
    assert "2 个联系人不全" in boss.read(HERE)


def test_what_will_not_do_is_said_and_what_was_entered_stays(town: Town) -> None:
    boss, unit = town.boss(), town.cast.enforcement.id
    refused = boss.send(f"{HERE}/{unit}/change", **UNIT, **{**PERSON, "email-1": "nobody"})
    assert (refused.status_code, "不是有效的邮箱" in refused.text) == (422, True)
    assert 'value="nobody"' in refused.text and contacts(town, unit) == []
    own = boss.send(f"{HERE}/{unit}/change", **UNIT, parent=unit)
    assert "上级单位不能是它自己" in own.text
    assert boss.send(f"{HERE}/{unit}/change", **{**UNIT, "kind": "x"}, **PERSON).status_code == 422
    assert boss.send(f"{HERE}/{unit}/change", **UNIT, **{**PERSON, "duty-1": "x"}).status_code == 422
    assert boss.send(f"{HERE}/{unit}/change", **UNIT, **{**PERSON, "account-1": 999}).status_code == 422
    assert "已有名为" in boss.send(HERE, name="执法局", **UNIT).text


def test_the_accounts_by_which_a_robot_calls_somebody_are_kept_and_checked(town: Town) -> None:
    boss, here = town.boss(), f"{HERE}/{town.cast.enforcement.id}"
    person = {"duty-1": "handler", "name-1": "经办甲", "phone-1": "13800000000"}
    wrong = boss.send(f"{here}/change", **UNIT, **person, **{"wecom-1": "张 三"})
    assert (wrong.status_code, "企业微信：" in wrong.text) == (422, True)
    assert 'value="张 三"' in wrong.text and contacts(town, town.cast.enforcement.id) == []
    assert "按手机号" in wrong.text or "企业微信" in wrong.text
    done = boss.send(f"{here}/change", **UNIT, **person, **{"wecom-1": "zhang.san", "feishu-1": "ou_7dab"})
    page = boss.read(done.headers["location"])
    assert 'value="zhang.san"' in page and 'value="ou_7dab"' in page
    with town.database.read() as session:
        contact = session.scalars(select(Contact).where(Contact.disabled_at.is_(None))).one()
        assert (contact.wecom, contact.dingtalk, contact.feishu) == ("zhang.san", None, "ou_7dab")
    boss.send(f"{here}/change", **UNIT, **person)
    with town.database.read() as session:
        assert session.scalars(select(Contact.wecom).where(Contact.disabled_at.is_(None))).one() is None


def test_the_file_does_not_undo_what_was_changed_here(town: Town) -> None:
    boss = town.boss()
    with town.database.write() as session:
        sync(session, default_units(), at("08:00"))
        unit = session.scalars(select(Unit.id).where(Unit.name == "执法局")).one()
    boss.send(f"{HERE}/{unit}/change", **UNIT, **PERSON)
    boss.send(HERE, name="园区服务中心", kind="department")
    with town.database.write() as session:
        again = sync(session, default_units(), at("10:00"))
        found = session.get_one(Unit, unit)
        assert (found.phone, found.near_livelihood, found.changed_by) == ("0714-1", True, "boss")
        assert session.scalar(select(Unit.id).where(Unit.name == "园区服务中心"))
    assert (again.added, again.changed, again.removed, again.kept) == (0, 0, 0, 1)
    assert contacts(town, unit) == [("head", "主要负责人", None, "head@b.example")]


def test_a_unit_is_closed_only_when_nothing_is_open_there(town: Town) -> None:
    boss, unit = town.boss(), town.cast.enforcement.id
    town.change(lambda cast: cast.assigned())
    refused = boss.send(f"{HERE}/{unit}/switch", to="off")
    assert (refused.status_code, "还有 1 件在办事项" in refused.text) == (409, True)
    assert boss.send(f"{HERE}/{town.cast.office.id}/switch", to="off").status_code == 409
    welfare = f"{HERE}/{town.cast.welfare.id}"
    assert "不再交办给它" in boss.read(boss.send(f"{welfare}/switch", to="off").headers["location"])
    officer = town.signed_in("officer")
    assert "社发局</option>" not in officer.read("/cases/new")
    assert boss.send(f"{welfare}/switch", to="on").status_code == 303
    assert "社发局</option>" in officer.read("/cases/new")
