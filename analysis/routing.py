"""The unit that should lead, by topic, theme, words and place (routing.toml), and how sure that is."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from analysis.assessment import Assessment, Reason
from analysis.lexicon import Hits
from analysis.profile import Route, Routing

FACTOR = "责任单位"


@dataclass(frozen=True, slots=True)
class Routed:
    """`confidence` 0..1; with `ask` a person must confirm the unit before it is given the case."""

    unit: str
    supporting: tuple[str, ...]
    confidence: float
    ask: bool
    reason: Reason


@dataclass(frozen=True, slots=True)
class Weight:
    """The heaviest rules for a unit: those that rest on a text's topic weigh as much as the topic is sure."""

    plain: float = 0.0
    by_topic: float = 0.0

    def at(self, topic_confidence: float) -> float:
        return max(self.plain, self.by_topic * topic_confidence)


@dataclass(frozen=True, slots=True)
class _Fitting:
    """What the rules say of one matter; `rule` is None where none of them fits."""

    unit: str
    supporting: tuple[str, ...]
    rule: str | None
    own: Weight
    rivals: Weight


# Texts about the same matter ask the same question.
_REMEMBERED = 4096


class Router:
    def __init__(self, routing: Routing) -> None:
        self._routing = routing
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._fitting)

    def lists(self) -> dict[str, dict[str, Iterable[str]]]:
        routes = self._routing.routes
        return {
            "route": {str(number): route.words for number, route in enumerate(routes)},
            "route_place": {str(number): route.places for number, route in enumerate(routes)},
        }

    def route(self, topic: str, topic_confidence: float, themes: Collection[str], hits: Hits) -> Routed:
        """The heaviest rule that fits leads; the leads of the others and its helpers support."""
        words, places = frozenset(hits.get("route", ())), frozenset(hits.get("route_place", ()))
        found = self._remembered(topic, frozenset(themes), words, places)
        confidence = self._confidence(found, topic_confidence)
        ask = confidence < self._routing.ask_below
        why = f"规则：{found.rule}" if found.rule else "没有适用的派单规则"
        reason = told(found.unit, confidence, self._routing.ask_below, why)
        return Routed(found.unit, found.supporting, confidence, ask, reason)

    def _confidence(self, found: _Fitting, topic_confidence: float) -> float:
        """The weight that speaks for the unit against the heaviest for another one, which is `doubt` at
        least: a weak rule is no certainty only because no other fits."""
        own = found.own.at(topic_confidence)
        against = max(found.rivals.at(topic_confidence), self._routing.doubt)
        return round(own / (own + against), 2)

    def _fitting(
        self, topic: str, themes: frozenset[str], words: frozenset[str], places: frozenset[str]
    ) -> _Fitting:
        fitting = [
            route
            for number, route in enumerate(self._routing.routes)
            if _fits(route, topic, themes, str(number) in words, str(number) in places)
        ]
        if not fitting:
            return _Fitting(self._routing.fallback, (), None, Weight(), Weight())
        fitting.sort(key=lambda route: -route.weight)
        best = fitting[0]
        helpers = dict.fromkeys((*best.supporting, *(route.lead for route in fitting[1:3])))
        return _Fitting(
            best.lead,
            tuple(unit for unit in helpers if unit != best.lead)[:3],
            best.name,
            _weight([route for route in fitting if route.lead == best.lead]),
            _weight([route for route in fitting if route.lead != best.lead]),
        )


def told(unit: str, confidence: float, ask_below: float, why: str) -> Reason:
    """The reason beside a proposed unit; below the threshold it asks for a person."""
    if confidence >= ask_below:
        return Reason(FACTOR, f"{unit}（{why}，把握 {confidence:.0%}）")
    doubt = f"把握不足（{confidence:.0%}，低于 {ask_below:.0%}），请值班员确认"
    return Reason(FACTOR, f"建议交办{unit}，{doubt}（{why}）")


def reconsidered(verdict: Assessment, confidence: float, ask_below: float, why: str) -> Assessment:
    """The verdict with another confidence in its unit."""
    others = tuple(reason for reason in verdict.reasons if reason.factor != FACTOR)
    reasons = (*others, told(verdict.unit, confidence, ask_below, why))
    return replace(verdict, unit_confidence=confidence, ask_unit=confidence < ask_below, reasons=reasons)


def _weight(routes: Sequence[Route]) -> Weight:
    return Weight(
        max((route.weight for route in routes if not route.topics), default=0.0),
        max((route.weight for route in routes if route.topics), default=0.0),
    )


def _fits(route: Route, topic: str, themes: frozenset[str], word_hit: bool, place_hit: bool) -> bool:
    """Whether each kind of sign that the rule names is there."""
    return (
        (not route.topics or topic in route.topics)
        and (not route.themes or not themes.isdisjoint(route.themes))
        and (not route.words or word_hit)
        and (not route.places or place_hit)
    )
