"""What an event is called: by an editor's title before the loudest cry."""

from datetime import UTC, datetime, timedelta

from analysis.events import Clusterer, ClusterState, EventText

START = datetime(2026, 11, 23, tzinfo=UTC)
BLAST = "棋盘洲一化工厂发生爆炸，多人受伤送医，附近居民听到巨响，消防车已经赶到现场救援"


def title_of(*posts: EventText) -> str:
    changes = Clusterer(ClusterState()).take(posts)
    return {one.event_key: one.title for one in changes.described}.popitem()[1]


def post(number: int, title: str = "", weight: float = 1.0, edited: bool = False) -> EventText:
    at = START + timedelta(minutes=number)
    return EventText(str(number), at, title, BLAST, ("棋盘洲",), weight, edited)


def test_an_editors_title_goes_before_the_loudest_cry() -> None:
    cry, news = post(1, weight=5000.0), post(2, "棋盘洲一化工厂发生爆炸", edited=True)
    assert title_of(cry, news) == "棋盘洲一化工厂发生爆炸"
    assert title_of(news, cry) == "棋盘洲一化工厂发生爆炸"


def test_without_an_editor_any_title_goes_before_none() -> None:
    assert title_of(post(1, weight=5000.0), post(2, "化工厂爆炸了")) == "化工厂爆炸了"


def test_among_equals_the_one_that_touched_most_names_it() -> None:
    assert title_of(post(1, "出事了", 3.0), post(2, "化工厂爆炸", 90.0)) == "化工厂爆炸"


def test_a_title_does_not_shout() -> None:
    assert title_of(post(1, "惊！！化工厂竟然爆炸了！！！[泪]🙏")) == "化工厂竟然爆炸了"
    assert title_of(post(1, "快讯：棋盘洲一化工厂发生爆炸")) == "棋盘洲一化工厂发生爆炸"


def test_the_title_that_holds_most_of_the_matter_goes_before_a_cry() -> None:
    cry, said = post(1, "救救我们吧！！！", 3.0), post(2, "棋盘洲化工厂爆炸，居民被疏散", 1.0)
    assert title_of(cry, said) == "棋盘洲化工厂爆炸，居民被疏散"


def test_a_sort_of_post_in_brackets_is_no_title() -> None:
    at = START + timedelta(minutes=1)
    told = EventText("1", at, "", "【情况通报】#新港爆炸# 棋盘洲一化工厂发生爆炸，现场明火已扑灭。")
    assert title_of(told) == "棋盘洲一化工厂发生爆炸，现场明火已扑灭"
