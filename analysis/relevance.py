"""Is a text about the park? By its names, with names that exist elsewhere resolved by context."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from analysis.assessment import Reason
from analysis.lexicon import Hits
from analysis.profile import AmbiguousName, ParkProfile
from analysis.texts import Text
from analysis.words.normalise import normalise

BY_ORIGIN = frozenset({"message", "hotline"})
RELEVANT_FROM = 0.5
_NAME, _PLACE, _RESOLVED, _UNRESOLVED, _NOTHING = 0.97, 0.9, 0.85, 0.3, 0.02
_SENTENCE = re.compile(r"[^。!?;\n]+")


@dataclass(frozen=True, slots=True)
class Relevance:
    relevant: bool
    score: float
    places: tuple[str, ...]
    reasons: tuple[Reason, ...]


class RelevanceJudge:
    """Holds the profile; its word lists are read by the analyst's one automaton."""

    def __init__(self, profile: ParkProfile) -> None:
        self._profile = profile
        self._ambiguous = {normalise(one.name).lower(): one for one in profile.ambiguous}

    def lists(self) -> dict[str, dict[str, Iterable[str]]]:
        profile = self._profile
        return {
            "park": {
                "name": (profile.name, *profile.aliases),
                "enterprise": profile.enterprises,
                "policy": profile.policies,
                "place": profile.places,
                "ambiguous": tuple(self._ambiguous),
                "watch": profile.watch_words,
            }
        }

    def judge(self, text: Text, whole: str, hits: Hits) -> Relevance:
        found = hits.get("park", {})
        places = tuple(found.get("place", ()))
        if text.channel in BY_ORIGIN:
            reason = Reason("相关性", "来自政府信箱或热线,按来源认定与本单位有关")
            return Relevance(True, 1.0, places, (reason,))
        sure = self._sure(found)
        if sure is not None:
            return Relevance(True, sure[0], places, (sure[1], *_watched(found)))
        return self._by_context(found, whole)

    def _sure(self, found: dict[str, list[str]]) -> tuple[float, Reason] | None:
        for key, label, score in (
            ("name", "园区名称", _NAME),
            ("enterprise", "园区企业", _NAME),
            ("policy", "园区文件", _PLACE),
            ("place", "园区地名", _PLACE),
        ):
            if key in found:
                words = "、".join(found[key][:3])
                return min(0.99, score + 0.01 * (len(found[key]) - 1)), Reason(
                    "相关性", f"提到{label}:{words}"
                )
        return None

    def _by_context(self, found: dict[str, list[str]], whole: str) -> Relevance:
        lowered = whole.lower()
        best = Relevance(False, _NOTHING, (), (Reason("相关性", "没有提到园区的名称、地名或企业"),))
        for name in found.get("ambiguous", ()):
            verdict = self._resolve(self._ambiguous[name], lowered)
            if verdict.score > best.score:
                best = verdict
        if best.relevant:
            return Relevance(True, best.score, best.places, (*best.reasons, *_watched(found)))
        return best

    def _resolve(self, one: AmbiguousName, text: str) -> Relevance:
        """Each sentence with the name is looked at; one that fits is enough."""
        name = normalise(one.name).lower()
        against = (*one.elsewhere, *self._profile.elsewhere)
        speaking = ""
        for sentence in _SENTENCE.findall(text):
            if name not in sentence:
                continue
            elsewhere = _first(against, sentence)
            if elsewhere:
                speaking = elsewhere
                continue
            context = _first(one.context, sentence.replace(name, " ")) or _first(
                one.context, text.replace(name, " ")
            )
            if context or not one.context:
                beside = f",同文有“{context}”" if context else ",未见指向外地的词"
                if not context and _first(against, text):
                    speaking = _first(against, text)
                    continue
                reason = Reason("相关性", f"提到“{one.name}”{beside}")
                return Relevance(True, _RESOLVED, (one.name,), (reason,))
        why = f"同文有“{speaking}”,应指外地" if speaking else "上下文不足以认定是本园区"
        reason = Reason("相关性", f"提到“{one.name}”,但{why}")
        return Relevance(False, 0.1 if speaking else _UNRESOLVED, (), (reason,))


def _first(words: Iterable[str], text: str) -> str:
    return next((word for word in words if word.lower() in text), "")


def _watched(found: dict[str, list[str]]) -> tuple[Reason, ...]:
    words = found.get("watch")
    return (Reason("关注词", "、".join(words[:5])),) if words else ()
