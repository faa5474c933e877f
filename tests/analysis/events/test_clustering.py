from datetime import UTC, datetime, timedelta

import pytest

from analysis.events import Changes, Clusterer, ClusterState, EventText
from analysis.events.packing import StateError, pack_event, unpack_digest, unpack_event
from tests.support.remembered import restarted, stored

START = datetime(2026, 11, 1, tzinfo=UTC)
NOISE = "丽景新城旁边的搅拌站昼夜施工，粉尘和噪音严重扰民，居民无法开窗"
BLAST = "棋盘洲化工厂发生爆炸，浓烟滚滚，消防车赶到现场，附近村民被疏散"


def post(number: int, text: str, days: float = 0, **more: object) -> EventText:
    return EventText(str(number), START + timedelta(days=days), text=text, **more)  # type: ignore[arg-type]


POSTS = [
    post(1, NOISE),
    post(2, "投诉丽景新城搅拌站粉尘污染，噪音扰民", 3),
    post(3, BLAST, 1),
    post(4, "棋盘洲化工厂爆炸现场浓烟滚滚，村民疏散", 1.1),
    post(5, "请问二胎生育证如何办理，需要什么材料", 2),
    post(6, NOISE + "！", 4),
]


def clustered(*batches: list[EventText]) -> tuple[ClusterState, Changes]:
    """The state after all batches, and what the last of them changed."""
    clusterer, changes = Clusterer(ClusterState()), Changes()
    for batch in batches:
        changes = clusterer.take(batch)
    return clusterer.state, changes


def members(changes: Changes) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for joined in changes.joined:
        found.setdefault(joined.event_key, set()).add(joined.post_id)
    return found


def test_posts_about_one_happening_share_an_event() -> None:
    _, changes = clustered(POSTS)
    groups = sorted(sorted(ids) for ids in members(changes).values())
    assert groups == [["1", "2", "6"], ["3", "4"], ["5"]]


def test_a_copy_names_its_model() -> None:
    _, changes = clustered(POSTS)
    assert {j.post_id: j.duplicate_of for j in changes.joined}["6"] == "1"


def test_running_again_changes_nothing() -> None:
    clusterer = Clusterer(ClusterState())
    clusterer.take(POSTS)
    before = stored(clusterer.state)
    assert clusterer.take(POSTS) == Changes()
    assert stored(clusterer.state) == before


def test_batches_and_restarts_give_what_one_call_gives() -> None:
    whole, _ = clustered(POSTS)
    clusterer = Clusterer(ClusterState())
    for one in POSTS:
        clusterer = restarted(clusterer)
        clusterer.take([one])
    assert stored(clusterer.state) == stored(whole)


def test_a_batch_names_what_must_be_stored_and_no_more() -> None:
    _, changes = clustered(POSTS[:5], POSTS[5:])
    assert [event.size for event in changes.memory.events] == [3]
    assert [post.id for post in changes.memory.posts] == ["6"]
    assert not changes.memory.lost_events and not changes.memory.lost_posts


def test_posts_that_come_late_give_the_same_groups() -> None:
    _, changes = clustered([POSTS[number] for number in (5, 3, 1, 4, 0, 2)])
    groups = sorted(sorted(ids) for ids in members(changes).values())
    assert groups == [["1", "2", "6"], ["3", "4"], ["5"]]


def test_the_key_of_an_event_comes_from_its_first_post() -> None:
    _, one = clustered(POSTS)
    _, other = clustered(POSTS[:1])
    assert one.opened[0].event_key == other.opened[0].event_key


def test_events_far_apart_in_time_are_not_one() -> None:
    changes = Clusterer(ClusterState(window_days=30)).take([post(1, NOISE), post(2, NOISE + "。", 200)])
    assert len(members(changes)) == 2


def test_the_same_quarrel_elsewhere_is_another_event() -> None:
    _, changes = clustered(
        [
            post(1, "幸福小区楼下麻将馆扰民", places=("幸福小区",)),
            post(2, "东湖社区一家麻将馆深夜吵闹", places=("东湖社区",)),
        ],
    )
    assert len(members(changes)) == 2


def test_two_events_tied_together_are_merged_into_the_older() -> None:
    parts = [
        post(1, "丽景新城搅拌站粉尘"),
        post(2, "违建混凝土公司彻夜轰鸣失眠"),
        post(3, "丽景新城搅拌站粉尘，违建混凝土公司彻夜轰鸣失眠", 1),
        post(4, "丽景新城搅拌站粉尘，违建混凝土公司彻夜轰鸣失眠投诉无果", 2),
    ]
    state, changes = clustered(parts)
    keys = state.events.keys()
    for merged in changes.merged:
        assert merged.into_key in keys and merged.from_key not in keys
    assert sum(event.size for event in state.events.values()) == 4


def test_an_event_is_described_by_its_weightiest_post() -> None:
    _, changes = clustered(
        [
            post(1, NOISE, title="搅拌站扰民"),
            post(2, NOISE + "啊", 2, title="丽景新城搅拌站何时搬走", weight=50.0),
        ],
    )
    described = changes.described[0]
    assert described.title == "丽景新城搅拌站何时搬走"
    assert described.size == 2
    assert described.last_at - described.first_at == timedelta(days=2)
    assert "搅拌站" in described.keywords


def test_damaged_bytes_are_refused() -> None:
    state, _ = clustered(POSTS)
    good = pack_event(next(iter(state.events.values())))
    for bad in (b"", b"nonsense", good[:-3], good[8:], b"\xff" + good[1:], b"\2\0\0\0[]"):
        with pytest.raises(StateError):
            unpack_event(bad)
    with pytest.raises(StateError):
        unpack_digest(b"123")


@pytest.mark.parametrize("text", ["", "😀", "\ud800", "美" * 100_000, "a", " "])
def test_broken_posts_get_an_event_too(text: str) -> None:
    state, changes = clustered([post(1, text), post(2, text)])
    assert len(changes.joined) == 2
    for event in state.events.values():
        assert pack_event(unpack_event(pack_event(event))) == pack_event(event)
