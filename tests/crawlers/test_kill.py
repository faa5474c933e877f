"""A crawl process that is killed in the middle of three thousand pages: nothing is lost, nothing twice."""

import os
import signal

from crawlers.rounds import run_due
from tests.support.park import NOW, Park, article, config, list_page
from tests.support.websites import Answer, LocalServer, Request

PAGES, A_LIST = 3000, 1000
HTML = {"Content-Type": "text/html; charset=utf-8"}


def test_three_thousand_pages_are_three_thousand_posts_though_the_crawler_was_killed(
    park: Park, local_server: LocalServer
) -> None:
    paths = [f"/a/{100_000 + number}.html" for number in range(PAGES)]
    for number in range(PAGES // A_LIST):
        links = list_page(paths[number * A_LIST : (number + 1) * A_LIST])
        local_server.page(
            f"/list{number}.html", f'{links}<a class="next" href="/list{number + 1}.html">下一页</a>'
        )
    children: list[int] = []
    served: list[str] = []

    def serve(request: Request) -> Answer:
        served.append(request.path)
        if len(served) == PAGES // 2:
            os.kill(children[0], signal.SIGKILL)
        return Answer(200, article(f"园区通告{request.path}").encode(), HTML)

    for path in paths:
        local_server.answer(path, serve)
    options = {"links": "li a", "next": "a.next", "pages": PAGES // A_LIST, "most": A_LIST}
    address = local_server.url("/list0.html")
    park.watch(config("园区新闻网", address, options=options, requests_a_visit=PAGES + 100))
    killed = run_due(park.database, park.settings, NOW, started=children.append)
    assert killed.failures == {"园区新闻网": "采集进程中断，未完成的部分下次重新采集"}
    before = len(park.posts())
    assert PAGES // 4 < before < PAGES // 2
    rest = park.visit(park.source("园区新闻网").next_due_at or NOW)
    assert rest.failures == {}
    assert sorted(str(post.title) for post in park.posts()) == [f"园区通告{path}" for path in paths]
    assert set(served) == set(paths)
    assert len(served) < PAGES + 300, "only what had not been stored yet is asked for again"
