"""Broken, hostile and mistaken feeds: what can be had is had, nothing raises, nothing grows."""

import random
from collections.abc import Callable
from datetime import datetime

import pytest

from crawlers.feeds import Feed, FeedItem, read_feed
from huiying.core.clock import SHANGHAI

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
FIRST = (
    "<item><title>海口大道封闭施工</title><link>http://park.example/a?x=1&amp;y=2</link><guid>a1</guid>"
    "<pubDate>Sun, 22 Nov 2026 10:30:00 GMT</pubDate><description>绕行港城大道</description></item>"
)
SECOND = "<item><title>停水通知</title><link>http://park.example/b</link></item>"


def rss(*items: str, opening: str = "", attributes: str = "") -> str:
    body = "".join(items)
    return f'{opening}<rss version="2.0"{attributes}><channel><title>园区</title>{body}</channel></rss>'


def read(feed: str | bytes, base_url: str = "") -> Feed:
    return read_feed(feed.encode() if isinstance(feed, str) else feed, now=NOW, base_url=base_url)


def titles(feed: Feed) -> list[str | None]:
    return [item.title for item in feed.items]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("&amp;", "&"),
        ("绕行", "绕行&nbsp;&bogus; R&D <br> <p>未关闭"),
        ("绕行", "绕行\x08\x0b&#x1;"),
        ("<description>", "<description><![CDATA[<p>"),
        ("<guid>a1</guid>", "<foo:bar>x</foo:bar>"),
        ("</description>", ""),
        ("<item>", "<item><b><i>"),
    ],
    ids=["ampersand", "entities", "control", "cdata", "prefix", "unclosed", "tags"],
)
def test_a_fault_in_one_entry_costs_neither_it_nor_the_next(wrong: str, right: str) -> None:
    feed = read(rss(FIRST.replace(wrong, right), SECOND))
    assert len(feed.items) == 2
    assert feed.items[1].title == "停水通知"
    assert feed.items[1].link == "http://park.example/b"


def test_ampersands_of_an_address_survive_in_every_form() -> None:
    for written in ("x=1&amp;y=2", "x=1&y=2", "x=1&amp;amp;y=2", "x=1&#38;y=2"):
        feed = read(rss(FIRST.replace("x=1&amp;y=2", written)))
        assert feed.items[0].link == "http://park.example/a?x=1&y=2"


@pytest.mark.parametrize(
    "junk", ["<br />\n<b>Warning</b>: in x.php on line 2<br />\n", "\ufeff\n\n", "\x00 ", "-->"]
)
def test_junk_before_the_feed_is_passed_over(junk: str) -> None:
    assert titles(read(rss(FIRST, SECOND, opening=junk + '<?xml version="1.0"?>'))) == [
        "海口大道封闭施工",
        "停水通知",
    ]


def test_a_feed_cut_off_anywhere_gives_what_stands_before_the_cut() -> None:
    whole = rss(FIRST, SECOND).encode()
    second = whole.index(SECOND.encode())
    for cut in range(len(whole)):
        feed = read(whole[:cut])
        if cut > second:
            assert feed.items[0].title == "海口大道封闭施工"
        assert not any("\ufffd" in f"{item.title}{item.summary}" for item in feed.items)


def test_any_byte_changed_raises_nothing_and_keeps_one_of_two() -> None:
    whole, dice = rss(FIRST, SECOND).encode(), random.Random(4)
    for _ in range(300):
        at = dice.randrange(whole.index(b"<item>") + 6, len(whole) - 40)
        assert read(whole[:at] + bytes([dice.randrange(256)]) + whole[at + 1 :]).items


def bomb(nested: str) -> str:
    levels = "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(8))
    return rss(FIRST.replace("绕行", nested), opening=f'<!DOCTYPE r [<!ENTITY a "xxxxxxxxxx">{levels}]>')


@pytest.mark.parametrize("nested", ["&i;", "&h;&h;&h;"])
def test_entities_inside_entities_stay_unexpanded(nested: str) -> None:
    assert read(bomb(nested)).items[0].summary == f"{nested}港城大道".replace("绕行", "")


