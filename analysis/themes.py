"""Themes (安全生产, 征地拆迁 ...) and the appeal (complaint, inquiry ...) by word lists."""

from collections.abc import Iterable

from analysis.assessment import Appeal
from analysis.lexicon import Hits
from analysis.profile import Lexicon

MOST_THEMES = 3
# The strongest speech act wins a tie: who reports a wrong also asks and hopes.
_ORDER: tuple[Appeal, ...] = ("report", "praise", "help", "complaint", "suggestion", "inquiry")


class ThemeJudge:
    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def lists(self) -> dict[str, dict[str, Iterable[str]]]:
        return {"theme": dict(self._lexicon.themes), "appeal": dict(self._lexicon.appeals)}

    def themes(self, title: Hits, text: Hits) -> tuple[str, ...]:
        """At most three, the strongest first."""
        points = _points("theme", title, text)
        strong = [(-points[name], name) for name in points if points[name] >= self._lexicon.least]
        order = list(self._lexicon.themes)
        strong.sort(key=lambda one: (one[0], order.index(one[1])))
        return tuple(name for _, name in strong[:MOST_THEMES])

    def appeal(self, title: Hits, text: Hits) -> Appeal:
        points = _points("appeal", title, text)
        best = max(points.values(), default=0)
        return next((name for name in _ORDER if best and points.get(name) == best), "other")


def _points(group: str, title: Hits, text: Hits) -> dict[str, float]:
    points: dict[str, float] = {}
    for key, words in text.get(group, {}).items():
        points[key] = float(len(words))
    for key, words in title.get(group, {}).items():
        points[key] = points.get(key, 0.0) + 2.0 * len(words)
    return points
