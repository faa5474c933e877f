import re
from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest

from huiying.cli.demo.items import SITES, Counters, Item, load_items
from huiying.cli.demo.labels import labelled_twice, load_happenings, load_labels
from huiying.cli.demo.moments import Calendar
from tests.cli.demo.visiting import T0

ITEMS = load_items(Calendar(T0))
LABELS = load_labels()

_MOBILE = re.compile(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)\d{6}(?:19|20)\d{9}[\dXx](?!\d)")
_MASKED = re.compile(r"[\u4e00-\u9fff](?:\*\*|先生|女士)|匿名")
_UNITS = {
    "办公室", "组织部", "经发局", "社发局", "财政局", "人社局", "执法局", "国土分局", "交运分局",
    "交警大队", "新港开发公司", "各指挥部", "各村(居委会)",
}  # fmt: skip


def test_the_town_has_enough_to_say() -> None:
    irrelevant = [it for it in LABELS.values() if not it.relevant]
    assert len(ITEMS) >= 460
    assert len(load_happenings()) >= 30
    assert len(irrelevant) >= 120
    assert set(SITES) == {it.site for it in ITEMS}


def test_every_item_has_one_label_and_every_label_an_item() -> None:
    assert {it.id for it in ITEMS} == set(LABELS)
    assert labelled_twice() == []


def test_labels_name_tiers_grades_and_units_of_the_plan() -> None:
    for happening in load_happenings():
        assert happening.tier in (None, 1, 2, 3, 4), happening.id
        assert happening.grade in (None, 1, 2, 3, 4), happening.id
        assert happening.units and set(happening.units) <= _UNITS, happening.id


def test_a_happening_with_a_grade_has_a_tier_at_least_as_grave() -> None:
    graded = [it for it in load_happenings() if it.grade]
    assert graded
    assert all(it.tier and it.grade and it.tier <= it.grade for it in graded)


def test_letters_and_calls_are_relevant_by_their_origin() -> None:
    written = [it for it in ITEMS if it.site in ("mailbox", "hotline")]
    assert written
    assert all(LABELS[it.id].relevant for it in written)
    assert all(it.sort for it in written)


def test_every_item_says_something() -> None:
    assert [it.id for it in ITEMS if not (it.text and it.by and (it.title or it.site == "weibo"))] == []
    assert [it.id for it in ITEMS if "{" in whole(it) or "}" in whole(it)] == []


def test_no_item_holds_a_telephone_or_identity_number() -> None:
    betraying = (_MOBILE, _LANDLINE, _IDENTITY)
    assert [it.id for it in ITEMS if any(pattern.search(whole(it)) for pattern in betraying)] == []


@pytest.mark.parametrize("number", ["13800138000", "138-0013-8000", "0714-6543210", "42028119900101123X"])
def test_the_search_for_such_numbers_finds_one(number: str) -> None:
    assert any(pattern.search(f"请联系{number}。") for pattern in (_MOBILE, _LANDLINE, _IDENTITY))


def test_who_writes_or_calls_is_masked() -> None:
    named = [it for it in ITEMS if it.site in ("mailbox", "hotline")]
    assert [it.id for it in named if not _MASKED.fullmatch(it.by)] == []


def whole(item: Item) -> str:
    replies = (f"{it.by} {it.text}" for it in item.replies)
    return " ".join([item.title, item.text, item.by, *replies])


def test_nothing_is_said_twice() -> None:
    times = Counter(it.text for it in ITEMS)
    assert [text for text, count in times.items() if count > 1] == []


def test_most_is_said_in_the_week_a_little_before_and_a_little_after() -> None:
    before = [it for it in ITEMS if it.at < T0 - timedelta(days=8)]
    after = [it for it in ITEMS if it.at > T0]
    assert 1 <= len(before) <= 10
    assert 5 <= len(after) <= 20
    assert all(it.at <= T0 + timedelta(hours=2) for it in after)


def test_what_happened_at_a_clock_time_is_past_even_if_the_first_run_is_at_midnight() -> None:
    midnight = T0.replace(hour=16, minute=0)
    late = [it.id for it in load_items(Calendar(midnight)) if it.at > midnight]
    assert late == [it.id for it in ITEMS if it.at > T0]


def test_counters_never_fall() -> None:
    for item in ITEMS:
        steps = [item.counters(item.at + timedelta(hours=hours)) for hours in (0, 0.5, 2, 5, 12, 30, 90, 500)]
        assert steps[0] == Counters()
        assert all(
            low <= high for before, after in pairwise(steps) for low, high in zip(before, after, strict=True)
        ), item.id


def test_counters_go_from_milepost_to_milepost() -> None:
    item = next(it for it in ITEMS if it.id == "blast-13")
    assert item.counters(item.at + timedelta(hours=1)) == Counters(650, 1050, 2450, 440_000)
    assert item.counters(item.at + timedelta(hours=2)) == Counters(1300, 2100, 4900, 880_000)
    assert item.counters(item.at + timedelta(days=30)) == Counters(4200, 5200, 17_000, 3_600_000)
    assert item.counters(item.at - timedelta(hours=1)) == Counters()


def test_the_ids_of_the_sites_give_no_label_away() -> None:
    assert all(re.fullmatch(r"[1-9]\d{9}", str(it.number)) for it in ITEMS)
