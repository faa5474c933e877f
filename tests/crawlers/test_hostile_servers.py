"""Servers that mean harm, or are broken in ways that do: against real ones on this machine."""

import gzip
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import brotli
import pytest
from backports import zstd

from tests.support.certificates import self_signed
from tests.support.park import NOW, Park, article, config, list_page, news_site
from tests.support.websites import Answer, LocalServer, Request

MEGABYTE = 1024 * 1024
PRIVATE = "地址 {} 属于内部网络，未获允许（allow_private）"
HTML = {"Content-Type": "text/html; charset=utf-8"}


def moved(server: LocalServer, path: str, to: str) -> None:
    server.page(path, "", status=302, headers={"Location": to})


def test_every_way_into_the_house_is_shut(park: Park, local_server: LocalServer) -> None:
    port = local_server.port
    ways = {
        "经两次跳转": (f"http://localhost:{port}/secret", "localhost"),
        "映射的 IPv6": (f"http://[::ffff:127.0.0.1]:{port}/secret", None),
        "IPv6": (f"http://[::1]:{port}/secret", None),
        "十六进制": (f"http://0x7f000001:{port}/secret", "0x7f000001"),
        "八进制": (f"http://0177.0.0.1:{port}/secret", "0177.0.0.1"),
        "省略写法": (f"http://127.1:{port}/secret", "127.1"),
        "全零": (f"http://0.0.0.0:{port}/secret", "0.0.0.0"),
        "带点的域名": (f"http://localhost.:{port}/secret", "localhost."),
        "本机的文件": ("file:///etc/passwd", None),
    }
    local_server.page("/secret", "<html><body>内部资料</body></html>")
    for number, (target, _) in enumerate(ways.values()):
        moved(local_server, f"/hop{number}", f"/step{number}")
        moved(local_server, f"/step{number}", target)
    refresh = f'<html><head><meta http-equiv="refresh" content="0;url=http://localhost:{port}/secret"></head></html>'
    local_server.page("/refresh", refresh)
    park.watch(
        *(config(name, local_server.url(f"/hop{number}")) for number, name in enumerate(ways)),
        config("页内跳转", local_server.url("/refresh")),
    )
    failures = park.visit().failures
    assert local_server.requests("/secret") == []
    assert failures["页内跳转"] == PRIVATE.format("localhost")
    for name, (_, host) in ways.items():
        expected = PRIVATE.format(host) if host else failures[name]
        assert failures[name] == expected
    assert park.posts() == []


def test_a_site_outside_cannot_lead_its_robots_txt_into_the_house(
    park: Park, local_server: LocalServer
) -> None:
    """127.0.0.1 is the other source's own private host; localhost, here, is the site outside."""
    news_site(local_server)
    with LocalServer() as outside:
        news_site(outside)
        moved(outside, "/robots.txt", local_server.url("/secret"))
        theirs = f"http://localhost:{outside.port}/list.html"
        park.watch(config("内网", local_server.url("/list.html")), config("外网", theirs))
        park.visit()
    assert local_server.requests("/secret") == []


def endless(piece: bytes, until: threading.Event) -> Iterator[bytes]:
    while not until.wait(0.05):
        yield piece


def huge(pieces: int, sent: list[int]) -> Iterator[bytes]:
    for _ in range(pieces):
        yield b"x" * MEGABYTE
        sent.append(MEGABYTE)


