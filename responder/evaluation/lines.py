"""The lines of the index: their names, and the three ways in which one can end."""

from collections.abc import Iterable

from responder.evaluation.facts import ids
from responder.evaluation.index import COUNTED, MISSING, NOT_APPLICABLE, Line, RestsOn
from responder.evaluation.rules import Weights

NAMES = {
    "met": "按时完成",
    "early": "提前完成",
    "before_peak": "峰值前发布",
    "unprompted": "未经催办",
    "progress": "持续发布",
    "no_fault": "没有差错",
    "rumours": "回应传言",
    "on_point": "答复切题",
    "heat": "热度变化",
    "negative": "负面比例",
    "repeats": "重复反映",
    "satisfaction": "回访满意度",
}


class Maker:
    """Makes the lines of one part by its weights."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights

    def counted(self, code: str, share: float, said: str, **rows: Iterable[object]) -> Line:
        """A line with evidence; `rows` are the facts behind it, by kind of row."""
        kept = round(min(1.0, max(0.0, share)), 4)
        return self._line(code, COUNTED, kept, said, rows)

    def missing(self, code: str, said: str, **rows: Iterable[object]) -> Line:
        """A line that lacks evidence; `said` says which."""
        return self._line(code, MISSING, None, said, rows)

    def not_applicable(self, code: str, said: str, **rows: Iterable[object]) -> Line:
        """A line that does not concern this case."""
        return self._line(code, NOT_APPLICABLE, None, said, rows)

    def _line(
        self, code: str, state: str, share: float | None, said: str, rows: dict[str, Iterable[object]]
    ) -> Line:
        found = tuple(RestsOn(kind, behind) for kind, those in rows.items() if (behind := ids(those)))
        return Line(code, NAMES[code], self._weights.of(code), state, share, said, found)
