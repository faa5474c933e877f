"""The presets against servers that answer in the shape that is documented for each interface."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest

from crawlers.kinds import read_options
from crawlers.kinds.presets import preset_names
from huiying.core.clock import SHANGHAI
from huiying.core.errors import BadInput
from huiying.core.models import Post
from tests.crawlers.kinds.park import NOW, as_json, config
from tests.support.park import Park
from tests.support.websites import Answer, LocalServer, Request


def mblog(number: int, created_at: str, **more: Any) -> dict[str, Any]:
    return {
        "id": str(5_000_000_000 + number),
        "text": f'新港大道<a href="/n/x">@园区</a>积水{number}<br />请处理<span><img alt="[泪]"></span>',
        "user": {"id": 1, "screen_name": "路人"},
        "created_at": created_at,
        "reposts_count": 3,
        "comments_count": "100万+",
        "attitudes_count": 12,
        **more,
    }


def weibo(request: Request) -> Answer:
    if request.query["containerid"] != ["100103type=61&q=新港&t=0"]:
        return as_json({"ok": 0, "msg": "这里还没有内容", "data": {"cards": []}})
    if request.query["page"] != ["1"]:
        return as_json({"ok": 1, "data": {"cards": [{"card_type": 9, "mblog": mblog(5, "06-27")}]}})
    group = [{"card_type": 9, "mblog": mblog(2, "昨天 12:30")}, {"card_type": 42, "desc": "相关用户"}]
    cards = [
        {"card_type": 9, "mblog": mblog(1, "3分钟前")},
        {"card_type": 11, "card_group": group},
        {"card_type": 11, "show_type": 1},
        {"card_type": 9, "mblog": mblog(3, "Tue Nov 24 10:00:00 +0800 2026")},
        {"card_type": 9, "mblog": mblog(4, "11-20")},
    ]
    return as_json({"ok": 1, "data": {"cardlistInfo": {"total": 5}, "cards": cards}})


def tieba(request: Request) -> Answer:
    assert request.query["word"] == ["新港"]
    post = {
        "tid": "9001", "pid": "1", "title": "园区门口<em>路灯</em>", "content": "坏了半个月",
        "time": 1_795_480_200, "user": {"user_name": "", "show_nickname": "江边人"}, "forum_name": "黄石",
        "post_num": "7", "like_num": "2", "share_num": "1",
    }  # fmt: skip
    return as_json({"no": 0, "error": "success", "data": {"has_more": 0, "post_list": [post]}})


def board(request: Request) -> Answer:
    form = parse_qs(request.body.decode())
    assert (form["fid"], form["state"]) == (["571"], ["1"])
    first = int(form["lastItem"][0]) or 1003
    messages = [
        {
            "tid": tid, "subject": f"反映{tid}", "content": "自来水发黄\n一直没人修", "nickName": "网友",
            "dateline": 1_795_480_200, "threadsCheckTime": 1_795_480_300, "answerContent": None,
        }
        for tid in (first - 1, first - 2)
    ]  # fmt: skip
    return as_json({"result": "success", "responseData": messages})


def test_each_preset_reads_answers_of_the_documented_shape(park: Park, local_server: LocalServer) -> None:
    local_server.answer("/weibo", weibo)
    local_server.answer("/tieba", tieba)
    local_server.answer("/board", board)
    park.watch(
        config("api", local_server.url("/weibo"), "微博", preset="weibo_search", words=["新港", "棋盘洲"]),
        config("api", local_server.url("/tieba"), "贴吧", preset="tieba_search", words=["新港"]),
        config("api", local_server.url("/board"), "留言板", preset="message_board", params={"fid": "571"}),
    )
    summary = park.visit()
    assert (summary.new_posts, summary.failures) == (10, {})
    check_weibo(park.posts("微博"))
    check_tieba(park.posts("贴吧"))
    check_board(park.posts("留言板"))
    asked = local_server.requests("/board")
    assert [parse_qs(request.body.decode())["lastItem"] for request in asked] == [["0"], ["1001"]]


def check_weibo(posts: list[Post]) -> None:
    """Single and grouped cards, and every form of time that the interface writes."""
    expected = [
        NOW - timedelta(minutes=3),
        datetime(2026, 11, 23, 12, 30, tzinfo=SHANGHAI),
        datetime(2026, 11, 24, 10, 0, tzinfo=SHANGHAI),
        datetime(2026, 11, 20, tzinfo=SHANGHAI),
        datetime(2026, 6, 27, tzinfo=SHANGHAI),
    ]
    for post, moment in zip(posts, expected, strict=True):
        assert post.published_at is not None
        assert abs(post.published_at - moment) < timedelta(seconds=60)
    assert posts[0].text == "新港大道@园区积水1\n请处理"
    assert posts[0].url == "https://m.weibo.cn/detail/5000000001"
    assert (posts[0].reposts, posts[0].comments, posts[0].likes) == (3, 1_000_000, 12)


def check_tieba(posts: list[Post]) -> None:
    (post,) = posts
    assert (post.key, post.title, post.text) == ("9001", "园区门口路灯", "坏了半个月")
    assert (post.url, post.comments) == ("https://tieba.baidu.com/p/9001", 7)
    assert post.published_at == datetime(2026, 11, 24, 8, 30, tzinfo=SHANGHAI)
    assert post.author_hash is not None


def check_board(posts: list[Post]) -> None:
    assert [post.key for post in posts] == ["1000", "1001", "1002", "999"]
    assert (posts[1].title, posts[1].text) == ("反映1001", "自来水发黄\n一直没人修")
    assert posts[1].url == "https://liuyan.people.com.cn/threads/content?tid=1001"


def test_every_preset_is_whole_and_an_own_value_wins_over_it() -> None:
    for name in preset_names():
        assert read_options("api", {"preset": name}).preset == name
    mine = read_options("api", {"preset": "weibo_search", "pages": 5, "fields": {"views": "reads"}})
    assert (mine.pages, mine.fields.views, mine.fields.text) == (5, "reads", "text")


def test_an_unknown_preset_names_those_there_are() -> None:
    with pytest.raises(
        BadInput, match="没有名为“weibo”的预置接口，可选：message_board、tieba_search、weibo_search"
    ):
        read_options("api", {"preset": "weibo"})
