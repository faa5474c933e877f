"""Which places a text names: what tells two matters of the same sort apart."""

import re
from collections.abc import Callable, Iterator, Sequence

from analysis.profile import packaged
from analysis.words.keywords import telling

# A word of the dictionary that is less rare is no name (幼儿园, 步行街).
LEAST_RARITY = 9.2
LONGEST_CUT = 3

_ENDS = (
    r"镇|村|街道|社区|小区|路|街|巷|大道|码头|港区|园区|工业园|新城|新区|新村|花园|家园|嘉园|雅苑|佳苑|花苑|苑|广场"
    r"|大桥|公寓|公馆|学校|小学|中学|幼儿园|医院"
)
_END = re.compile(rf"(?:{_ENDS})$")
_ONLY_END = re.compile(r"镇|村|街道|社区|小区|花园|家园|嘉园|雅苑|佳苑|花苑|苑|新村|新城|公寓|公馆|大道")
_LAST_LETTERS = frozenset(end[-1] for end in _ENDS.split("|"))
_NAME_ENDS = frozenset("城府苑园湾里郡居庭轩阁墅邸港洲岸湖都景")
_NO_NAME = frozenset(packaged("stopwords.toml")["no_place"])


def is_place(word: str) -> bool:
    """Does the word end as places do."""
    return word[-1] in _LAST_LETTERS and _END.search(word) is not None


def named(words: Sequence[str], rarity: Callable[[str], float]) -> Iterator[str]:
    """The places that a segmented text names, in its order."""
    for place, word in enumerate(words):
        if word[-1] not in _LAST_LETTERS:
            continue
        if _ONLY_END.fullmatch(word):
            before = _name_before(words, place)
            if telling(before) and not before.isascii() and not is_place(before) and before not in _NO_NAME:
                yield before + word
        elif len(word) > 2 and is_place(word) and rarity(word) >= LEAST_RARITY:
            yield word


def _name_before(words: Sequence[str], place: int) -> str:
    """The name before an ending; one that the dictionary cut to pieces (魅力|之|城|小区) is put together."""
    name = words[place - 1] if place else ""
    if len(name) != 1 or name not in _NAME_ENDS:
        return name
    for word in reversed(words[max(0, place - 4) : place - 1]):
        if len(name) >= LONGEST_CUT or not word.isalpha() or word.isascii() or is_place(word):
            break
        name = word + name
    return name if len(name) >= LONGEST_CUT else ""
