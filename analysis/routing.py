"""The unit that should lead, by topic, theme, words and place (routing.toml)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from analysis.assessment import Reason
from analysis.lexicon import Hits
from analysis.profile import Route, Routing


@dataclass(frozen=True, slots=True)
class Routed:
    unit: str
    supporting: tuple[str, ...]
    reason: Reason


# Texts about the same matter ask the same question.
_REMEMBERED = 4096


class Router:
    def __init__(self, routing: Routing) -> None:
        self._routing = routing
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._routed)

    def lists(self) -> dict[str, dict[str, Iterable[str]]]:
        routes = self._routing.routes
        return {
            "route": {str(number): route.words for number, route in enumerate(routes)},
            "route_place": {str(number): route.places for number, route in enumerate(routes)},
        }

    def route(self, topic: str, themes: Collection[str], hits: Hits) -> Routed:
        """The heaviest rule that fits leads; the leads of the others and its helpers support."""
        words, places = frozenset(hits.get("route", ())), frozenset(hits.get("route_place", ()))
        return self._remembered(topic, frozenset(themes), words, places)

    def _routed(
        self, topic: str, themes: frozenset[str], words: frozenset[str], places: frozenset[str]
    ) -> Routed:
        fitting = [
            route
            for number, route in enumerate(self._routing.routes)
            if _fits(route, topic, themes, str(number) in words, str(number) in places)
        ]
        if not fitting:
            reason = Reason("责任单位", f"没有适用的派单规则，由{self._routing.fallback}牵头")
            return Routed(self._routing.fallback, (), reason)
        fitting.sort(key=lambda route: -route.weight)
        best = fitting[0]
        helpers = dict.fromkeys((*best.supporting, *(route.lead for route in fitting[1:3])))
        supporting = tuple(unit for unit in helpers if unit != best.lead)[:3]
        return Routed(best.lead, supporting, Reason("责任单位", f"{best.lead}（规则：{best.name}）"))


def _fits(route: Route, topic: str, themes: frozenset[str], word_hit: bool, place_hit: bool) -> bool:
    """Whether each kind of sign that the rule names is there."""
    return (
        (not route.topics or topic in route.topics)
        and (not route.themes or not themes.isdisjoint(route.themes))
        and (not route.words or word_hit)
        and (not route.places or place_hit)
    )