def test_pages_without_end_are_given_up_and_the_rest_is_read(park: Park, local_server: LocalServer) -> None:
    """200 MB, a page that drips for ever, bombs in three packings: each costs its own page alone."""
    over, sent = threading.Event(), list[int]()
    zeros = bytes(200 * MEGABYTE)
    local_server.answer("/a/1000.html", lambda _: Answer(200, headers=HTML, stream=huge(200, sent)))
    drip = endless(b"<p>1</p>", over)
    local_server.answer("/a/1001.html", lambda _: Answer(200, headers=HTML, stream=drip))
    for number, (packing, packed) in enumerate(
        {
            "gzip": gzip.compress(zeros, 1),
            "br": brotli.compress(zeros, quality=1),
            "zstd": zstd.compress(zeros),
            "gzip, gzip, gzip": gzip.compress(gzip.compress(gzip.compress(article("层层包裹").encode()))),
        }.items(),
        start=1002,
    ):
        local_server.page(f"/a/{number}.html", packed, headers={"Content-Encoding": packing})
    within = article("园区里能读的一篇通告") + "<!--" + " " * 3 * MEGABYTE + "-->"
    local_server.page("/a/1006.html", gzip.compress(within.encode()), headers={"Content-Encoding": "gzip"})
    local_server.page("/a/1007.html", article("园区里完好的一篇通告"))
    local_server.page("/list.html", list_page([f"/a/{n}.html" for n in range(1000, 1008)]))
    park.settings = park.settings.model_copy(update={"crawl_page_seconds": 2})
    park.watch(config("园区新闻网", local_server.url("/list.html"), options={"links": "li a"}))
    summary = park.visit()
    over.set()
    assert [post.title for post in park.posts()] == ["园区里完好的一篇通告"]
    assert sum(sent) < 40 * MEGABYTE
    visit = park.visits()[0]
    assert (visit.errors, visit.items) == (7, 1)
    assert summary.failures == {}
    park.visit(NOW + timedelta(hours=1))
    asked = [len(local_server.requests(f"/a/{number}.html")) for number in range(1000, 1008)]
    assert asked == [1, 2, 1, 1, 1, 1, 1, 1], "but for the drip, which may have been the net's fault"


def test_redirects_share_the_time_of_one_page(park: Park, local_server: LocalServer) -> None:
    pause = threading.Event()

    def slowly(request: Request) -> Answer:
        pause.wait(0.7)
        number = int(request.path.removeprefix("/hop"))
        return Answer(302, headers={"Location": f"/hop{number + 1}"})

    for number in range(6):
        local_server.answer(f"/hop{number}", slowly)
    park.settings = park.settings.model_copy(update={"crawl_page_seconds": 2})
    park.watch(config("绕圈的网站", local_server.url("/hop0")))
    assert park.visit().failures == {"绕圈的网站": "下载超时"}
    assert len(local_server.requests()) < 5


def test_a_redirect_without_end_is_given_up(park: Park, local_server: LocalServer) -> None:
    moved(local_server, "/round", "/round")
    park.watch(config("绕圈的网站", local_server.url("/round")))
    assert park.visit().failures == {"绕圈的网站": "跳转次数过多"}
    assert len(local_server.requests("/round")) == 6


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "nonsense"])
def test_a_page_in_gb18030_that_declares_another_charset_is_read_right(
    park: Park, local_server: LocalServer, declared: str
) -> None:
    wrong = f"text/html; charset={declared}"
    meta = f'<meta charset="{declared}">'
    local_server.page("/list.html", list_page(["/a/1001.html"]).encode("gb18030"), content_type=wrong)
    page = article("园区道路通行调整公告", declared=meta).encode("gb18030")
    local_server.page("/a/1001.html", page, content_type=wrong)
    park.watch(config("园区新闻网", local_server.url("/list.html")))
    park.visit()
    assert [post.title for post in park.posts()] == ["园区道路通行调整公告"]


def test_a_certificate_that_nobody_vouches_for_is_refused_unless_the_source_takes_it(
    park: Park, tmp_path: Path
) -> None:
    with LocalServer(self_signed(tmp_path)) as server:
        news_site(server)
        address = server.url("/list.html")
        park.watch(config("园区新闻网", address))
        said = park.visit().failures["园区新闻网"]
        assert said == "服务器的证书无效，未读取；确认网站无误后可设 verify_certificate = false"
        assert server.requests() == []
        park.watch(config("园区新闻网", address, verify_certificate=False))
        assert park.visit(NOW).new_posts == 3
