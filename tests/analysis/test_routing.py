"""Who leads, who helps, and how sure that is."""

import pytest

from analysis.assessment import Reason
from analysis.profile import Routing
from analysis.routing import Routed, Router, told

ROUTING = Routing.model_validate(
    {
        "fallback": "办公室",
        "ask_below": 0.52,
        "doubt": 3,
        "routes": [
            {"name": "车祸", "words": ["车祸"], "lead": "交警大队", "supporting": ["执法局"], "weight": 10},
            {"name": "安全", "themes": ["安全生产"], "lead": "执法局", "weight": 9},
            {"name": "城管", "themes": ["城市管理"], "lead": "执法局", "weight": 5},
            {"name": "建设", "topics": ["城乡建设"], "lead": "国土分局", "weight": 4},
            {"name": "小事", "themes": ["水电气"], "lead": "新港开发公司", "weight": 2},
        ],
    }
)
ROUTER = Router(ROUTING)
CRASH = {"route": ["0"]}


def routed(
    topic: str = "交通运输",
    sure: float = 0.5,
    themes: tuple[str, ...] = (),
    hits: dict[str, list[str]] | None = None,
) -> Routed:
    return ROUTER.route(topic, sure, themes, hits or {})


def test_what_alone_fits_is_weighed_against_doubt() -> None:
    found = routed(hits=CRASH)
    assert (found.unit, found.supporting, found.confidence, found.ask) == (
        "交警大队",
        ("执法局",),
        0.77,
        False,
    )


def test_a_rule_for_another_unit_takes_away_confidence() -> None:
    found = routed(themes=("安全生产",), hits=CRASH)
    assert (found.unit, found.supporting) == ("交警大队", ("执法局",))
    assert found.confidence == round(10 / 19, 2)


def test_a_second_rule_for_the_same_unit_takes_away_none() -> None:
    assert (
        routed(themes=("安全生产", "城市管理")).confidence == routed(themes=("安全生产",)).confidence == 0.75
    )


def test_a_rule_that_rests_on_a_topic_is_as_sure_as_the_topic() -> None:
    assert [routed("城乡建设", sure).ask for sure in (0.3, 0.95)] == [True, False]
    assert routed("城乡建设", 0.3).unit == "国土分局"


def test_a_weak_rule_asks_though_no_other_fits() -> None:
    found = routed(themes=("水电气",))
    assert (found.unit, found.confidence, found.ask) == ("新港开发公司", 0.4, True)
    assert found.reason == Reason(
        "责任单位", "建议交办新港开发公司，把握不足（40%，低于 52%），请值班员确认（规则：小事）"
    )


def test_where_no_rule_fits_nothing_is_sure() -> None:
    found = routed()
    assert (found.unit, found.supporting, found.confidence, found.ask) == ("办公室", (), 0.0, True)
    assert "没有适用的派单规则" in found.reason.evidence


@pytest.mark.parametrize(("confidence", "asks"), [(0.51, True), (0.52, False)])
def test_the_bound_itself_is_sure_enough(confidence: float, asks: bool) -> None:
    assert ("请值班员确认" in told("执法局", confidence, 0.52, "规则：安全").evidence) is asks
