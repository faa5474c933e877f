"""Is a text about the park? By its names, with names that exist elsewhere resolved by context."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from analysis.assessment import Reason
from analysis.lexicon import Hits
from analysis.profile import AmbiguousName, ParkProfile, other_cities
from analysis.texts import Text
from analysis.words.normalise import normalise

BY_ORIGIN = frozenset({"message", "hotline"})
RELEVANT_FROM = 0.5
_NAME, _PLACE, _RESOLVED, _LOCAL, _BOARD, _UNRESOLVED, _NOTHING = 0.97, 0.9, 0.85, 0.75, 0.6, 0.3, 0.02
_SENTENCE = re.compile(r"[^。!?;\n]+")
# A short text is about one thing: what speaks against a name anywhere in it speaks against all of it.
_SHORT = 200
Words = tuple[tuple[str, str], ...]


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
        self._after_city = {name: _after_city(name) for name in self._ambiguous}
        self._elsewhere = {
            name: _lowered((*one.elsewhere, *profile.elsewhere)) for name, one in self._ambiguous.items()
        }
        self._contexts = {name: _lowered(one.context) for name, one in self._ambiguous.items()}
        against = {lowered for words in self._elsewhere.values() for lowered, _ in words}
        self._speaking = AhoCorasick(sorted(against.union(other_cities())))
        self._other_places = _lowered((*profile.elsewhere, *profile.nearby, *other_cities()))

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

    def judge(self, text: Text, whole: str, hits: Hits, themes: Iterable[str] = ()) -> Relevance:
        found = hits.get("park", {})
        places = tuple(found.get("place", ()))
        if text.channel in BY_ORIGIN:
            return Relevance(True, 1.0, places, (_FROM_THE_OFFICE,))
        sure = self._sure(found)
        if sure is not None:
            return Relevance(True, sure[0], places, (sure[1], *_watched(found)))
        best = self._by_context(found, whole, text.local)
        if best.score <= _NOTHING and text.local and text.channel == "forum":
            return self._on_board(whole, themes) or best
        return best

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
                    "相关性", f"提到{label}：{words}"
                )
        return None

    def _by_context(self, found: dict[str, list[str]], whole: str, local: bool) -> Relevance:
        lowered = whole.lower()
        quiet = not self._speaking.find_matches_as_indexes(lowered)
        best = _NOT_NAMED
        for name in found.get("ambiguous", ()):
            verdict = self._resolve(name, lowered, local, quiet)
            if verdict.score > best.score:
                best = verdict
        if best.relevant:
            return Relevance(True, best.score, best.places, (*best.reasons, *_watched(found)))
        return best

    def _on_board(self, whole: str, themes: Iterable[str]) -> Relevance | None:
        """A matter of the park on a local message board, where nobody need name the place."""
        theme = next((one for one in themes if one in self._profile.local_themes), None)
        if theme is None or self._speaks_of_elsewhere(whole):
            return None
        why = f"本地论坛谈到{theme}，未见指向别处的词"
        return Relevance(True, _BOARD, (), (Reason("相关性", why),))

    def _speaks_of_elsewhere(self, whole: str) -> bool:
        return bool(_first(self._other_places, whole))

    def _resolve(self, name: str, text: str, local: bool, quiet: bool) -> Relevance:
        """Each sentence with the name is looked at; one that fits is enough. `quiet`: no word of the text
        speaks against any name."""
        one = self._ambiguous[name]
        speaking = ""
        for sentence in _SENTENCE.findall(text):
            if name not in sentence:
                continue
            against = "" if quiet else self._against(name, sentence)
            context = "" if against else _context(self._contexts[name], name, sentence, text)
            if not quiet and not against and not context:
                against = self._against(name, text) if len(text) < _SHORT or not local else ""
            if against:
                speaking = against
                continue
            if context or not one.context or (local and one.local):
                return _ours(one, context)
        why = f"同文有“{speaking}”，应指外地" if speaking else "上下文不足以认定是本园区"
        reason = Reason("相关性", f"提到“{one.name}”，但{why}")
        return Relevance(False, 0.1 if speaking else _UNRESOLVED, (), (reason,))

    def _against(self, name: str, text: str) -> str:
        """The word that says that another place, or a film, is meant; empty if there is none."""
        word = _first(self._elsewhere[name], text)
        city = None if word else self._after_city[name].search(text)
        return city[1] if city else word


_NOT_NAMED = Relevance(False, _NOTHING, (), (Reason("相关性", "没有提到园区的名称、地名或企业"),))
_FROM_THE_OFFICE = Reason("相关性", "来自政府信箱或热线，按来源认定与园区有关")


def _ours(one: AmbiguousName, context: str) -> Relevance:
    if context:
        why, score = f"同文有“{context}”", _RESOLVED
    elif one.context:
        why, score = "本地信源，未见指向外地的词", _LOCAL
    else:
        why, score = "未见指向外地的词", _RESOLVED
    return Relevance(True, score, (one.name,), (Reason("相关性", f"提到“{one.name}”，{why}"),))


def _context(words: Words, name: str, sentence: str, text: str) -> str:
    return _first(words, sentence.replace(name, " ")) or _first(words, text.replace(name, " "))


def _after_city(name: str) -> re.Pattern[str]:
    cities = "|".join(sorted(map(re.escape, other_cities()), key=len, reverse=True))
    between = r"(?:某[省市县区地]?|[省市县区港地的一])*(?:化工|工业|产业|物流|科技)?"
    return re.compile(rf"({cities}){between}{re.escape(name)}")


def _lowered(words: Iterable[str]) -> Words:
    """Each word as it is looked for and as it is shown."""
    return tuple((word.lower(), word) for word in words)


def _first(words: Words, text: str) -> str:
    for lowered, word in words:
        if lowered in text:
            return word
    return ""


def _watched(found: dict[str, list[str]]) -> tuple[Reason, ...]:
    words = found.get("watch")
    return (Reason("关注词", "、".join(words[:5])),) if words else ()
