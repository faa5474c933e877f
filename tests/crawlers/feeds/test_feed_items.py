"""Which part of an entry becomes which field, in the forms that the dialects know."""

import base64
from datetime import datetime

import pytest

from crawlers.feeds import FeedItem, read_feed
from crawlers.feeds.moments import moment_of
from huiying.core.clock import SHANGHAI

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:c="http://purl.org/rss/1.0/modules/content/" xmlns:m="http://search.yahoo.com/mrss/"'
)


def rss(entry: str, base_url: str = "") -> FeedItem:
    feed = f'<rss version="2.0" {SPACES}><channel><link>http://site.example/</link><item>{entry}</item></channel></rss>'
    return read_feed(feed.encode(), now=NOW, base_url=base_url).items[0]


def atom(entry: str, attributes: str = "") -> FeedItem:
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><entry>{entry}</entry></feed>'
    return read_feed(feed.encode(), now=NOW).items[0]


@pytest.mark.parametrize(
    "entry",
    [
        "<title>新港 &amp;lt;一期&amp;gt;</title>",
        "<title><![CDATA[新港 &lt;一期&gt;]]></title>",
        "<title>新港 &lt;一期></title>",
        "<dc:title>新港 &lt;一期></dc:title>",
        "<m:title>x</m:title><title>新港 &lt;一期></title>",
    ],
)
def test_a_title_is_plain_text(entry: str) -> None:
    assert rss(entry).title == "新港 <一期>"


@pytest.mark.parametrize(
    "content",
    [
        '<content type="text">道路封闭 a &lt; b</content>',
        '<content type="html">&lt;p>道路封闭 a &amp;lt; b&lt;/p></content>',
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">道路封闭 a &lt; b</div></content>',
        f'<content mode="base64">{base64.b64encode("道路封闭 a < b".encode()).decode()}</content>',
        "<summary><![CDATA[<style>x</style>道路<b>封闭</b> a &lt; b<!-- x -->]]></summary>",
    ],
    ids=["text", "html", "xhtml", "base64", "cdata"],
)
def test_content_of_every_type_is_plain_text(content: str) -> None:
    item = atom(content)
    assert (item.text, item.summary) == ("道路封闭 a < b", "道路封闭 a < b")


def test_the_description_is_the_summary_and_the_encoded_content_the_text() -> None:
    item = rss(
        "<description>封闭三天</description><c:encoded>&lt;p>自周三起&lt;/p>&lt;p>封闭三天&lt;/p></c:encoded>"
    )
    assert (item.summary, item.text) == ("封闭三天", "自周三起\n封闭三天")


@pytest.mark.parametrize(
    ("entry", "link"),
    [
        ("<link>/a.html</link>", "http://site.example/a.html"),
        ("<link>\n http://a.example/ 1.html \n</link>", "http://a.example/1.html"),
        ("<guid>http://a.example/1</guid>", "http://a.example/1"),
        ('<guid isPermaLink="false">http://a.example/1</guid>', None),
        (
            '<atom:link rel="self" href="http://a.example/s"/><link>http://a.example/2</link>',
            "http://a.example/2",
        ),
    ],
)
def test_the_link_of_an_rss_item(entry: str, link: str | None) -> None:
    assert rss(entry).link == link


@pytest.mark.parametrize(
    ("links", "link"),
    [
        (
            '<link rel="self" href="/s"/><link rel="alternate" type="text/html" href="/p"/>',
            "http://a.example/x/p",
        ),
        ('<link rel="enclosure" href="/f.mp3"/><link href="q"/>', "http://a.example/x/q"),
        ('<link rel="alternate" type="application/json" href="j"/><link href="q"/>', "http://a.example/x/q"),
        ("<id>http://a.example/entry</id>", "http://a.example/entry"),
    ],
)
def test_the_link_of_an_atom_entry(links: str, link: str) -> None:
    item = atom(links.replace('"/p"', '"p"'), 'xml:base="http://a.example/x/"')
    assert item.link == link


def test_names_count_whatever_the_prefix_is() -> None:
    feed = (
        '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:title>新港</a:title><a:id>n1</a:id>'
        "<a:updated>2026-11-22T10:30:00Z</a:updated></a:entry></a:feed>"
    )
    (item,) = read_feed(feed.encode(), now=NOW).items
    assert (item.title, item.id) == ("新港", "n1")
    assert item.published_at == datetime(2026, 11, 22, 18, 30, tzinfo=SHANGHAI)


def test_an_old_channel_definition_gives_its_items() -> None:
    attributes = 'HREF="http://a.example/1" LASTMOD="2026-11-22T10:30Z"'
    feed = f"<CHANNEL><ITEM {attributes}><TITLE>x</TITLE></ITEM></CHANNEL>".encode()
    (item,) = read_feed(feed, now=NOW).items
    assert (item.link, item.title) == ("http://a.example/1", "x")
    assert item.published_at == datetime(2026, 11, 22, 18, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "text",
    [
        "Sun, 22 Nov 2026 10:30:00 GMT", "Mon, 22 Nov 2026 10:30 UT", "22 Nov 26 10:30:00 Z",
        "Sunday, 22 November, 2026 18:30:00 +0800", "Sun, 22 Nov 2026 05:30:00 EST",
        "Sun, 22 Nov 2026 10:30:00 Etc/GMT", "Sun, 22 Nov 2026 18:30:00 GMT+08:00",
        "Sun, 22 Nov 2026 18:30:00 CST", "Sun Nov 22 18:30:00 CST 2026", "Sun Nov 22 18:30:00 2026",
        "Sun Nov 22 10:30:00 +0000 2026", "2026-11-22T10:30:00Z", "2026-11-22T10:30:00.123456Z",
        "2026-11-22T18:30+08:00", "2026-11-22T18:30:00+0800", "2026-11-22 18:30:00", "20261122T10:30:00Z",
        "Sun, 2026/11/22 05:30:00 EST", "2026年11月22日 18:30", "昨天 18:30", "1795343400", "1795343400000",
        "2026년 11월 22일  19:30:00", "2026-11-22 오후 7:30:00", "dim., 22 nov. 2026 11:30:00 +0100",
        "So, 22. November 2026 11:30:00 +0100", "2026-november-22T11:30+01:00",
        "Κυρ, 22 Νοέ 2026 10:30:00 GMT", "Вс, 22 ноя 2026 13:30:00 +0300",
    ],
)  # fmt: skip
def test_a_moment_in_any_form(text: str) -> None:
    assert moment_of(text, NOW) == datetime(2026, 11, 22, 18, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "text", ["", "soon", "Sun, 99 Nov 2026", "2026-11-22T25:00:00Z", "9999-12-31T23:59:59-99:99", "x" * 5000]
)
def test_what_names_no_moment_gives_none(text: str) -> None:
    assert moment_of(text, NOW) is None


def test_a_partial_moment_is_its_beginning() -> None:
    assert moment_of("2026-11", NOW) == datetime(2026, 11, 1, tzinfo=SHANGHAI)
    assert moment_of("Sun, 22 Nov 2026 24:00:00", NOW) == datetime(2026, 11, 23, tzinfo=SHANGHAI)
