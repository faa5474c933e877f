"""Form letters: the same words about another matter or another place are another event."""

from datetime import UTC, datetime, timedelta

import pytest

from analysis.events import Clusterer, ClusterState, EventText
from analysis.profile import default_profile
from tests.support.remembered import restarted

START = datetime(2026, 11, 1, tzinfo=UTC)
MATTERS = (
    "路灯坏了三天",
    "自来水发黄",
    "井盖不见了",
    "下水道堵了臭气熏天",
    "垃圾没人清运",
    "公交车不来",
    "有人占道停车",
    "夜里施工太吵",
    "健身器材坏了",
    "树枝压到电线",
    "流浪狗咬人",
    "楼道灯不亮",
)
PLACES = ("幸福小区", "东湖社区", "金桥花园", "安置小区", "向阳新村")
NAMES = default_profile().words()


def events_of(texts: list[str], at_once: int = 1000, hours: float = 3) -> dict[str, str]:
    """Post -> event, the posts given `at_once` at a time, each batch to a process that starts afresh."""
    posts = [
        EventText(str(number), START + timedelta(hours=hours * number), text=text, places=("棋盘洲",))
        for number, text in enumerate(texts)
    ]
    clusterer, found, into = Clusterer(ClusterState(), NAMES), {}, {}
    for start in range(0, len(posts), at_once):
        clusterer = restarted(clusterer) if at_once > 1 else clusterer
        changes = clusterer.take(posts[start : start + at_once])
        found |= {joined.post_id: joined.event_key for joined in changes.joined}
        into |= {merged.from_key: merged.into_key for merged in changes.merged}
    return {post: settled(key, into) for post, key in found.items()}


def settled(key: str, into: dict[str, str]) -> str:
    while key in into:
        key = into[key]
    return key


@pytest.mark.parametrize(
    "form", ["反映：棋盘洲{}，请尽快处理。", "来电人反映新港园区{}，要求尽快处理并回复。"]
)
def test_one_form_letter_for_twelve_matters_makes_twelve_events(form: str) -> None:
    assert len(set(events_of([form.format(matter) for matter in MATTERS]).values())) == 12


@pytest.mark.parametrize("trouble", ["路灯坏了三天，请尽快处理。", "自来水发黄，有铁锈味，无法做饭洗衣。"])
def test_the_same_trouble_in_five_places_makes_five_events(trouble: str) -> None:
    assert len(set(events_of([f"{place}{trouble}" for place in PLACES]).values())) == 5


def test_different_words_about_one_trouble_in_one_place_are_one_event() -> None:
    texts = [
        "港湾雅苑自来水发黄，有铁锈味",
        "来电人反映港湾雅苑小区自来水发黄浑浊，要求尽快查明原因",
        "港湾雅苑自来水又黄了，谁来管管",
    ]
    assert len(set(events_of(texts).values())) == 1


def test_a_hashtag_ties_what_shares_few_words() -> None:
    texts = ["#新港夜间异味# 比我家闹钟还准，又来了", "说是锁定两家了，名字呢，娃还在咳 #新港夜间异味#"]
    assert len(set(events_of(texts).values())) == 1
    assert len(set(events_of([text.replace("新港夜间异味", "新港") for text in texts]).values())) == 2


def test_batches_of_any_size_give_the_same_events() -> None:
    forms = ("反映：{}{}，请尽快处理。", "{}的{}，拖了好几天没人管", "#{}{}# 又是一天，等不到答复")
    texts = [form.format(place, matter) for matter in MATTERS for place in PLACES for form in forms]
    shuffled = [texts[number * 77 % len(texts)] for number in range(len(texts))] * 2
    whole = events_of(shuffled, 1000, hours=0.5)
    assert len(whole) == 360
    assert events_of(shuffled, 1, hours=0.5) == events_of(shuffled, 20, hours=0.5) == whole
    assert events_of(shuffled, 200, hours=0.5) == whole
