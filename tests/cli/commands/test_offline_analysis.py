"""huiying assess, events, extract, feed: files in, JSON lines out, no database."""

import json
import os
import subprocess
import sys
from pathlib import Path

from openpyxl import Workbook

from tests.cli.conftest import Run

KEYS = [
    *("id", "relevant", "relevance", "topic", "topic_confidence", "themes", "appeal", "sentiment"),
    *("sentiment_score", "emotion", "rumor", "emergency", "grade", "heat", "level", "tier", "unit"),
    *("supporting", "keywords", "reasons"),
]
POSTS = """id,标题,内容,发布时间,点赞数
a1,黄石新港园区一化工厂爆炸,11月20日上午，黄石新港园区一化工厂发生爆炸，已造成12人死亡。,2026-11-20 10:00,30
a2,空白行之后,,2026-13-45,1
a3,,,2026-11-20,2
a4,今天天气不错,阳光很好，适合散步。,2026-11-21 08:00,0
"""
NOW = "2026-11-23T09:00:00+08:00"


def posts_file(folder: Path) -> Path:
    path = folder / "posts.csv"
    path.write_text(POSTS, encoding="utf-8")
    return path


def test_assess_prints_a_line_for_each_good_post_in_order(run: Run, no_home: Path, tmp_path: Path) -> None:
    done = run("assess", posts_file(tmp_path), "--now", NOW)
    assert done.exit_code == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["id"] for row in rows] == ["a1", "a4"]
    assert all(list(row) == KEYS for row in rows)
    assert rows[0]["relevant"] and rows[0]["grade"] == 2 and rows[0]["emergency"]["deaths"] == 12
    assert not rows[1]["relevant"] and rows[1]["tier"] is None
    assert not no_home.exists()


def test_assess_counts_bad_rows_and_writes_them_down(run: Run, no_home: Path, tmp_path: Path) -> None:
    done = run("assess", posts_file(tmp_path), "--now", NOW)
    assert "读取 4 行，有效 2 行，退回 2 行" in done.stderr
    refused = (tmp_path / "posts.csv.rejected.csv").read_text(encoding="utf-8-sig").splitlines()
    assert refused[0] == "行号,原因,内容"
    assert refused[1].startswith("3,发布时间“2026-13-45”无法识别")
    assert refused[2].startswith("4,标题和正文都是空的")


def test_assess_reads_json_lines_from_standard_input(run: Run, no_home: Path) -> None:
    lines = '{"title": "黄石新港路灯坏了"}\n{"title": "棋盘洲大桥堵车"}\n'
    done = run("assess", "-", stdin=lines)
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["1", "2"]


def test_assess_reads_a_workbook_with_mapped_columns(run: Run, no_home: Path, tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["编码", "说了什么"])
    book.active.append(["x9", "黄石新港园区欠薪，工人讨薪"])
    book.save(tmp_path / "posts.xlsx")
    done = run("assess", tmp_path / "posts.xlsx", "--map", "编码=id", "--map", "说了什么=text")
    assert json.loads(done.stdout)["id"] == "x9"


