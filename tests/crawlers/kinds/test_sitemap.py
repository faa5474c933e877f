"""Site maps: what they name, within bounds; new pages become posts once."""

import gzip
from datetime import timedelta

import pytest

from crawlers.sitemaps import UnreadableMap, newest_first, read_sitemap
from tests.crawlers.kinds.park import NOW, article, config
from tests.support.park import Park
from tests.support.websites import Answer, LocalServer, Request

SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def urlset(*entries: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {SPACES}>{"".join(entries)}</urlset>'


def entry(url: str, changed: str = "", more: str = "") -> str:
    lastmod = f"<lastmod>{changed}</lastmod>" if changed else ""
    return f"<url><loc>{url}</loc>{lastmod}{more}</url>"


def index(*maps: tuple[str, str]) -> str:
    inner = "".join(f"<sitemap><loc>{u}</loc><lastmod>{d}</lastmod></sitemap>" for u, d in maps)
    return f"<sitemapindex {SPACES}>{inner}</sitemapindex>"


def news(title: str, day: str) -> str:
    return (
        "<news:news><news:publication><news:name>园区网</news:name></news:publication>"
        f"<news:publication_date>{day}</news:publication_date><news:title>{title}</news:title></news:news>"
        "<image:image><image:loc>http://a.example/1.jpg</image:loc><image:title>图</image:title></image:image>"
    )


def test_a_news_map_tells_titles_and_moments_and_no_pictures() -> None:
    found = read_sitemap(
        urlset(entry("http://a.example/1", "", news("通告", "2026-11-23T18:30:00+08:00"))).encode(), NOW
    )
    (page,) = found.pages
    assert (page.url, page.title) == ("http://a.example/1", "通告")
    assert page.moment is not None
    assert page.moment.isoformat() == "2026-11-23T18:30:00+08:00"


@pytest.mark.parametrize(
    "content",
    [
        b"http://a.example/1\nhttp://a.example/2\n",
        b"<rss><channel><item><link>http://a.example/1</link></item><item><link>http://a.example/2</link></item>",
        gzip.compress(urlset(entry("http://a.example/1"), entry("http://a.example/2")).encode()),
        urlset(entry("http://a.example/1"), entry("http://a.example/2"))[:-12].encode(),
        urlset(entry("http://a.example/1"), entry("http://a.example/2")).replace(SPACES, "").encode(),
    ],
    ids=["text", "rss", "gzip", "cut off", "no namespace"],
)
def test_a_map_in_any_form_names_its_pages(content: bytes) -> None:
    assert [page.url for page in read_sitemap(content, NOW).pages] == [
        "http://a.example/1",
        "http://a.example/2",
    ]


def test_robots_txt_names_the_maps() -> None:
    found = read_sitemap(b"User-agent: *\nDisallow: /x\nSitemap: http://a.example/map.xml\n", NOW)
    assert [one.url for one in found.maps] == ["http://a.example/map.xml"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "不是站点地图"),
        (b"<html><body>404</body></html>", "不是站点地图"),
        (gzip.compress(b"x" * 10_000)[:-40], "不是站点地图"),
        (b"\x1f\x8bxxxx", "压缩文件已损坏"),
        (gzip.compress(b" " * (51 * 1024 * 1024)), "解压后超过 50 MB"),
        (gzip.compress(gzip.compress(b" " * (51 * 1024 * 1024))), "解压后超过 50 MB"),
        (b"<urlset><<<", "读不出任何网址"),
    ],
    ids=["empty", "page", "cut off", "damaged", "bomb", "double bomb", "broken"],
)
def test_what_is_no_map_says_so(content: bytes, said: str) -> None:
    with pytest.raises(UnreadableMap, match=said):
        read_sitemap(content, NOW)


def test_an_entity_bomb_in_a_map_stays_text() -> None:
    bomb = '<!DOCTYPE u [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    found = read_sitemap(urlset(entry("http://a.example/&b;")).replace("?>", f"?>{bomb}").encode(), NOW)
    assert all(len(page.url) < 60 for page in found.pages)


def test_the_newest_come_first_and_undated_ones_in_their_order() -> None:
    content = urlset(
        entry("http://a/1"), entry("http://a/2", "2026-11-01"), entry("http://a/3", "2026-11-20")
    )
    pages = read_sitemap(content.encode(), NOW).pages
    assert [page.url[-1] for page in newest_first(pages)] == ["3", "2", "1"]


def test_an_index_leads_to_the_new_pages_of_the_site_and_no_others(
    park: Park, local_server: LocalServer
) -> None:
    at = local_server.url
    local_server.page(
        "/sitemap.xml", index((at("/new.xml.gz"), "2026-11-24"), (at("/old.xml"), "2025-01-01"))
    )
    pages = urlset(
        entry(at("/a/1001.html"), "2026-11-23", news("新闻地图的标题", "2026-11-23T08:00:00+08:00")),
        entry(at("/a/1002.html")),
        entry(at("/a/1003.html"), "2026-01-05"),
        entry(at("/about.html")),
        entry("http://elsewhere.example/a/1004.html"),
        entry("javascript:alert(1)"),
    )
    packed = gzip.compress(pages.encode())
    local_server.page("/new.xml.gz", packed, content_type="application/gzip", etag='"m1"')
    for n in range(1, 4):
        local_server.page(f"/a/100{n}.html", article(f"海口大道施工通告之{n}"))

    def endless(request: Request) -> Answer:
        n = int(request.query.get("n", ["0"])[0])
        return Answer(200, index((at(f"/endless.xml?n={n + 1}"), "2026-11-24")).encode())

    local_server.answer("/endless.xml", endless)
    park.watch(
        config("sitemap", at("/sitemap.xml"), pattern=r"/a/\d+"),
        config("sitemap", at("/endless.xml"), "无尽的地图", depth=3),
    )
    assert (park.visit().new_posts, local_server.requests("/old.xml")) == (2, [])
    assert len(local_server.requests("/endless.xml")) == 3
    first, second = park.posts("信源")
    assert first.title == "海口大道施工通告之1"
    assert first.published_at is not None
    assert first.published_at.hour == 0  # 08:00 in Shanghai, as the map says, not 18:30 of the page
    assert second.text is not None
    assert local_server.requests("/a/1003.html") == []
    again = park.visit(NOW + timedelta(hours=1))
    assert (again.new_posts, again.failures) == (0, {})
    assert local_server.requests("/new.xml.gz")[-1].headers["if-none-match"] == '"m1"'
    assert len(local_server.requests("/a/1001.html")) == 1
