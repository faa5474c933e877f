"""信息: search, narrowing, pages by key, triage with its undoing, events, exports."""

import csv
import io
import re
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page
from sqlalchemy import select

from analysis.analyst import Analyst
from analysis.texts import Text
from dashboard.queries.posts import lines
from huiying.core.models import AuditEntry, Correction, Event, EventPost, Post, PostAssessment, Source
from responder.intake.assess import assessment_row
from tests.dashboard.conftest import PASSWORD, Town, Visitor

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>路灯\u202e"


def fill(town: Town, *posts: tuple[str, str], channel: str = "forum", judged: bool = True) -> list[int]:
    """Posts with a title and a text, assessed and of no business to the park; their ids."""
    now = town.clock()
    with town.database.write() as session:
        source = Source(name=f"信源{channel}{now}", kind="push", channel=channel, created_at=now)
        session.add(source)
        session.flush()
        facts: dict[str, Any] = {"source_id": source.id, "channel": channel, "detected_at": now}
        made = [
            Post(key=f"{at}", title=title, text=text, content_hash="0", **facts)
            for at, (title, text) in enumerate(posts)
        ]
        session.add_all(made)
        session.flush()
        if judged:
            verdict = Analyst.default().assess([Text(id="1", title="今天天气真好")], now)[0]
            session.add_all(PostAssessment(**assessment_row(post.id, verdict, now)) for post in made)
        return [post.id for post in made]


def event(town: Town, title: str, *posts: int) -> int:
    now = town.clock()
    with town.database.write() as session:
        made = Event(key=title, title=title, first_at=now, last_at=now, detected_at=now, size=len(posts))
        session.add(made)
        session.flush()
        session.add_all(EventPost(post_id=post, event_id=made.id, joined_at=now) for post in posts)
        return made.id


def titles(visitor: Visitor, query: str = "") -> list[str]:
    page = visitor.read(f"/posts?{query}")
    found = re.findall(r'class="title" href="/posts/\d+"><bdi>(.*?)</bdi>', page)
    return [re.sub(r"</?mark>", "", title) for title in found]


def test_words_find_posts_newest_first_and_are_marked(either_town: Town) -> None:
    fill(either_town, ("路灯坏了", "一片漆黑"), ("公交改线", "路灯下等车"), ("公交停运", "等"))
    officer = either_town.signed_in("officer")
    assert titles(officer) == ["公交停运", "公交改线", "路灯坏了"]
    assert titles(officer, "q=路灯") == ["公交改线", "路灯坏了"]
    assert titles(officer, "q=灯 -公交") == ["路灯坏了"]
    assert "<mark>路灯</mark>坏了" in officer.read("/posts?q=路灯")
    assert "没有符合条件的信息" in officer.read("/posts?q=没有")


def test_an_empty_house_says_what_will_stand_here(town: Town) -> None:
    assert "还没有收到信息" in town.signed_in("leader").read("/posts")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("channel=weibo", ["微博一"]),
        ("relevant=waiting", ["热线一"]),
        ("relevant=no", ["微博一", "论坛一"]),
        ("relevant=yes", []),
        ("tier=0", ["微博一", "论坛一"]),
        ("since=2026-11-23&until=2026-11-23", ["热线一", "微博一", "论坛一"]),
        ("since=2026-11-24", []),
        ("until=2026-11-22", []),
        ("source=1", ["论坛一"]),
        ("channel=x&tier=9&since=昨天&topic=x&source=y&before=z", ["热线一", "微博一", "论坛一"]),
        ("q=%00%22&tier=0", ["微博一", "论坛一"]),
    ],
)
def test_the_list_is_narrowed_by_the_address(three: Town, query: str, found: list[str]) -> None:
    assert titles(three.signed_in("officer"), query) == found


@pytest.fixture
def three(town: Town) -> Town:
    fill(town, ("论坛一", ""))
    fill(town, ("微博一", ""), channel="weibo")
    fill(town, ("热线一", ""), channel="hotline", judged=False)
    return town


