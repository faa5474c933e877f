"""Search pages: every watch word in the site's own encoding, page after page, then the articles."""

from datetime import timedelta
from urllib.parse import quote

import pytest

from crawlers.kinds.words import with_word
from tests.crawlers.kinds.park import NOW, article, config, links
from tests.support.park import Park
from tests.support.websites import Answer, LocalServer, Request

# What the server makes of the GBK bytes of 新港, which are no UTF-8.
GBK = "新港".encode("gbk").decode("utf-8", "replace")
NOTHING = "<html><body>抱歉，没有找到与“x”相关的内容</body></html>"


@pytest.mark.parametrize(
    ("address", "charset", "right"),
    [
        ("http://a.example/s?q={word}", "utf-8", "http://a.example/s?q=" + quote("新港") + "+1"),
        ("http://a.example/s?q={word}", "gbk", "http://a.example/s?q=%D0%C2%B8%DB+1"),
        ("http://a.example/s/{word}.xml", "gbk", "http://a.example/s/%D0%C2%B8%DB%201.xml"),
        ("http://a.example/s", "gbk", "http://a.example/s"),
    ],
)
def test_a_word_stands_in_an_address_in_the_encoding_of_the_site(
    address: str, charset: str, right: str
) -> None:
    assert with_word(address, "新港 1", charset) == right


def route(server: LocalServer, word: str, *ids: str) -> None:
    """A route of RSSHub: the word stands in the path."""
    items = "".join(f"<item><title>{word}{i}</title><guid>{i}</guid></item>" for i in ids)
    server.page(f"/weibo/keyword/{quote(word)}", f"<rss><channel>{items}</channel></rss>")


def test_each_word_is_searched_page_by_page_and_a_result_is_stored_once(
    park: Park, local_server: LocalServer
) -> None:
    def results(request: Request) -> Answer:
        paths = {"1": ["/go?to=1001", "/go?to=1002"], "2": ["/a/1003.html"]}.get(request.query["p"][0], [])
        body = links(paths) if paths and request.query["q"] == [GBK] else NOTHING
        return Answer(200, body.encode("gbk"), {"Content-Type": "text/html; charset=gbk"})

    local_server.answer("/search", results)

    def jump(request: Request) -> Answer:
        return Answer(302, headers={"Location": f"/a/{request.query['to'][0]}.html"})

    local_server.answer("/go", jump)
    for n in range(1, 4):
        local_server.page(f"/a/100{n}.html", article(f"海口大道施工通告之{n}"))
    address = local_server.url("/search?q={word}&p={page}")
    options = {"words": ["新港", "棋盘洲"], "charset": "gbk", "pages": 3, "links": "li a"}
    feed = local_server.url("/weibo/keyword/{word}")
    route(local_server, "新港", "w1", "w2")
    route(local_server, "棋盘洲", "w2", "w3")
    words = ["新港", "棋盘洲"]
    park.watch(config("search", address, **options), config("feed", feed, "RSSHub 路由", words=words))
    summary = park.visit()
    assert (summary.new_posts, summary.failures) == (6, {})
    assert [post.key for post in park.posts("RSSHub 路由")] == ["w1", "w2", "w3"]
    assert [post.url for post in park.posts("信源")] == [
        local_server.url(f"/a/100{n}.html") for n in (1, 2, 3)
    ]
    assert park.visit(NOW + timedelta(hours=1)).new_posts == 0
