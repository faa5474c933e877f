"""Entering by hand: what becomes of a link, of words, of a picture; and who may see it."""

import re
from datetime import datetime, timedelta

import httpx
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from dashboard import screenshots
from dashboard.entering import HOLD
from huiying.core.clock import SHANGHAI
from huiying.core.models import AuditEntry, Entry, FetchedPage, Post, Screenshot, Source
from responder.intake.leases import any_free
from tests.dashboard.api.test_posts import machine
from tests.dashboard.conftest import Town, Visitor
from tests.dashboard.test_browser import Watched, sign_in
from tests.support.pictures import png

LINK = "https://news.example/a/1.html"


def enter(
    visitor: Visitor, picture: bytes | None = None, name: str = "a.png", **fields: str
) -> httpx.Response:
    """Send the form as a browser does: with an empty file where none was chosen."""
    sent = (name, picture, "image/png") if picture is not None else ("", b"", "application/octet-stream")
    data = {"csrf": visitor.token(), "channel": "manual", **fields}
    return visitor.http.post("/posts/new", data=data, files={"screenshot": sent})


def entries(town: Town) -> list[Entry]:
    with town.database.read() as session:
        return list(session.scalars(select(Entry).order_by(Entry.id)))


def posts(town: Town) -> list[Post]:
    with town.database.read() as session:
        return list(session.scalars(select(Post).order_by(Post.id)))


def test_words_with_a_picture_are_a_post_at_once(either_town: Town) -> None:
    officer = either_town.signed_in("officer")
    said = {"title": "业主群里说停水", "text": "三栋停水两天。", "channel": "wechat"}
    done = enter(officer, png(), **said, published_at="2026-11-23T08:00")
    assert done.status_code == 303
    (entry,), (post,) = entries(either_town), posts(either_town)
    assert (entry.state, entry.post_id, entry.by) == ("stored", post.id, "officer")
    assert (post.title, post.text, post.channel, post.url) == (
        "业主群里说停水",
        "三栋停水两天。",
        "wechat",
        None,
    )
    assert post.published_at == datetime(2026, 11, 23, 8, 0, tzinfo=SHANGHAI)
    assert post.lease_until is None
    page = officer.read(done.headers["location"])
    assert "已入库" in page and f"/posts/screenshot/{entry.screenshot_id}" in page
    with either_town.database.read() as session:
        source = session.scalars(select(Source)).one()
        assert (source.name, source.kind, source.next_due_at) == ("人工录入", "manual", None)
        assert session.scalars(select(AuditEntry.action)).all()[-1] == "enter"


def test_a_link_waits_for_the_crawler_and_nothing_is_a_post_before(town: Town) -> None:
    officer = town.signed_in("officer")
    page = officer.read(enter(officer, url=f" {LINK}?utm_source=x ").headers["location"])
    assert "正在等待读取网页" in page
    (entry,) = entries(town)
    assert (entry.url, entry.state, entry.post_id, posts(town)) == (LINK, "queued", None, [])
    with town.database.read() as session:
        assert session.scalars(select(Source)).one().next_due_at == town.clock()


def test_words_beside_a_link_are_held_back_a_little_for_its_page(town: Town) -> None:
    enter(town.signed_in("officer"), url=LINK, title="有人说路灯不亮")
    (post,) = posts(town)
    assert post.url == LINK
    with town.database.read() as session:
        assert not any_free(session, town.clock())
        assert any_free(session, town.clock() + HOLD)


def test_a_link_that_is_known_leads_to_its_post_and_keeps_what_was_typed(town: Town) -> None:
    officer = town.signed_in("officer")
    enter(officer, url=LINK, title="第一次")
    (post,) = posts(town)
    again = enter(officer, png(), url=f"{LINK}#top", title="第二次")
    assert again.status_code == 409
    assert f'href="/posts/{post.id}"' in again.text and "已经收到过" in again.text
    assert 'value="第二次"' in again.text and "截图没有保存" in again.text
    assert "第一次" in officer.read(f"/posts/{post.id}")
    assert len(entries(town)) == 1


