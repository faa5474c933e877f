"""A made-up stream of posts: happenings of many sizes, chatter, reposts; the same on every machine.

Each happening has a place, a dozen words of its own and a span of days; its posts say some of them in their
own order among common words, some under a title. Chatter is about nothing twice. A fifth of the stream copies
an earlier post with a few letters changed. The words are those of jieba's dictionary.
"""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

import jieba

from analysis.events import EventText

jieba.setLogLevel(60)

START = datetime(2026, 1, 5, tzinfo=UTC)
DAYS = 120
COPIES = 0.2
CHATTER = 0.4
LARGEST = 400

_ENDS = ("小区", "社区", "花园", "雅苑", "村", "大道", "路", "小学", "码头", "新村")
_FORMS = (
    "反映{place}{words}的问题，希望尽快处理",
    "{place}附近{words}，大家都受不了了",
    "又是{words}，{place}的居民已经反映过好几次",
    "{words}，请问{place}这件事到底归谁管",
    "{place}出现{words}的情况，请有关部门核实",
)
_TAILS = (
    "谢谢", "打过电话没有人来", "附近的人都知道", "拖了很久", "拍了照片", "老人孩子最难", "请给个说法",
    "一直没有回音",
)  # fmt: skip
_LETTERS = (
    "的一是了我不在人有他这上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多"
)


@dataclass(frozen=True)
class Told:
    """A post and the happening that it is about; None for chatter."""

    post: EventText
    happening: int | None


def stream(count: int) -> list[Told]:
    """`count` posts, oldest first."""
    dice = random.Random(20261123)
    happenings: list[_Happening] = []
    room = int(count * (1 - CHATTER - COPIES))
    while room > 0:
        size = min(room, max(2, int(dice.paretovariate(0.9))), LARGEST)
        happenings.append(_Happening(dice, len(happenings), size))
        room -= size
    drafts = [(one.moment(dice), one.number, *one.say(dice)) for one in happenings for _ in range(one.size)]
    span = DAYS * 86_400
    drafts += [(dice.random() * span, None, *_talk(dice)) for _ in range(int(count * CHATTER))]
    drafts.sort(key=lambda draft: draft[0])
    copies = [_copy(dice, dice.choice(drafts)) for _ in range(count - len(drafts))]
    ordered = sorted(drafts + copies, key=lambda draft: draft[0])
    return [_told(dice, number, draft) for number, draft in enumerate(ordered)]


def unlike(dice: random.Random, count: int, words: int = 50) -> list[str]:
    """Texts of about a hundred letters that have nothing in common but chance."""
    return ["".join(dice.choices(_common(), k=words)) for _ in range(count)]


Draft = tuple[float, int | None, str, str]


def _told(dice: random.Random, number: int, draft: Draft) -> Told:
    at, happening, title, text = draft
    moment = START + timedelta(seconds=at)
    return Told(EventText(str(number), moment, title, text, weight=dice.paretovariate(1)), happening)


class _Happening:
    def __init__(self, dice: random.Random, number: int, size: int) -> None:
        self.number, self.size = number, size
        self.place = dice.choice(_matters()) + dice.choice(_ENDS)
        self.words = dice.sample(_matters(), 12)
        self.length = min(DAYS, 1 + size**0.6)
        self.start = dice.random() * (DAYS - self.length)

    def moment(self, dice: random.Random) -> float:
        return (self.start + dice.betavariate(1.5, 3) * self.length) * 86_400

    def say(self, dice: random.Random) -> tuple[str, str]:
        text = "，".join(self._sentence(dice) for _ in range(dice.choice((1, 2, 2, 3))))
        title = self._sentence(dice) if dice.random() < 0.4 else ""
        return title, f"{text}，{_talk(dice)[1]}{dice.choice(_TAILS)}。"

    def _sentence(self, dice: random.Random) -> str:
        words = "".join(dice.sample(self.words, dice.choice((2, 3, 3, 4))))
        return dice.choice(_FORMS).format(place=self.place, words=words)


@cache
def _matters() -> list[str]:
    return _dictionary(3, 400)


@cache
def _common() -> list[str]:
    return _dictionary(400, 30_000)


def _dictionary(least: int, most: int) -> list[str]:
    jieba.initialize()
    words = [word for word, times in jieba.dt.FREQ.items() if least <= times < most and len(word) == 2]
    return sorted(word for word in words if not word.isascii())


def _talk(dice: random.Random) -> tuple[str, str]:
    clauses = ("".join(dice.sample(_common(), dice.choice((2, 3, 4)))) for _ in range(dice.choice((2, 3, 5))))
    return "", "，".join(clauses) + "。"


def _copy(dice: random.Random, draft: Draft) -> Draft:
    at, happening, title, text = draft
    return at + dice.expovariate(1 / 86_400), happening, title, edited(dice, text, 0.03)


def edited(dice: random.Random, text: str, share: float) -> str:
    """The text with that share of its letters replaced, left out or doubled."""
    letters = list(text)
    for place in dice.sample(range(len(letters)), max(1, round(len(letters) * share))):
        letters[place] = dice.choice((dice.choice(_LETTERS), "", letters[place] * 2))
    return "".join(letters)