def test_what_was_found_is_counted_by_its_sides(three: Town) -> None:
    page = three.signed_in("officer").read("/posts")
    assert re.findall(r">(与园区无关|等待研判|微博)</a><span class=\"quiet\">(\d+)", page) == [
        ("与园区无关", "2"), ("等待研判", "1"), ("微博", "1"),
    ]  # fmt: skip
    chosen = three.signed_in("officer").read("/posts?channel=weibo")
    assert '<input type="hidden" form="find" name="channel" value="weibo">' in chosen


def test_pages_go_on_by_key(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(town, *((f"信息{at}", "") for at in range(lines.PAGE_SIZE + 2)))
    officer = town.signed_in("officer")
    later = re.search(r'href="(/posts\?q=[^"]*before=\d+)"', officer.read("/posts?q=信息"))
    assert later is not None
    assert titles(officer, later[1].partition("?")[2].replace("&amp;", "&")) == ["信息1", "信息0"]


def test_hostile_words_are_text_in_list_and_exports(town: Town) -> None:
    fill(town, (HOSTILE, HOSTILE), ("=1+1", "x" * 100_000))
    officer = town.signed_in("officer")
    for query in ("", "?q=路灯", "?q=<script>", '?q="><b>'):
        page = officer.read(f"/posts{query}")
        assert "<script>alert" not in page and "<img src=x" not in page and "<b>" not in page
    rows = list(csv.reader(io.StringIO(officer.read("/posts/export/csv").removeprefix("\ufeff"))))
    assert [row[5] for row in rows[1:]] == ["'=1+1", HOSTILE.removesuffix("\u202e")]
    book = load_workbook(io.BytesIO(officer.http.get("/posts/export/xlsx").content))
    assert book.active["F2"].data_type == "s"


def test_an_export_holds_what_the_list_shows_and_is_audited(three: Town) -> None:
    leader = three.signed_in("leader")
    answer = leader.http.get("/posts/export/csv?channel=weibo")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row[5] for row in rows] == ["标题", "微博一"]
    assert "attachment" in answer.headers["content-disposition"]
    leader.read("/posts/export/pdf", status=404)
    with three.database.read() as session:
        found = session.scalars(select(AuditEntry.actor).where(AuditEntry.action == "export")).all()
    assert found == ["leader"]


def relevant(town: Town, post: int) -> bool:
    with town.database.read() as session:
        return session.get_one(PostAssessment, post).relevant


def undo(visitor: Visitor, page: str) -> str:
    form = re.search(r'<form class="said did" method="post" action="([^"]+)">(.*?)</form>', page, re.S)
    assert form is not None
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form[2]):
        fields.setdefault(name, []).append(value.replace("&amp;", "&"))
    answer = visitor.http.post(form[1], data=fields)
    assert answer.status_code == 303, answer.text
    return visitor.read(answer.headers["location"])


def test_marking_is_learned_from_and_can_be_undone(either_town: Town) -> None:
    town = either_town
    first, second = fill(town, ("路灯一", ""), ("路灯二", ""))
    (waiting,) = fill(town, ("路灯三", ""), channel="weibo", judged=False)
    officer = town.signed_in("officer")
    given = {"post": [str(first), str(second), str(waiting)], "right": "yes", "back": "q=路灯"}
    answer = officer.send("/posts/mark", **given)
    page = officer.read(answer.headers["location"])
    assert "已将 2 条标为与园区有关" in page and "另有 1 条尚未研判" in page
    assert (relevant(town, first), relevant(town, second)) == (True, True)
    with town.database.read() as session:
        kept = session.execute(select(Correction.was, Correction.right, Correction.by)).all()
    assert [tuple(row) for row in kept] == [("no", "yes", "officer")] * 2
    assert "已将 2 条标为与园区无关" in undo(officer, page)
    assert not relevant(town, first)


