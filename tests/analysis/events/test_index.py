from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from analysis.events import ClusterState, EventText, cluster, clustering
from analysis.events.duplicates import DuplicateIndex, digests
from analysis.events.index import WindowIndex, index_of

START = datetime(2026, 11, 1, tzinfo=UTC)
TROUBLES = (
    "丽景新城搅拌站粉尘扰民",
    "港湾雅苑自来水发黄",
    "标准厂房工地拖欠农民工工资",
    "夜间异味刺鼻开不了窗",
)


def posts(count: int) -> list[EventText]:
    return [
        EventText(
            str(n), START + timedelta(hours=n), text=f"{TROUBLES[n % 4]}，第{n}天没人管，{'再' * (n % 3)}反映"
        )
        for n in range(count)
    ]


def in_steps(keeping: bool) -> ClusterState:
    """One post a call, the index kept between calls or built anew for each."""
    state = ClusterState()
    for post in posts(60):
        state, _ = cluster(state if keeping else replace(state), [post])
    return state


def test_a_fresh_process_clusters_as_one_that_kept_its_index() -> None:
    assert in_steps(keeping=True).to_bytes() == in_steps(keeping=False).to_bytes()


@pytest.mark.parametrize(("most_events", "posts_left"), [(3, 3), (4, 12)])
def test_a_window_that_is_full_forgets_alike(
    most_events: int, posts_left: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clustering, "MOST_POSTS", 12)
    monkeypatch.setattr(clustering, "MOST_EVENTS", most_events)
    state = in_steps(keeping=True)
    assert (len(state.posts), len(state.events)) == (posts_left, most_events)
    kept, built = index_of(state), WindowIndex(replace(state))
    assert kept.postings == built.postings
    assert [kept.model_of(p.digest) for p in state.posts] == [built.model_of(p.digest) for p in state.posts]


def test_the_earlier_state_can_be_used_again() -> None:
    state, _ = cluster(ClusterState(), posts(20))
    once, _ = cluster(state, posts(30))
    again, _ = cluster(state, posts(30))
    assert once.to_bytes() == again.to_bytes()


def test_a_removed_post_is_no_model() -> None:
    index = DuplicateIndex()
    first, second = digests(["丽景新城旁边的搅拌站昼夜施工扰民", "丽景新城旁边的搅拌站昼夜施工扰民！"])
    index.add(1, first)
    index.add(2, second)
    assert index.model_of(first) == 1
    index.remove(1)
    assert index.model_of(first) == 2