def test_assess_writes_to_a_file(run: Run, no_home: Path, tmp_path: Path) -> None:
    done = run("assess", posts_file(tmp_path), "-o", tmp_path / "out.jsonl", "--now", NOW)
    assert done.stdout == ""
    assert len((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()) == 2


def test_a_failed_run_leaves_the_file_that_was_there(run: Run, no_home: Path, tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").write_text("earlier\n", encoding="utf-8")
    done = run("assess", tmp_path / "missing.csv", "-o", tmp_path / "out.jsonl")
    assert done.exit_code == 2
    assert "missing.csv：没有这个文件" in done.stderr
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == "earlier\n"
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


def test_a_file_without_title_or_text_says_how_to_name_them(run: Run, no_home: Path) -> None:
    done = run("assess", "-", stdin="a,b\n1,2\n")
    assert done.exit_code == 2
    assert "--map" in done.stderr


def test_a_mapping_must_have_two_sides(run: Run, no_home: Path) -> None:
    done = run("assess", "-", "--map", "留言主题", stdin="x\n")
    assert done.exit_code == 2
    assert "请写成 他们的列名=我们的字段" in done.stderr


def test_the_operators_park_counts(run: Run, home: Path) -> None:
    line = '{"title": "红旗化工厂夜里排放黑烟"}\n'
    assert not json.loads(run("assess", "-", stdin=line).stdout)["relevant"]
    park = home / "park.toml"
    park.write_text(
        park.read_text(encoding="utf-8").replace("enterprises = [", 'enterprises = ["红旗化工厂", '), "utf-8"
    )
    assert json.loads(run("assess", "-", stdin=line).stdout)["relevant"]


def test_events_come_hottest_first_with_all_their_posts(run: Run, no_home: Path, tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    mixer = "丽发新城小区旁边的搅拌站噪音粉尘扰民，晚上根本无法休息"
    bus = "高新大道的公交车班次太少，上班高峰等车半个多小时"
    rows = [
        {
            "id": f"m{n}",
            "title": f"投诉搅拌站扰民（第{n}次）",
            "text": mixer,
            "likes": 50,
            "published_at": f"2026-11-2{n}",
        }
        for n in range(3)
    ]
    rows.append({"id": "b1", "title": "公交车班次太少", "text": bus, "published_at": "2026-11-20"})
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    done = run("events", path, "--now", NOW)
    assert done.exit_code == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert list(found[0])[:5] == ["event", "title", "keywords", "size", "heat"]
    assert list(found[0])[5:] == ["first_at", "last_at", "places", "posts"]
    assert [event["posts"] for event in found] == [["m0", "m1", "m2"], ["b1"]]
    assert found[0]["size"] == 3
    assert found[0]["first_at"] == "2026-11-20T00:00:00+08:00"
    assert found[0]["heat"] > found[1]["heat"]


PAGE = """<html><head><title>棋盘洲港区恢复通行_黄石新闻网</title></head><body><h1>棋盘洲港区恢复通行</h1>
<p>2026-11-20 10:30 来源：黄石新闻网</p><div class="content">
<p>11月20日，棋盘洲港区道路抢修结束，恢复通行。</p>
<p>园区交运分局表示，将加强巡查，及时发布路况信息，方便企业和群众出行。</p></div></body></html>"""
FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>新闻</title>
<item><title>路灯修好了</title><link>http://news.example/1</link><guid>1</guid>
<pubDate>Fri, 20 Nov 2026 10:00:00 +0800</pubDate><description>新港大道路灯修好了。</description></item>
</channel></rss>"""


def test_extract_gives_the_fields_of_each_page(run: Run, no_home: Path, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE, encoding="gb18030")
    done = run("extract", tmp_path / "a.html", tmp_path / "missing.html")
    row = json.loads(done.stdout)
    assert list(row) == ["file", "title", "published_at", "source", "author", "text", "encoding"]
    assert row["title"] == "棋盘洲港区恢复通行"
    assert row["published_at"] == "2026-11-20T10:30:00+08:00"
    assert "将加强巡查" in row["text"]
    assert done.exit_code == 2
    assert "missing.html：无法读取（没有这个文件）" in done.stderr


def test_extract_fetches_an_address_only_where_it_may(run: Run, no_home: Path, local_server) -> None:  # type: ignore[no-untyped-def]
    local_server.page("/a.html", PAGE.encode())
    refused = run("extract", local_server.url("/a.html"))
    assert refused.exit_code == 2
    assert "--allow-private" in refused.stderr
    assert local_server.requests() == []
    done = run("extract", local_server.url("/a.html"), "--allow-private")
    assert json.loads(done.stdout)["title"] == "棋盘洲港区恢复通行"


def test_relative_dates_count_from_the_moment_given(run: Run, no_home: Path) -> None:
    page = PAGE.replace("2026-11-20 10:30", "发布时间：昨天 10:30")
    done = run("extract", "-", "--now", "2026-11-21T12:00", stdin=page.encode())
    assert json.loads(done.stdout)["published_at"] == "2026-11-20T10:30:00+08:00"


def test_feed_gives_the_items_in_order(run: Run, no_home: Path, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(FEED, encoding="utf-8")
    (tmp_path / "b.xml").write_text("no feed", encoding="utf-8")
    done = run("feed", tmp_path / "b.xml", tmp_path / "a.xml")
    assert done.exit_code == 0
    row = json.loads(done.stdout)
    assert list(row) == ["file", "title", "link", "published_at", "summary", "id"]
    assert row["title"] == "路灯修好了"
    assert "b.xml：没有读出条目" in done.stderr


def test_the_real_command_writes_utf_8_on_a_machine_without_a_locale(tmp_path: Path) -> None:
    environment = {**os.environ, "HUIYING_HOME": str(tmp_path / "home"), "LC_ALL": "C", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "huiying.cli.main", "assess", "-"],
        input='{"title": "黄石新港路灯坏了"}\n'.encode(),
        capture_output=True,
        env=environment,
        check=True,
    )
    assert "黄石新港" in json.loads(done.stdout.decode("utf-8"))["reasons"][0]["evidence"]
    assert "读取 1 行" in done.stderr.decode("utf-8")


REPLIES = """留言编号,留言主题,留言详情,留言时间,答复意见,答复时间
r1,路灯不亮,新港大道路灯坏了半个月,2026-11-02 09:00,您好，留言已收悉。,2026-11-03 09:00
r2,路灯不亮,新港大道路灯坏了半个月,2026-11-02 09:00,经核实路灯电缆被挖断,2026-13-03
"""


def test_replies_gives_a_verdict_for_each_good_row(run: Run, no_home: Path, tmp_path: Path) -> None:
    path = tmp_path / "replies.csv"
    path.write_text(REPLIES, encoding="utf-8")
    done = run("replies", path, "--now", NOW)
    assert done.exit_code == 0, done.stderr
    row = json.loads(done.stdout)
    assert list(row) == [
        "id", "relevance", "complete", "explained", "delay_days", "score", "band", "reasons",
    ]  # fmt: skip
    assert (row["id"], row["complete"], row["delay_days"], row["band"]) == ("r1", False, 1.0, "差")
    assert row["reasons"][0]["factor"] == "套话"
    assert "读取 2 行，有效 1 行，退回 1 行" in done.stderr
    refused = (tmp_path / "replies.csv.rejected.csv").read_text(encoding="utf-8-sig").splitlines()
    assert refused[1].startswith("3,答复时间“2026-13-03”无法识别")


def test_replies_says_which_column_is_missing(run: Run, no_home: Path) -> None:
    done = run("replies", "-", stdin="标题,内容\n路灯,坏了\n")
    assert "--map 他们的列名=reply" in done.stderr
