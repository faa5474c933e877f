"""The wall: opened by a screen's token alone, and telling a passer-by nothing of any person."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from dashboard import views
from dashboard.queries.wall import without_numbers
from huiying.core.errors import BadInput
from huiying.core.models import AuditEntry, Event, EventPost, Post, Source, WallView
from tests.dashboard.conftest import Town, Visitor
from tests.dashboard.pages.test_desk import with_event
from tests.dashboard.pages.test_roster import shift_form
from tests.dashboard.test_access import assigned
from tests.support.cast import Cast, at


def issued(town: Town, name: str = "值班室") -> str:
    """The secret of a new screen."""
    with town.database.write() as session:
        return views.issue(session, name, by="admin", now=town.clock())[1]


def screen(town: Town) -> Visitor:
    """A browser that was opened once by a screen's address."""
    visitor = town.visitor()
    assert visitor.http.get(f"/wall/{issued(town)}").headers["location"] == "/wall"
    return visitor


def test_a_screen_is_opened_once_and_its_secret_leaves_the_address(town: Town) -> None:
    secret, visitor = issued(town), town.visitor()
    door = visitor.http.get(f"/wall/{secret}")
    assert door.status_code == 303 and door.headers["referrer-policy"] == "no-referrer"
    cookie = door.headers["set-cookie"]
    assert all(part in cookie for part in ("Path=/wall", "HttpOnly", "SameSite=lax"))
    town.case()
    page = visitor.http.get("/wall")
    assert "棋盘洲一化工厂爆炸" in page.text and secret not in page.text
    assert "棋盘洲一化工厂爆炸" in visitor.read("/wall/part")


def test_a_screen_opens_nothing_but_the_wall(town: Town) -> None:
    visitor = screen(town)
    for path in ("/", "/cases", "/case/1", "/unit", "/posts"):
        assert visitor.http.get(path).headers["location"].startswith("/login"), path
    assert visitor.http.get("/api/v1/cases").status_code == 401
    assert visitor.http.get("/events/stream").status_code == 401
    assert "<a " not in visitor.read("/wall") and "<form" not in visitor.read("/wall")


@pytest.mark.parametrize("path", ["/wall", "/wall/part"])
def test_without_a_token_the_wall_is_shut(town: Town, path: str) -> None:
    town.case()
    for visitor in (town.visitor(), town.signed_in("handler")):
        assert "棋盘洲" not in visitor.read(path, status=403)
    assert town.visitor().http.get("/wall/stream").status_code == 401
    assert "huiying wall add" in town.visitor().read(f"/wall/{'x' * 43}", status=404)
    assert "棋盘洲" in town.signed_in("leader").read(path)


def test_a_revoked_screen_shows_nothing_any_more(town: Town) -> None:
    visitor = screen(town)
    with town.database.write() as session:
        views.revoke(session, "值班室", by="admin", now=town.clock())
    part = visitor.http.get("/wall/part")
    assert (part.status_code, part.headers["hx-refresh"], part.text) == (403, "true", "")
    assert "大屏没有打开" in visitor.read("/wall", status=403)
    assert visitor.http.get("/wall/stream").status_code == 401


def test_only_the_hash_is_kept_and_both_deeds_are_audited(town: Town) -> None:
    secret = issued(town)
    with town.database.write() as session:
        views.revoke(session, "值班室", by="admin", now=at("10:00"))
    with town.database.read() as session:
        view = session.scalars(select(WallView)).one()
        query = select(AuditEntry.action, AuditEntry.actor).where(AuditEntry.object == "wall_view")
        assert [tuple(row) for row in session.execute(query)] == [("create", "admin"), ("revoke", "admin")]
    assert secret not in repr(vars(view)) and (view.revoked_by, view.revoked_at) == ("admin", at("10:00"))


def test_a_name_is_given_once(town: Town) -> None:
    issued(town)
    with pytest.raises(BadInput, match="已有"):
        issued(town)


def test_it_is_noted_when_a_screen_looked(town: Town) -> None:
    visitor = screen(town)
    visitor.read("/wall")
    with town.database.read() as session:
        assert session.scalars(select(WallView.seen_at)).one() == town.clock()


def test_what_citizens_wrote_gives_no_title(town: Town) -> None:
    town.change(lambda cast: cast.letter(1, at("09:10"), title="王某某家门口路灯不亮"))
    page = screen(town).read("/wall")
    assert "王某某" not in page and "群众来信" in page


def test_an_event_is_named_where_everybody_could_read_it(town: Town) -> None:
    town.change(lambda cast: told_of(cast, "message"))
    visitor = screen(town)
    page = visitor.read("/wall")
    assert "化工厂爆炸" not in page and "群众来信" in page
    town.change(lambda cast: told_of(cast, "forum"))
    assert "化工厂爆炸" in visitor.read("/wall")


def told_of(cast: Cast, channel: str) -> None:
    """A post of that channel which bears the event's title."""
    event = cast.session.scalars(select(Event)).first() or with_event(cast, [])
    source = Source(name=channel, kind="manual", channel=channel, created_at=at("08:00"))
    cast.session.add(source)
    cast.session.flush()
    fields = {"channel": channel, "title": event.title, "detected_at": at("09:10"), "content_hash": "0" * 64}
    post = Post(source_id=source.id, key="1", **fields)
    cast.session.add(post)
    cast.session.flush()
    cast.session.add(EventPost(event_id=event.id, post_id=post.id, joined_at=at("09:10")))


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("失主请致电 139 0723 4567", "失主请致电 （号码略）"),
        ("鄂B12345 占用消防通道", "（车牌略） 占用消防通道"),
        ("2026年11月23日 3 人死亡", "2026年11月23日 3 人死亡"),
    ],
)
def test_numbers_of_one_person_are_left_out(title: str, shown: str) -> None:
    assert without_numbers(title) == shown


def test_it_says_who_owes_what_and_what_is_late(town: Town) -> None:
    case, visitor = town.case(), screen(town)
    assert "新闻办 · 研判" in visitor.read("/wall/part")
    town.change(lambda cast: assigned(cast, case, town.clock()))
    town.clock.now = at("09:30") + timedelta(days=2)
    page = visitor.read("/wall")
    assert "执法局 · " in page and "countdown late" in page and "超时未办" in page


def test_it_reads_and_refreshes_without_javascript(town: Town) -> None:
    page = screen(town).read("/wall")
    assert '<noscript><meta http-equiv="refresh" content="60"></noscript>' in page
    assert "现在没有待办的事项" in page and "没有热点事件" in page


def test_it_says_who_is_on_duty_without_a_number(town: Town) -> None:
    officer, visitor = town.signed_in("officer"), screen(town)
    assert "无人" in visitor.read("/wall/part")
    officer.send("/roster/shift", **shift_form(town))
    town.clock.now = at("10:00")
    page = visitor.read("/wall/part")
    assert "<dt>值班员</dt><dd>officer</dd>" in page and "0714-6350000" not in page