def test_posts_are_put_into_an_event_and_back_where_they_were(either_town: Town) -> None:
    town = either_town
    free, bound, other, own = fill(town, ("甲", ""), ("乙", ""), ("丙", ""), ("丁", ""))
    former, target = event(town, "旧事", bound, other), event(town, "路灯事件", own)
    officer = town.signed_in("officer")
    given = {"post": [str(free), str(bound)], "event": f"{target} 路灯事件", "back": ""}
    page = officer.read(officer.send("/posts/place", **given).headers["location"])
    assert "已将 2 条归入事件" in page

    def members() -> dict[int, int]:
        with town.database.read() as session:
            return {one.post_id: one.event_id for one in session.scalars(select(EventPost))}

    assert members() == {free: target, bound: target, other: former, own: target}
    assert relevant(town, free)
    undo(officer, page)
    assert members() == {bound: former, other: former, own: target}


@pytest.mark.parametrize(
    ("address", "fields", "said"),
    [
        ("mark", {"right": "no"}, "还没有选中信息"),
        ("mark", {"post": "1", "right": "maybe"}, "请选择"),
        ("place", {"post": "1"}, "请填写要归入的事件编号"),
        ("place", {"post": "1", "event": "999"}, "没有编号为 999 的事件"),
        ("place", {"put_back": "1:"}, "这是该事件唯一的一条信息"),
    ],
)
def test_what_cannot_be_done_is_said_above_the_list(
    town: Town, address: str, fields: dict[str, str], said: str
) -> None:
    event(town, "路灯事件", *fill(town, ("路灯", "")))
    answer = town.signed_in("officer").send(f"/posts/{address}", back="q=路灯", **fields)
    assert answer.status_code in (409, 422)
    assert said in answer.text and 'class="title"' in answer.text


def test_who_may_not_sort_out_is_not_offered_it_and_units_read_nothing(town: Town) -> None:
    (post,) = fill(town, ("路灯", ""))
    leader = town.signed_in("leader")
    assert "标为无关" not in leader.read("/posts")
    assert leader.send("/posts/mark", post=str(post), right="no").status_code == 403
    assert leader.send("/posts/place", post=str(post), event="1").status_code == 403
    handler = town.signed_in("handler")
    for address in ("/posts", "/posts?q=路灯", "/posts/export/csv"):
        assert handler.http.get(address).status_code == 403
    assert '/posts"' not in handler.read("/cases")


def test_an_open_page_gets_the_list_alone_and_history_the_whole_page(town: Town) -> None:
    fill(town, ("路灯", ""))
    officer = town.signed_in("officer")
    asked = {"HX-Request": "true", "HX-Target": "posts"}
    assert "<html" not in officer.http.get("/posts", headers=asked).text
    again = {**asked, "HX-History-Restore-Request": "true"}
    assert "<html" in officer.http.get("/posts", headers=again).text


def sign_in(page: Page, town: Town) -> None:
    page.goto(f"{town.url}/login")
    page.fill("input[name=name]", "officer")
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")


@pytest.mark.browser
def test_a_stack_of_posts_is_sorted_out_by_keyboard(town: Town, page: Page) -> None:
    ids = fill(town, *((f"路灯{at}", "") for at in range(5)))
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    sign_in(page, town)
    page.goto(f"{town.url}/posts?q=路灯")
    for key in ("j", "j", "x", "j", "x", "r"):
        page.keyboard.press(key)
    page.wait_for_selector("text=已将 2 条标为与园区有关")
    assert [relevant(town, post) for post in ids] == [False, False, True, True, False]
    assert page.get_attribute(f"#post-{ids[2]}", "aria-current") == "true"
    page.keyboard.press("u")
    page.wait_for_selector("text=已将 2 条标为与园区无关")
    page.keyboard.press("?")
    assert page.is_visible("details.keys dl")
    page.keyboard.press("/")
    page.keyboard.type("灯4")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=1 条")
    assert "q=" in page.url and page.locator(".found-row").count() == 1
    page.keyboard.press("Escape")
    page.locator(".facets a", has_text="论坛").click()
    page.wait_for_url("**channel=forum**")
    page.go_back()
    page.wait_for_url(lambda url: "channel" not in url)
    assert not said
