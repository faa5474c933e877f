import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from huiying.cli.demo.items import Item
from huiying.cli.demo.scene import TEMPLATE_CHANGES
from huiying.cli.demo.sites import news
from huiying.cli.demo.town import Town
from huiying.core.errors import BadInput
from tests.cli.demo.visiting import T0, Visit

MOMENTS = {
    "before the explosion": T0 - timedelta(days=4),
    "an hour after it": T0 - timedelta(days=1, hours=18),
    "now": T0,
}
LISTS = {
    "news": "/news/",
    "feed": "/feed/atom.xml",
    "weibo": "/mblog/api/timeline?count=50",
    "forum": "/bbs/forum-2-1.html",
    "mailbox": "/mailbox/api/messages",
    "hotline": "/hotline/calls.csv",
    "park": "/park/notices/",
}


def so_far(town: Town, site: str) -> list[Item]:
    assert town.now is not None
    return [it for it in town.items if it.site == site and it.at <= town.now]


def told(item: Item) -> str:
    return item.title or item.text.split("\n")[0][:12].split("#")[0]


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
@pytest.mark.parametrize("site", LISTS)
def test_each_site_shows_its_newest_item_at_each_moment(
    town: Town, visit: Visit, site: str, moment: datetime
) -> None:
    town.now = moment
    newest = so_far(town, site)[0]
    got = visit(LISTS[site])
    assert got.status == 200
    assert told(newest) in re.sub(r"<[^>]+>", "", got.text)


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_nothing_from_the_future_is_served(town: Town, visit: Visit, moment: datetime) -> None:
    town.now = moment
    later = [it for it in town.items if it.at > moment]
    everything = "".join(visit(path).text for path in all_lists(town))
    assert later
    assert [it.id for it in later if str(it.number) in everything] == []
    for item in later[-10:]:
        assert visit(permalink(item)).status == 404


def all_lists(town: Town) -> list[str]:
    pages = [f"/news/index_{n}.html" for n in range(2, 6)] + [f"/bbs/forum-2-{n}.html" for n in range(2, 5)]
    pages += [f"/mblog/api/timeline?count=50&page={n}" for n in range(2, 6)]
    pages += [
        "/",
        "/park/",
        "/mblog/",
        "/mailbox/",
        "/feed/",
    ]
    return [*LISTS.values(), *pages]


def permalink(item: Item) -> str:
    return {
        "news": news.address(item),
        "feed": f"/feed/post/{item.number}",
        "weibo": f"/mblog/status/{item.number}",
        "forum": f"/bbs/thread-{item.number}-1-1.html",
        "mailbox": f"/mailbox/letter/{item.number}",
        "hotline": f"/hotline/{item.number}",
        "park": f"/park/notices/content_{item.number}.html",
    }[item.site]


@pytest.mark.parametrize("site", ["news", "feed", "weibo", "forum", "mailbox", "park"])
def test_every_item_has_a_page_of_its_own(town: Town, visit: Visit, site: str) -> None:
    item = so_far(town, site)[3]
    got = visit(permalink(item))
    assert got.status == 200
    assert all(line in got.text for line in item.text.split("\n") if "“" not in line)


