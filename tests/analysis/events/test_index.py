from datetime import UTC, datetime, timedelta

import pytest

from analysis.events import Clusterer, ClusterState, EventText
from analysis.events.duplicates import DuplicateIndex, digests
from tests.support.remembered import restarted, stored

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


def in_steps(keeping: bool, most_events: int = 8000, most_posts: int = 20000) -> Clusterer:
    """One post a call, the index kept between calls or built anew for each."""
    clusterer = Clusterer(ClusterState(most_events=most_events, most_posts=most_posts))
    for post in posts(60):
        clusterer = clusterer if keeping else restarted(clusterer)
        clusterer.take([post])
    return clusterer


def test_a_fresh_process_clusters_as_one_that_kept_its_index() -> None:
    assert stored(in_steps(keeping=True).state) == stored(in_steps(keeping=False).state)


@pytest.mark.parametrize(("most_events", "most_posts"), [(3, 12), (2, 5)])
def test_a_window_that_is_full_forgets_alike(most_events: int, most_posts: int) -> None:
    kept, built = in_steps(True, most_events, most_posts), in_steps(False, most_events, most_posts)
    assert (len(kept.state.posts), len(kept.state.events)) == (most_posts, most_events)
    assert stored(kept.state) == stored(built.state)


def test_a_full_window_names_what_is_lost() -> None:
    clusterer = Clusterer(ClusterState(most_events=2, most_posts=3))
    memories = [clusterer.take([post]).memory for post in posts(8)]
    lost = [identity for memory in memories for identity in memory.lost_posts]
    assert lost == [str(number) for number in range(5)]
    written = {event.key for memory in memories for event in memory.events}
    gone = {key for memory in memories for key in memory.lost_events}
    assert written - gone == clusterer.state.events.keys()


def test_a_copy_of_a_copy_names_the_first_even_where_that_fell_out() -> None:
    first, *others = posts(9)
    clusterer = Clusterer(ClusterState(most_posts=8))
    clusterer.take([first, *others])
    assert first.id not in clusterer.state.posts
    changes = clusterer.take([EventText("again", first.at + timedelta(hours=10), text=first.text)])
    assert changes.joined[0].duplicate_of == first.id


def test_a_removed_post_is_no_model() -> None:
    index = DuplicateIndex()
    first, second = digests(["丽景新城旁边的搅拌站昼夜施工扰民", "丽景新城旁边的搅拌站昼夜施工扰民！"])
    index.add("1", first)
    index.add("2", second)
    assert index.model_of(first) == "1"
    index.remove("1")
    assert index.model_of(first) == "2"
