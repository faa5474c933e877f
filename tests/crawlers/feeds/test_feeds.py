"""Feeds of every dialect give their items; broken ones give what can be had and never raise."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from crawlers.feeds import read_feed

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2024, 11, 20, 14, 30, tzinfo=SHANGHAI)
MOMENT = datetime(2024, 11, 20, 13, 14, 15, tzinfo=SHANGHAI)

RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>园区新闻</title>
<link>http://park.example/</link><item><title>港区道路&amp;管网施工公告</title>
<link>/news/1.html</link><guid isPermaLink="false">news-1</guid><author>小新</author>
<pubDate>Wed, 20 Nov 2024 05:14:15 GMT</pubDate>
<description>&lt;p&gt;今日起封闭施工。&lt;/p&gt;</description></item></channel></rss>"""
ATOM = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">
<title>园区新闻</title><entry><title>港区道路&amp;管网施工公告</title><id>news-1</id>
<link href="http://park.example/news/1.html"/><published>2024-11-20T13:14:15+08:00</published>
<summary>今日起封闭施工。</summary></entry></feed>"""
RDF = """<?xml version="1.0" encoding="utf-8"?><rdf:RDF xmlns="http://purl.org/rss/1.0/"
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="http://park.example/">
<title>园区新闻</title></channel><item rdf:about="news-1"><title>港区道路&amp;管网施工公告</title>
<link>http://park.example/news/1.html</link><dc:date>2024-11-20T13:14:15+08:00</dc:date>
<description>今日起封闭施工。</description></item></rdf:RDF>"""
OLD = RSS.replace('version="2.0"', 'version="0.91"')
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "园区新闻",
        "items": [
            {
                "id": "news-1",
                "url": "http://park.example/news/1.html",
                "title": "港区道路&管网施工公告",
                "content_html": "<p>今日起封闭施工。</p>",
                "date_published": "2024-11-20T13:14:15+08:00",
            }
        ],
    }
)


@pytest.mark.parametrize("feed", [RSS, ATOM, RDF, OLD, JSON], ids=["rss", "atom", "rdf", "0.91", "json"])
def test_every_dialect_gives_the_same_item(feed: str) -> None:
    items = read_feed(feed.encode(), now=NOW, base_url="http://park.example/rss.xml").items
    assert [i.title for i in items] == ["港区道路&管网施工公告"]
    assert items[0].link == "http://park.example/news/1.html"
    assert items[0].published_at == MOMENT
    assert items[0].summary == "今日起封闭施工。"
    assert items[0].id in ("news-1", "http://park.example/news/1.html")


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8"])
def test_a_feed_is_read_whatever_encoding_it_claims(encoding: str) -> None:
    items = read_feed(RSS.encode(encoding), now=NOW).items
    assert items[0].title == "港区道路&管网施工公告"


def test_a_date_without_an_offset_is_shanghai_time() -> None:
    feed = RSS.replace("Wed, 20 Nov 2024 05:14:15 GMT", "2024-11-20 13:14:15")
    assert read_feed(feed.encode(), now=NOW).items[0].published_at == MOMENT


def test_an_item_cut_off_in_the_middle_loses_only_itself() -> None:
    second = RSS.replace("</channel></rss>", "<item><title>第二条</title><link>http://park.ex")
    assert "港区道路&管网施工公告" in [i.title for i in read_feed(second.encode(), now=NOW).items]


def test_an_undeclared_entity_and_a_control_character_do_no_harm() -> None:
    feed = RSS.replace("今日起", "今日&nbsp;起\x08&bogus;")
    assert len(read_feed(feed.encode(), now=NOW).items) == 1


@pytest.mark.parametrize(
    "junk", [b"", b"   ", b"hello", b"<html><body>404</body></html>", b"{", b"[1,2]", b"\xff\xfe\x00" * 30]
)
def test_what_is_no_feed_gives_no_items(junk: bytes) -> None:
    assert read_feed(junk, now=NOW).items == []


def test_an_entity_bomb_is_not_expanded() -> None:
    bomb = '<!DOCTYPE r [<!ENTITY a "xxxxxxxxxx">' + "".join(
        f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(8)
    )
    feed = RSS.replace("<rss", bomb + "]><rss").replace("今日起", "&i;")
    assert sum(len(i.summary) for i in read_feed(feed.encode(), now=NOW).items) < 100_000


def test_a_number_that_names_an_entry_is_no_date() -> None:
    feed = b"<rss version='2.0'><channel><item><guid>12</guid><title>x</title></item></channel></rss>"
    assert [item.published_at for item in read_feed(feed, now=NOW).items] == [None]
