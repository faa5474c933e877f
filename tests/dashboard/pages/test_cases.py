"""事项: the list and its filters, which stand in the address."""

import re

import pytest

from tests.dashboard.conftest import Town, Visitor
from tests.support.cast import at


def titles(visitor: Visitor, query: str) -> list[str]:
    page = visitor.read(f"/cases?{query}")
    return re.findall(r'class="title" href="/case/\d+">(.*?)<', page)


@pytest.fixture
def three(town: Town) -> Town:
    town.case(title="爆炸 100% 属实")
    town.case(title="欠薪", tier=3, grade=None, proposed_unit=town.cast.welfare)
    town.case(title="路灯", kind="message", appeal="complaint", tier=None, grade=None, occurred_at=None)
    return town


@pytest.mark.parametrize(
    "query, found",
    [
        ("", ["路灯", "欠薪", "爆炸 100% 属实"]),
        ("tier=2", ["爆炸 100% 属实"]),
        ("tier=0", ["路灯"]),
        ("kind=opinion", ["欠薪", "爆炸 100% 属实"]),
        ("q=欠", ["欠薪"]),
        ("q=0003", ["路灯"]),
        ("q=100%25", ["爆炸 100% 属实"]),
        ("q=%25", ["爆炸 100% 属实"]),
        ("show=closed", []),
        ("show=nonsense&tier=9&kind=x&unit=x", ["路灯", "欠薪", "爆炸 100% 属实"]),
    ],
)
def test_a_filter_finds(three: Town, query: str, found: list[str]) -> None:
    assert titles(three.signed_in("officer"), query) == found


def test_by_unit(three: Town) -> None:
    unit = three.cast.welfare.id
    assert titles(three.signed_in("officer"), f"unit={unit}") == ["欠薪"]


def test_what_is_due_within_a_day(three: Town) -> None:
    three.clock.now = at("09:30")
    assert "爆炸 100% 属实" in titles(three.signed_in("officer"), "show=soon")
    three.clock.now = at("09:30", 30)
    assert titles(three.signed_in("officer"), "show=soon") == []


def test_the_filter_is_kept_from_state_to_state(three: Town) -> None:
    page = three.signed_in("officer").read("/cases?tier=2&q=爆炸")
    assert 'href="/cases?show=overdue&amp;tier=2&amp;q=%E7%88%86%E7%82%B8"' in page
    assert 'value="爆炸"' in page


def test_nothing_found_offers_the_way_back(three: Town) -> None:
    page = three.signed_in("officer").read("/cases?q=没有这件")
    assert "没有符合条件的事项" in page and 'href="/cases?show=open"' in page


def test_a_filter_shows_a_unit_nothing_of_others(three: Town) -> None:
    outsider = three.signed_in("outsider")
    enforcement = three.cast.enforcement.id
    assert titles(outsider, f"unit={enforcement}") == []
    assert titles(outsider, "q=爆炸") == []
    assert "执法局" not in outsider.read("/cases")
