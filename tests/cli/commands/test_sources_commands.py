"""huiying sources and crawl, against a real local website."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.support.websites import LocalServer

FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>新闻</title>
<item><title>黄石新港园区招聘会举行</title><link>{url}</link><guid>g1</guid>
<pubDate>Fri, 20 Nov 2026 10:00:00 +0800</pubDate>
<description>园区举行招聘会，三十家企业参加，提供岗位八百多个，现场气氛热烈。</description></item>
</channel></rss>"""


@pytest.fixture
def feed(local_server: LocalServer) -> str:
    local_server.page("/robots.txt", "User-agent: *\nAllow: /\n", content_type="text/plain")
    local_server.page(
        "/rss.xml", FEED.format(url=local_server.url("/1.html")), content_type="application/rss+xml"
    )
    return local_server.url("/rss.xml")


def add(run: Run, address: str, name: str = "园区新闻") -> None:
    done = run(
        "sources", "add", name, "--kind", "feed", "--address", address, "--allow-private",
        "--option", "follow=false",
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr


def only(home: Path) -> None:
    """Leave out the packaged sources, so that nothing on the Internet is visited."""
    (home / "sources.toml").write_text("# 空\n", encoding="utf-8")


def test_an_added_source_is_listed_and_stands_in_the_file(run: Run, home: Path) -> None:
    done = run(
        "sources", "add", "测试", "--kind", "feed", "--address", "http://news.example.cn/rss", "--weight", "2"
    )
    assert done.exit_code == 0, done.stderr
    assert (home / "sources.toml").read_text(encoding="utf-8").endswith("weight = 2.0\n")
    listed = {
        row["name"]: row for row in map(json.loads, run("sources", "list", "--json").stdout.splitlines())
    }
    assert listed["测试"]["kind"] == "feed"
    assert "测试" in run("sources", "list").stdout
    assert run("init").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--kind", "rss"], "没有名为“rss”的信源类型，可选：api"),
        (["--address", "news.example"], "不是有效的网址"),
        (["--option", "most"], "请写成 KEY=VALUE"),
        (["--address", "http://a.example/", "--option", "mst=3"], "mst"),
        (["--channel", "tv"], "不在可选值之内"),
    ],
)
def test_a_source_that_will_not_do_is_refused_and_not_written(
    run: Run, home: Path, arguments: list[str], said: str
) -> None:
    before = (home / "sources.toml").read_bytes()
    done = run("sources", "add", "测试", *arguments)
    assert done.exit_code == 2
    assert said in done.stderr
    assert (home / "sources.toml").read_bytes() == before


def test_a_second_source_of_the_name_is_refused(run: Run, home: Path) -> None:
    add(run, "http://news.example.cn/rss")
    done = run("sources", "add", "园区新闻")
    assert done.exit_code == 2
    assert "已有名为“园区新闻”的信源" in done.stderr


def test_check_shows_what_a_source_gives_and_stores_nothing(run: Run, home: Path, feed: str) -> None:
    add(run, feed)
    done = run("sources", "check", "园区新闻", "--json")
    assert done.exit_code == 0, done.stderr
    row = json.loads(done.stdout)
    assert row["ok"] and (row["links"], row["items"], row["with_text"]) == (1, 1, 1)
    assert row["seconds"] > 0 and row["said"] is None
    assert row["found"][0]["title"] == "黄石新港园区招聘会举行"
    assert json.loads(run("status", "--json").stdout)["posts"] == 0


def test_check_names_a_source_that_cannot_be_read(run: Run, home: Path, local_server: LocalServer) -> None:
    add(run, local_server.url("/nothing.xml"))
    done = run("sources", "check", "园区新闻")
    assert done.exit_code == 1
    assert "1 个信源读不出内容：园区新闻" in done.stderr
    assert "页面不存在（404），网址可能已改" in done.stdout


def test_check_names_the_nearest_source(run: Run, home: Path) -> None:
    add(run, "http://news.example.cn/rss")
    done = run("sources", "check", "园区新问")
    assert done.exit_code == 2
    assert "是否想写“园区新闻”？" in done.stderr


def test_a_round_stores_what_is_new_and_tells_what_failed(
    run: Run, home: Path, feed: str, local_server: LocalServer
) -> None:
    only(home)
    add(run, feed)
    add(run, local_server.url("/nothing.xml"), "坏信源")
    done = run("crawl", "园区新闻", "坏信源", "--once", "--json")
    assert done.exit_code == 0, done.stderr
    summary = json.loads(done.stdout)
    assert (summary["sources"], summary["new_posts"]) == (2, 1)
    assert list(summary["failures"]) == ["坏信源"]
    again = run("crawl", "园区新闻", "--once")
    assert "新信息 0 条" in again.stderr


def test_a_round_in_which_everything_fails_is_a_failure(
    run: Run, home: Path, local_server: LocalServer
) -> None:
    only(home)
    add(run, local_server.url("/nothing.xml"))
    done = run("crawl", "--once")
    assert done.exit_code == 1
    assert "所访问的信源全部失败" in done.stderr


def test_an_unknown_source_is_refused(run: Run, home: Path) -> None:
    done = run("crawl", "无此信源", "--once")
    assert done.exit_code == 2
    assert "没有名为“无此信源”的信源" in done.stderr


def test_a_source_by_word_is_asked_for_the_names_of_the_park(
    run: Run, home: Path, local_server: LocalServer
) -> None:
    only(home)
    local_server.page("/robots.txt", "User-agent: *\nAllow: /\n", content_type="text/plain")
    local_server.page("/search", FEED.format(url=local_server.url("/1.html")))
    add(run, local_server.url("/search?q={word}"), "按词订阅")
    done = run("sources", "check", "--json")
    assert done.exit_code == 0, done.stderr
    words = [request.query["q"][0] for request in local_server.requests("/search")]
    assert "黄石新港" in words
    assert "黄石新港园区" not in words


def test_a_list_without_addresses_says_what_to_do_first(run: Run, home: Path) -> None:
    assert "请先补上网址" in run("sources", "check").stderr


def test_a_folder_is_added_checked_and_crawled(run: Run, home: Path, tmp_path: Path) -> None:
    only(home)
    folder = tmp_path / "drop"
    folder.mkdir()
    added = run(
        "sources", "add", "热线", "--kind", "file", "--channel", "hotline", "--address", str(folder),
        "--option", "quiet_seconds=0",
    )  # fmt: skip
    assert added.exit_code == 0, added.stderr
    assert run("sources", "check", "热线").exit_code == 0, "an empty folder is no fault"
    (folder / "a.csv").write_text("工单编号,标题\nGD1,路灯不亮\nGD2,\n")
    checked = run("sources", "check", "热线")
    assert (checked.exit_code, "路灯不亮" in checked.stdout, "退回 1 行" in checked.stdout) == (0, True, True)
    assert "新信息 1 条" in run("crawl", "热线", "--once").stderr
    assert [path.name for path in (folder / "done").iterdir()] == ["a.csv"]