def test_entities_that_the_feed_declares_plainly_count_and_outside_ones_do_not() -> None:
    declared = '<!DOCTYPE r [<!ENTITY park "新港"><!ENTITY file SYSTEM "file:///etc/hostname">]>'
    feed = read(rss(FIRST.replace("绕行", "&park;&file;"), opening=declared))
    assert feed.items[0].summary == "新港&file;港城大道"


HOSTILE: list[Callable[[], str]] = [
    lambda: "<rss>" + "<!--" * 100_000,
    lambda: "<rss>&" + "<![CDATA[" * 50_000,
    lambda: "<rss>&" + "<item " * 20_000,
    lambda: "<rss>" + "<description " * 50_000,
    lambda: rss("<item>" + "<a>" * 5_000),
    lambda: rss(FIRST.replace("绕行", "&lt;a &quot;" * 50_000)),
    lambda: rss(FIRST.replace("绕行", "&lt;script>" * 20_000)),
    lambda: '{"items":' + "[" * 100_000,
]


@pytest.mark.parametrize("make", HOSTILE)
def test_text_made_to_be_slow_is_read_in_a_moment(make: Callable[[], str]) -> None:
    read(make())  # quadratic reading of any of these would take minutes


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "内容是空的"),
        ("<html><body>404</body></html>", "它是一个网页，不是订阅源；请填写订阅源本身的网址"),
        (
            '<!DOCTYPE html><html><link rel="alternate" type="application/rss+xml" href="/rss.xml">',
            "它是一个网页，不是订阅源；页面声明的订阅源是 http://park.example/rss.xml",
        ),
        ("<opml><body/></opml>", "它是订阅清单（OPML），不是订阅源；请填写其中各订阅源的网址"),
        ("<urlset><url/></urlset>", "它是站点地图，不是订阅源；信源类型请改用 sitemap"),
        ("维护中", "它不是 RSS、Atom 或 JSON Feed"),
        ('{"ok": 1}', "它不是 RSS、Atom 或 JSON Feed"),
    ],
)
def test_what_is_no_feed_says_what_it_is(content: str, problem: str) -> None:
    feed = read(content, "http://park.example/news/")
    assert (feed.dialect, feed.items, feed.problem) == (None, [], problem)


def test_a_feed_without_entries_is_a_feed() -> None:
    assert read(rss()) == Feed("RSS")


def test_an_address_that_makes_no_sense_stays_as_it_is() -> None:
    odd = "//[::1"
    assert read(rss(f"<item><link>{odd}</link></item>"), "http://a.example/").items[0].link == odd
    assert read(f'{{"items":[{{"url":"{odd}"}}]}}', "http://a.example/").items[0].link == odd


def test_a_json_feed_cut_off_gives_its_whole_items() -> None:
    cut = '{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","content_text":"x < y"},{"id":"2'
    assert read(cut).items == [FeedItem(summary="x < y", text="x < y", id="1")]


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "gb2312", "big5", "no-such"])
@pytest.mark.parametrize("written", ["utf-8", "gbk", "utf-16"])
def test_chinese_is_read_whatever_encoding_is_declared(declared: str, written: str) -> None:
    feed = rss(FIRST, SECOND, opening=f'<?xml version="1.0" encoding="{declared}"?>').encode(written)
    assert titles(read(feed)) == ["海口大道封闭施工", "停水通知"]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("euc-kr", "정부 서비스"),
        ("shift_jis", "行政サービス"),
        ("iso-2022-jp", "行政サービス"),
        ("windows-1251", "Новости порта"),
        ("iso-8859-1", "Café à Paris"),
        ("big5", "中華新聞"),
        ("cp037", "Harbour news"),
    ],
)
def test_an_encoding_that_is_declared_rightly_is_believed(encoding: str, text: str) -> None:
    opening = f'<?xml version="1.0" encoding="{encoding}"?>'
    feed = f"{opening}<rss><channel><item><title>{text}</title></item></channel></rss>"
    assert titles(read(feed.encode(encoding))) == [text]
