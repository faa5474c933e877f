"""One automaton for every word list: a text is read once and all lists answer."""

from collections.abc import Iterable, Mapping

from ahocorasick_rs import AhoCorasick

from analysis.words.normalise import normalise

Groups = Mapping[str, Mapping[str, Iterable[str]]]
Hits = dict[str, dict[str, list[str]]]


class WordLists:
    """`groups` maps a list's name to key -> words; `find` gives list -> key -> words found.

    Words are normalised as texts are, so that full-width brackets in a list do no harm."""

    def __init__(self, groups: Groups) -> None:
        owners: dict[str, list[tuple[str, str]]] = {}
        for group, keys in groups.items():
            for key, words in keys.items():
                for word in words:
                    owners.setdefault(normalise(word).lower(), []).append((group, key))
        self._words = sorted(owners)
        self._owners = [owners[word] for word in self._words]
        self._automaton = AhoCorasick(self._words) if self._words else None

    def find(self, text: str) -> Hits:
        """Every word once per list and key, in the order of first appearance; they may overlap."""
        hits: Hits = {}
        if self._automaton is None or not text:
            return hits
        found = self._automaton.find_matches_as_indexes(text.lower(), overlapping=True)
        for number in dict.fromkeys(match[0] for match in found):
            for group, key in self._owners[number]:
                hits.setdefault(group, {}).setdefault(key, []).append(self._words[number])
        return hits