def test_lists_have_pages_that_end(town: Town, visit: Visit) -> None:
    total = len(so_far(town, "news"))
    pages = -(-total // news.PAGE_SIZE)
    links = [link for n in range(1, pages + 1) for link in article_links(visit, n)]
    assert len(links) == len(set(links)) == total
    assert 'class="next"' not in visit(f"/news/index_{pages}.html").text
    assert visit(f"/news/index_{pages + 1}.html").status == 404
    assert visit("/news/index_0.html").status == 404


def article_links(visit: Visit, number: int) -> list[str]:
    path = "/news/" if number == 1 else f"/news/index_{number}.html"
    listed = visit(path).text.split('class="newslist"')[1].split("</ul>")[0]
    return re.findall(r'href="([^"]+)"', listed)


def test_one_article_is_in_gbk_and_nothing_says_so(town: Town, visit: Visit) -> None:
    (item,) = [it for it in town.items if it.gbk]
    for moment in (item.at, T0):
        town.now = moment
        got = visit(permalink(item))
        assert got.headers["Content-Type"] == "text/html"
        assert b"charset" not in got.body.lower()
        with pytest.raises(UnicodeDecodeError):
            got.body.decode("utf-8")
        assert item.text.split("\n")[0] in got.body.decode("gbk")


def test_the_template_of_the_news_site_changes_in_the_middle_of_the_week(town: Town, visit: Visit) -> None:
    item = town.item("crash-06")
    town.now = T0 - TEMPLATE_CHANGES - timedelta(minutes=1)
    before = visit(permalink(item))
    town.now = T0 - TEMPLATE_CHANGES
    after = visit(permalink(item), If_Modified_Since=before.headers["Last-Modified"])
    assert 'id="artibody"' in before.text and "article-main" not in before.text
    assert 'class="article-main"' in after.text and 'id="artibody"' not in after.text


def test_counters_of_the_microblog_grow_between_visits(town: Town, visit: Visit) -> None:
    item = town.item("blast-13")
    seen = []
    for hours in (1, 6, 20):
        town.now = item.at + timedelta(hours=hours)
        seen.append(status(visit, item))
    reposts = [it["reposts_count"] for it in seen]
    assert reposts == sorted(set(reposts)) and reposts[0] == 650
    assert [it["reads_count"] for it in seen] == ["44.0万", "156.0万", "360.0万"]


def status(visit: Visit, item: Item) -> dict[str, Any]:
    statuses = json.loads(visit("/mblog/api/timeline?count=50").body)["data"]["statuses"]
    found: dict[str, Any] = next(it for it in statuses if it["id"] == str(item.number))
    return found


def test_the_timeline_can_be_read_by_page_and_by_cursor(town: Town, visit: Visit) -> None:
    by_cursor, cursor = [], ""
    while cursor != "0":
        data = json.loads(visit(f"/mblog/api/timeline?max_id={cursor}").body)["data"]
        by_cursor += [it["id"] for it in data["statuses"]]
        cursor = data["max_id"]
    pages = [json.loads(visit(f"/mblog/api/timeline?page={n}").body)["data"] for n in range(1, 12)]
    by_page = [it["id"] for data in pages for it in data["statuses"]]
    assert by_cursor == by_page == [str(it.number) for it in so_far(town, "weibo")]


def test_a_letter_that_comes_in_between_shifts_no_page_of_the_mailbox(town: Town, visit: Visit) -> None:
    town.now = T0 - timedelta(days=1, hours=1)
    first = json.loads(visit("/mailbox/api/messages").body)
    before = [str(it.number) for it in so_far(town, "mailbox")]
    town.now = T0
    second = json.loads(visit(f"/mailbox/api/messages?after={first['next']}").body)
    read = [it["letterId"] for it in first["messages"] + second["messages"]]
    assert read == before[: len(read)] and len(read) == 40


def test_an_unknown_cursor_gives_an_empty_page(visit: Visit) -> None:
    assert json.loads(visit("/mailbox/api/messages?after=77").body)["messages"] == []
    assert json.loads(visit("/mblog/api/timeline?max_id=77").body)["data"]["statuses"] == []


def test_replies_below_a_thread_arrive_over_time(town: Town, visit: Visit) -> None:
    item = town.item("blast-04")
    counts = []
    for hours in (0, 1, 24):
        town.now = item.at + timedelta(hours=hours)
        counts.append(visit(permalink(item)).text.count('class="plhin reply"'))
    assert counts == [0, 2, 3]


def test_the_hotline_table_and_the_folder_say_the_same(town: Town, visit: Visit, tmp_path: Path) -> None:
    written = town.write_hotline(tmp_path / "drop")
    rows = [row for path in written for row in csv.DictReader(path.open(encoding="utf-8-sig", newline=""))]
    served = list(csv.DictReader(io.StringIO(visit("/hotline/calls.csv").body.decode("utf-8-sig"))))
    assert sorted(map(str, rows)) == sorted(map(str, served))
    assert len(rows) == len(so_far(town, "hotline")) == len({row["工单编号"] for row in rows})


def test_a_town_set_back_takes_back_what_the_hotline_was_still_to_write(town: Town) -> None:
    whole = rows_in(town.calls)
    assert len(whole) == len(so_far(town, "hotline"))
    town.now = T0 - timedelta(days=3)
    assert 0 < len(rows_in(town.calls)) == len(so_far(town, "hotline")) < len(whole)
    town.now = T0
    assert rows_in(town.calls) == whole


def rows_in(folder: Path) -> list[dict[str, str]]:
    files = sorted(folder.iterdir())
    return [row for path in files for row in csv.DictReader(path.open(encoding="utf-8-sig", newline=""))]


def test_only_the_days_that_changed_are_written_again(town: Town, tmp_path: Path) -> None:
    town.now = T0 - timedelta(days=3)
    town.write_hotline(tmp_path)
    assert town.write_hotline(tmp_path) == []
    town.now = T0
    assert 1 < len(town.write_hotline(tmp_path)) < len(list(tmp_path.iterdir()))


@pytest.mark.parametrize("path", [*LISTS.values(), "/robots.txt", "/"])
def test_a_visitor_who_knows_the_etag_hears_304(visit: Visit, path: str) -> None:
    first = visit(path)
    again = visit(path, If_None_Match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert visit(path, If_None_Match='"something-else"').status == 200


def test_a_list_is_modified_when_something_new_stands_on_it(town: Town, visit: Visit) -> None:
    newest = so_far(town, "news")[0]
    town.now = newest.at - timedelta(seconds=1)
    before = visit("/news/")
    known = before.headers["Last-Modified"]
    assert visit("/news/", If_Modified_Since=known).status == 304
    town.now = newest.at
    after = visit("/news/", If_Modified_Since=known)
    assert after.status == 200
    assert after.headers["Last-Modified"] == format_datetime(newest.at.astimezone(UTC), usegmt=True)


@pytest.mark.parametrize("since", ["gestern", "", "Mon, 99 Nov 2026 00:00:00 GMT"])
def test_a_moment_that_cannot_be_read_is_as_if_not_sent(visit: Visit, since: str) -> None:
    assert visit("/news/", If_Modified_Since=since).status == 200


def test_robots_may_read_everything_but_the_receivers(visit: Visit) -> None:
    rules = visit("/robots.txt").text
    assert "Disallow: /robot/" in rules and "Disallow: /webhook" in rules


@pytest.mark.parametrize(
    "path", ["/nowhere/", "/news/202611/t20261123_1.html", "/news/../../etc/passwd", "/bbs/thread-x-1-1.html"]
)
def test_what_is_not_there_is_not_found(visit: Visit, path: str) -> None:
    assert visit(path).status == 404


def test_a_published_answer_is_there_from_its_moment_on_and_can_be_corrected(
    town: Town, visit: Visit
) -> None:
    at = T0 - timedelta(hours=5)
    url = town.publish("2026-0001.html", "关于夜间气味的说明", "第一段。\n第二段 <b>。", at, "执法局")
    town.publish("2026-0001.html", "关于夜间气味的说明", "更正后的内容。", at + timedelta(hours=2))
    path = url.removeprefix(town.base)
    town.now = at - timedelta(seconds=1)
    assert visit(path).status == 404
    town.now = at
    first = visit(path).text
    assert "<p>第二段 &lt;b&gt;。</p>" in first and "来源：执法局" in first
    town.now = T0
    assert "更正后的内容。" in visit(path).text and "第一段" not in visit(path).text
    assert visit("/park/answers/").text.count("关于夜间气味的说明") == 1


def test_what_was_published_outlives_the_town(tmp_path: Path) -> None:
    with Town(T0, tmp_path) as town:
        town.publish("a.html", "答复", "内容。", T0)
        town.publish("a.html", "答复", "内容。", T0)
    with Town(T0, tmp_path) as again:
        again.now = T0
        assert "内容。" in again.get("/park/answers/a.html").body.decode()
        assert len(again.scene().published) == 1


@pytest.mark.parametrize("path", ["", "/etc/passwd", "../x.html"])
def test_an_answer_cannot_be_put_anywhere_else(town: Town, path: str) -> None:
    with pytest.raises(BadInput, match="路径"):
        town.publish(path, "答复", "内容。", T0)


def test_a_town_left_to_itself_follows_the_clock(tmp_path: Path) -> None:
    with Town(datetime.now(UTC) - timedelta(hours=3), tmp_path) as town:
        assert {it.id for it in town.scene().items} == {it.id for it in town.items}
        town.now = None
        assert len(rows_in(town.calls)) == len([it for it in town.items if it.site == "hotline"])
    with Town(datetime.now(UTC), tmp_path) as town:
        assert 0 < len(town.items) - len(town.scene().items) <= 20


def test_a_port_that_is_taken_says_what_to_do(town: Town, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=f"端口 {town.port} 被别的程序占用"):
        Town(T0, tmp_path, port=town.port)
