"""信源: who sees them, what stands there, and what an administrator may do."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from crawlers import registry
from crawlers.config import SourceConfig
from huiying.core.models import AuditEntry, HealthChange, Source, User, Visit, VisitHour
from tests.dashboard.conftest import HASHED, Town
from tests.support.cast import Cast, at

OPTIONS = 'links = "ul.news a"'
REASON = "列表页有 30 条链接，正文为空 28 条（平时 98% 有正文）：页面模板可能已改"


def sources(cast: Cast) -> None:
    """One that is degraded, with its visits; one that is off; one that others fill; an administrator."""
    named = {"channel": "news", "created_at": at("00:00")}
    degraded = Source(name="江畔新闻网", kind="site", address="http://news.example/", **named)
    degraded.state, degraded.state_since, degraded.state_reason = "degraded", at("08:00"), REASON
    degraded.last_success_at, degraded.last_new_at = at("09:00"), at("08:00")
    degraded.next_due_at = at("09:40")
    degraded.health = {
        "lag_seconds": 480,
        "error_rate": 0.031,
        "visits_day": 20,
        "new_day": 30,
        "usual_day": 41.0,
        "shares": {"with_title": [1.0, 1.0], "with_date": [0.9, 1.0], "with_text": [0.07, 0.98]},
    }
    off = Source(name="旧论坛", kind="site", address="http://b.example/", enabled=False, **named)
    given = Source(name="12345热线", kind="import", **named)
    boss = User(name="boss", display_name="管理员", role="administrator", created_at=at("00:00"))
    boss.password_hash = HASHED
    cast.session.add_all([degraded, off, given, boss])
    cast.session.flush()
    cast.session.add_all(
        VisitHour(source_id=degraded.id, hour=at("00:00") - timedelta(hours=5 * n), new_items=n % 4)
        for n in range(30)
    )
    counts = {"items": 30, "with_title": 30, "with_date": 27, "with_text": 2, "lists": 1, "links": 30}
    for clock, failure in (("08:00", None), ("09:00", "连接超时")):
        visit = Visit(source_id=degraded.id, started_at=at(clock), heartbeat_at=at(clock), **counts)
        visit.ended_at, visit.failure = at(clock) + timedelta(seconds=12), failure
        cast.session.add(visit)
    change = HealthChange(source_id=degraded.id, before="healthy", after="degraded", at=at("08:00"))
    change.reason, change.settled_at, change.settled_as = REASON, at("08:10"), "told"
    cast.session.add(change)


@pytest.fixture
def watching(town: Town) -> Town:
    town.change(sources)
    return town


def id_of(town: Town, name: str) -> int:
    with town.database.read() as session:
        return session.scalars(select(Source.id).where(Source.name == name)).one()


def test_one_row_a_source_the_unwell_first(watching: Town) -> None:
    page = watching.signed_in("officer").read("/admin/sources")
    names = re.findall(r'<a class="plain" href="/admin/sources/\d+">(.*?)</a>', page)
    assert names == ["江畔新闻网", "12345热线", "旧论坛"]
    assert REASON in page and "<polyline points=" in page
    assert "8 分" in page and "3.1%" in page and "30 分前" in page
    assert '1.5 <span class="quiet">平时 2.0</span>'.replace("2.0", "2") in re.sub(r"2\.\d", "2", page)
    assert "100% / 90% / <strong>7%</strong>" in page
    assert 'aria-current="page"' in page and "style=" not in page


def test_a_source_with_its_visits_and_changes(watching: Town) -> None:
    page = watching.signed_in("officer").read(f"/admin/sources/{id_of(watching, '江畔新闻网')}")
    assert f"<p>{REASON}。</p>" in page
    assert "30 / 27 / 2" in page and "<strong>连接超时</strong>" in page and "12 秒" in page
    assert "正常 → 质量下降" in page and "已通知管理员" in page
    assert "立即采集</button>" not in page


def test_an_administrator_has_a_source_visited_and_switches_it(watching: Town) -> None:
    source, boss = id_of(watching, "江畔新闻网"), watching.signed_in("boss")
    here = f"/admin/sources/{source}"
    assert "立即采集</button>" in boss.read(here)
    done = boss.send(f"{here}/visit")
    assert done.headers["location"] == f"{here}?did=visit"
    assert "已排在下一轮采集" in boss.read(done.headers["location"])
    boss.send(f"{here}/switch", to="off")
    assert "已停用" in boss.read(here)
    refused = boss.send(f"{here}/visit")
    assert (refused.status_code, "已停用，请先启用" in refused.text) == (409, True)
    boss.send(f"{here}/switch", to="on")
    with watching.database.read() as session:
        assert session.get_one(Source, source).next_due_at == watching.clock.now
        query = select(AuditEntry.action).where(AuditEntry.object == "source").order_by(AuditEntry.id)
        assert session.scalars(query).all() == ["visit_source", "disable_source", "enable_source"]


@pytest.mark.parametrize("name", ["leader", "handler"])
def test_others_do_not_see_the_sources(watching: Town, name: str) -> None:
    visitor, source = watching.signed_in(name), id_of(watching, "江畔新闻网")
    visitor.read("/admin/sources", status=403)
    visitor.read(f"/admin/sources/{source}", status=403)
    answer = visitor.send(f"/admin/sources/{source}/visit")
    assert (answer.status_code, REASON in answer.text) == (403, False)


def test_the_press_office_reads_and_changes_nothing(watching: Town) -> None:
    officer, source = watching.signed_in("officer"), id_of(watching, "江畔新闻网")
    assert officer.send(f"/admin/sources/{source}/switch", to="off").status_code == 403
    officer.read("/admin/sources/99999", status=404)


def test_what_is_wrong_with_a_new_source_is_said_beside_what_was_entered(watching: Town) -> None:
    boss, here = watching.signed_in("boss"), "/admin/sources/new"
    good = {"name": "黄石新闻", "kind": "site", "channel": "news", "address": "https://a.example/list"}
    wrong = (
        ({"name": "江畔新闻网"}, "已有名为"),
        ({"address": "javascript:alert(1)"}, "address："),
        ({"kind": "file", "address": "/etc"}, "请选择信源的类型"),
        ({"channel": "tv"}, "channel："),
        ({"minutes": "0"}, "采集间隔"),
        ({"options": "lst = 'ul a'"}, "lst"),
        ({"options": "[[source]]\nname = 'x'"}, "source"),
        ({"options": "= ="}, "选项：请一行写一个"),
    )
    for change, said in wrong:
        answer = boss.send(here, **{**good, **change})
        assert (answer.status_code, said in answer.text) == (422, True), (change, answer.text[-1500:])
    assert boss.send(here, **good, minutes="30", local="yes").status_code == 303
    with watching.database.read() as session:
        source = session.scalars(select(Source).where(Source.name == "黄石新闻")).one()
        found = (source.interval_seconds, source.local, source.next_due_at, source.enabled)
    assert found == (1800, True, watching.clock(), True)


def kept(town: Town, name: str) -> Source:
    with town.database.read() as session:
        return session.scalars(select(Source).where(Source.name == name)).one()


def test_an_administrator_changes_a_source_and_its_file_does_not_undo_it(watching: Town) -> None:
    boss, source = watching.signed_in("boss"), id_of(watching, "江畔新闻网")
    here = f"/admin/sources/{source}/change"
    page = boss.read(here)
    assert 'value="江畔新闻网"' in page and 'value="http://news.example/"' in page and 'value="10"' in page
    form = {"name": "江畔网", "kind": "site", "channel": "forum", "address": "https://news.example/list"}
    done = boss.send(here, **form, minutes="30", local="yes", options=OPTIONS)
    assert "下一轮即按新设置采集" in boss.read(done.headers["location"])
    changed = kept(watching, "江畔网")
    assert (changed.interval_seconds, changed.local, changed.channel) == (1800, True, "forum")
    assert (changed.address, changed.options) == ("https://news.example/list", {"links": "ul.news a"})
    assert changed.next_due_at == changed.history_from == changed.changed_at == watching.clock.now
    with watching.database.write() as session:
        registry.sync(session, [SourceConfig(name="江畔新闻网", address="http://old.example/")], at("11:00"))
        assert registry.source_for(session, "江畔新闻网", "news", at("11:00"), "push").id == source
    assert kept(watching, "江畔网").address == "https://news.example/list"
    with watching.database.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "change_source")).one()
    assert entry.actor == "boss"
    assert set(entry.detail["changed"]) >= {"name", "address", "options", "interval_seconds"}
    again = boss.send(here, **form, minutes="30", local="yes", options=OPTIONS)
    assert "没有改动" in boss.read(again.headers["location"])


def test_a_change_that_will_not_do_is_said_and_changes_nothing(watching: Town) -> None:
    boss, here = watching.signed_in("boss"), f"/admin/sources/{id_of(watching, '江畔新闻网')}/change"
    good = {"name": "江畔新闻网", "kind": "site", "channel": "news", "address": "http://news.example/"}
    wrong = (
        ({"name": "旧论坛"}, "已有名为"),
        ({"name": ""}, "请填写名称"),
        ({"address": ""}, "请填写网址"),
        ({"address": "ftp://x"}, "address："),
        ({"minutes": "-1"}, "采集间隔"),
        ({"options": "lst = 'x'"}, "lst"),
        ({"kind": "mailbox"}, "请选择信源的类型"),
    )
    for change, said in wrong:
        answer = boss.send(here, **{**good, **change})
        assert (answer.status_code, said in answer.text) == (422, True), change
    assert kept(watching, "江畔新闻网").changed_at is None
    assert watching.signed_in("officer").send(here, **good).status_code == 403


def test_of_a_source_that_others_fill_the_name_and_channel_may_be_changed_alone(watching: Town) -> None:
    boss, source = watching.signed_in("boss"), id_of(watching, "12345热线")
    page = boss.read(f"/admin/sources/{source}/change")
    assert 'name="address"' not in page and "由别处送入" in page
    boss.send(f"/admin/sources/{source}/change", name="市长热线", channel="hotline", address="/etc/passwd")
    changed = kept(watching, "市长热线")
    assert (changed.address, changed.channel, changed.kind) == (None, "hotline", "import")


def test_a_dashboard_without_crawlers_says_which_command_adds_sources(watching: Town) -> None:
    object.__setattr__(watching.site, "sourcing", None)
    boss = watching.signed_in("boss")
    assert "添加信源" not in boss.read("/admin/sources")
    answer = boss.send("/admin/sources/new", name="x", address="https://a.example/")
    assert (answer.status_code, "huiying sources add" in answer.text) == (409, True)
