import pytest
from pydantic import ValidationError

from analysis.levels import Signs, level_of
from analysis.profile import (
    ParkProfile,
    default_lexicon,
    default_profile,
    default_routing,
    default_rubric,
)

UNITS = {
    "办公室", "组织部", "经发局", "社发局", "财政局", "人社局", "执法局", "国土分局", "交运分局", "交警大队",
    "新港开发公司", "各指挥部", "各村(居委会)",
}  # fmt: skip


def test_every_unit_of_the_plan_leads_somewhere_and_no_other() -> None:
    routing = default_routing()
    assert {route.lead for route in routing.routes} | {routing.fallback} == UNITS
    assert {unit for route in routing.routes for unit in route.supporting} <= UNITS


def test_every_theme_that_a_route_or_the_rubric_names_exists() -> None:
    themes = set(default_lexicon().themes)
    assert {theme for route in default_routing().routes for theme in route.themes} <= themes
    assert set(default_rubric().themes) <= themes


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(ValidationError):
        ParkProfile.model_validate({"name": "某园区", "alias": ["某园"]})


def test_the_segmenter_gets_every_name_once() -> None:
    words = default_profile().words()
    assert "韦源口" in words and len(words) == len(set(words))


def test_the_bounds_of_the_levels_are_included() -> None:
    rubric = default_rubric()
    signs = Signs(80, 3, 0.9, 0.3, "angry", "report", ("环境保护",), {})
    level, reasons = level_of(signs, rubric)
    assert sum(reason.points or 0 for reason in reasons) == rubric.bounds.orange == 91
    assert level == 2
    below = rubric.model_copy(update={"bounds": rubric.bounds.model_copy(update={"orange": 92})})
    assert level_of(signs, below)[0] == 3


def test_nothing_that_does_not_spread_has_a_level() -> None:
    signs = Signs(19.9, 1, 1.0, 1.0, "angry", "report", ("安全生产",), {"人身伤亡": ["死亡"]})
    assert level_of(signs, default_rubric())[0] is None


def test_the_words_to_search_for_are_the_names_that_hold_no_other() -> None:
    profile = ParkProfile(
        name="黄石新港物流园", aliases=("黄石新港", "黄石新港园区"), places=("韦源口镇", "韦源口")
    )
    assert profile.search_words() == ("韦源口", "黄石新港")