def test_a_link_that_somebody_else_just_entered_leads_to_that_entry(town: Town) -> None:
    enter(town.signed_in("officer"), url=LINK)
    again = enter(town.signed_in("clearer"), url=LINK)
    assert (again.status_code, "已经有人录入" in again.text) == (409, True)
    assert f'href="/posts/entry/{entries(town)[0].id}"' in again.text


def test_the_same_words_twice_are_said_so(town: Town) -> None:
    officer = town.signed_in("officer")
    enter(officer, text="三栋停水两天。")
    again = enter(officer, text="三栋停水 两天。").text
    assert "同样内容的信息已经录入过" in again and "截图没有保存" not in again
    assert len(posts(town)) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "请粘贴链接，或填写标题、内容"),
        ({"url": "javascript:alert(1)"}, "链接应以 http:// 或 https:// 开头"),
        ({"url": "https://a.example/" + "x" * 5000}, "链接超过 4000 个字符"),
        ({"title": "x", "published_at": "昨天"}, "发布时间写得不对"),
        ({"title": "x", "published_at": "2026-11-23T23:00"}, "发布时间晚于现在"),
        ({"title": "x", "channel": "tv"}, "请选择渠道"),
        ({"title": "x" * 501}, "标题至多 500 字"),
    ],
)
def test_what_will_not_do_is_told_above_the_form(town: Town, fields: dict[str, str], said: str) -> None:
    answer = enter(town.signed_in("officer"), **fields)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert entries(town) == []


