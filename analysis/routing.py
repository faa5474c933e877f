"""The unit that should lead, by topic, theme, words and place (routing.toml)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from analysis.assessment import Reason
from analysis.lexicon import Hits
from analysis.profile import Route, Routing


@dataclass(frozen=True, slots=True)
class Routed:
    unit: str
    supporting: tuple[str, ...]
    reason: Reason


class Router:
    def __init__(self, routing: Routing) -> None:
        self._routing = routing

    def lists(self) -> dict[str, dict[str, Iterable[str]]]:
        routes = self._routing.routes
        return {
            "route": {str(number): route.words for number, route in enumerate(routes)},
            "route_place": {str(number): route.places for number, route in enumerate(routes)},
        }

    def route(self, topic: str, themes: Collection[str], hits: Hits) -> Routed:
        """The heaviest rule that fits leads; the leads of the others and its helpers support."""
        fitting = [
            route
            for number, route in enumerate(self._routing.routes)
            if self._fits(route, str(number), topic, themes, hits)
        ]
        if not fitting:
            reason = Reason("责任单位", f"没有适用的派单规则，由{self._routing.fallback}牵头")
            return Routed(self._routing.fallback, (), reason)
        fitting.sort(key=lambda route: -route.weight)
        best = fitting[0]
        helpers = dict.fromkeys((*best.supporting, *(route.lead for route in fitting[1:3])))
        supporting = tuple(unit for unit in helpers if unit != best.lead)[:3]
        return Routed(best.lead, supporting, Reason("责任单位", f"{best.lead}（规则：{best.name}）"))

    def _fits(self, route: Route, number: str, topic: str, themes: Collection[str], hits: Hits) -> bool:
        if route.topics and topic not in route.topics:
            return False
        if route.themes and not set(route.themes) & set(themes):
            return False
        if route.words and number not in hits.get("route", {}):
            return False
        return not route.places or number in hits.get("route_place", {})