@pytest.mark.parametrize(
    "picture", [b"GIF89a....", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html>\x89PNG", b"%PDF-1.7"]
)
def test_a_picture_is_known_by_its_bytes_and_not_by_its_name(town: Town, picture: bytes) -> None:
    answer = enter(town.signed_in("officer"), picture, title="x")
    assert (answer.status_code, "截图须为 PNG、JPEG 或 WebP" in answer.text) == (422, True)
    assert posts(town) == []


@pytest.mark.parametrize(
    ("start", "media_type"),
    [
        (png(), "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", None),
        (b"", None),
    ],
)
def test_the_three_kinds_of_pictures_are_told_apart(start: bytes, media_type: str | None) -> None:
    assert screenshots.media_type_of(start) == media_type


def test_a_picture_is_handed_out_so_that_it_cannot_act_and_only_to_the_right_people(town: Town) -> None:
    officer = town.signed_in("officer")
    enter(officer, png(), name="../../x.html", title="x")
    (entry,) = entries(town)
    path = f"/posts/screenshot/{entry.screenshot_id}"
    got = officer.http.get(path)
    assert got.content == png()
    assert got.headers["content-type"] == "image/png"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in got.headers["content-security-policy"]
    assert got.headers["content-disposition"] == f'inline; filename="screenshot-{entry.screenshot_id}.png"'
    assert got.headers["cache-control"] == "private, no-store"
    assert town.signed_in("leader").http.get(path).status_code == 200
    assert town.signed_in("handler").http.get(path).status_code == 403
    assert town.visitor().http.get(path).status_code == 303


def test_the_same_picture_is_kept_once_and_one_too_large_not_at_all(town: Town) -> None:
    officer = town.signed_in("officer")
    for title in ("甲", "乙"):
        enter(officer, png(), title=title)
    with town.database.read() as session:
        (kept,) = session.scalars(select(Screenshot))
    assert kept.size == len(png())
    large = png() + bytes(screenshots.MOST_MEGABYTES * 1024 * 1024)
    assert "截图超过 5 MB" in enter(officer, large, title="丙").text
    assert enter(officer, large + large, title="丙").status_code == 413
    assert len(posts(town)) == 2


def test_hostile_words_show_as_text(town: Town) -> None:
    officer = town.signed_in("officer")
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    page = officer.read(
        enter(officer, url="https://a.example/?<script>", title=evil, text=evil).headers["location"]
    )
    (post,) = posts(town)
    for text in (page, officer.read(f"/posts/{post.id}"), officer.read("/posts/new")):
        assert "<script>alert" not in text and "<img src=x" not in text
        assert "&lt;script&gt;" in text


def failed(town: Town, officer: Visitor, **fields: str) -> Entry:
    """An entry whose link the crawler could not read, and which it remembers as gone."""
    enter(officer, url=LINK, **fields)
    (entry,) = entries(town)
    with town.database.write() as session:
        found = session.get_one(Entry, entry.id)
        found.state, found.reason, found.ended_at = "failed", "页面不存在（404）", town.clock()
        return found


def test_a_link_that_failed_says_why_and_takes_the_officers_words_instead(town: Town) -> None:
    officer = town.signed_in("officer")
    entry = failed(town, officer)
    place = f"/posts/entry/{entry.id}"
    assert all(said in officer.read(place) for said in ("页面不存在（404）", "再试一次", "改为自己填写"))
    empty = officer.send(f"{place}/words", title=" ")
    assert (empty.status_code, "至少要填一项" in empty.text) == (422, True)
    assert officer.send(f"{place}/words", title="", text="网页上说停水。").status_code == 303
    (post,) = posts(town)
    assert (post.text, post.url, post.lease_until) == ("网页上说停水。", LINK, None)
    assert officer.send(f"{place}/words", text="又一次").status_code == 409


def test_a_link_that_failed_can_be_tried_again(town: Town) -> None:
    officer = town.signed_in("officer")
    entry = failed(town, officer)
    town.clock.now += timedelta(minutes=5)
    assert officer.send(f"/posts/entry/{entry.id}/again").status_code == 303
    with town.database.read() as session:
        assert session.get_one(Entry, entry.id).state == "queued"
        assert session.scalars(select(Source)).one().next_due_at == town.clock()
        assert session.scalar(select(func.count()).select_from(FetchedPage)) == 0
    assert officer.send(f"/posts/entry/{entry.id}/again").status_code == 409


def test_a_leader_reads_and_does_not_enter(town: Town) -> None:
    entry = failed(town, town.signed_in("officer"))
    leader = town.signed_in("leader")
    page = leader.read(f"/posts/entry/{entry.id}")
    assert "页面不存在" in page and "再试一次" not in page and "改为自己填写" not in page
    for name in ("leader", "handler"):
        for path in (f"/posts/entry/{entry.id}/again", f"/posts/entry/{entry.id}/words", "/posts/new"):
            answer = town.signed_in(name).send(path, title="x")
            assert (answer.status_code, LINK in answer.text) == (403, False), (name, path)
    assert town.signed_in("handler").http.get(f"/posts/entry/{entry.id}").status_code == 403
    assert ">录入</a>" not in leader.read("/") and ">录入</a>" in town.signed_in("officer").read("/")


def test_the_api_enters_what_the_form_does(town: Town) -> None:
    http = machine(town, "posts:write", "posts:read")
    first = http.post("/api/v1/entries", json={"url": LINK, "title": "停水", "screenshot": "iVBORw0K"})
    assert (first.status_code, "PNG" in first.json()["detail"]) == (422, True)
    made = http.post("/api/v1/entries", json={"url": LINK, "title": "停水"})
    assert (made.status_code, made.json()["state"]) == (201, "queued")
    assert http.get(f"/api/v1/entries/{made.json()['id']}").json() == made.json()
    known = http.post("/api/v1/entries", json={"url": LINK})
    assert (known.status_code, known.json()["post"]) == (409, made.json()["post"])
    assert http.post("/api/v1/entries", json={"titel": "x"}).status_code == 422
    assert machine(town, "posts:write", of="handler").post("/api/v1/entries", json={}).status_code == 403
    assert http.get("/api/v1/entries/999").status_code == 404


@pytest.mark.browser
def test_an_officer_enters_a_picture_in_a_browser_and_sees_it(page: Page, town: Town) -> None:
    watched = Watched(page).watch(town.url)
    sign_in(page, town, "officer")
    page.get_by_role("link", name="录入", exact=True).click()
    page.get_by_label("内容").fill("业主群里说三栋停水两天。")
    page.get_by_label("截图").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": png()})
    page.get_by_role("button", name="录入").click()
    expect(page.get_by_role("heading", name="已入库")).to_be_visible()
    picture = page.get_by_role("img", name="录入人上传的截图")
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 8
    assert re.search(r"/posts/entry/\d+$", page.url)
    assert (watched.foreign, watched.complaints) == ([], [])
