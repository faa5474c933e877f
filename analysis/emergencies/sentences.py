"""Sentences of a report, each marked with why its figures must not count."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from analysis.words.normalise import normalise

# Longer "sentences" are cut: no report writes them, and patterns stay fast on hostile input.
LONGEST = 400

_LINE = re.compile(r"[\r\n]+")
_SENTENCE = re.compile(r"([^。!?;]+)([。!?;]*)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年|[-./]\d)")
_DENIAL = re.compile(
    r"不实|不属实|谣言|造谣|传谣|辟谣|虚假(?:信息|消息)|假消息|假新闻|子虚乌有|并非事实|纯属(?:虚构|捏造|编造)"
    r"|编造|夸大|(?<!真的)是假的|并无此事|没有此事|与事实不符|恶意炒作|旧闻|旧图|移花接木"
)
_HEARSAY = re.compile(r"网传|传言|传闻|有网民|有网友|网上流传|朋友圈|听说|据传|谣传|所谓|疯传|网络流传")
# Talk of people who know no more than others: in a microblog no figure, in a report a source of it.
_TALK = re.compile(
    r"听说|听人说|据说|据传|网传|传言|传闻|有人说|内部消息|小道消息|群里(?:都|在|有人|也)*(?:传|说)|都在传|也在传|谣传|疯传"
)
_TRUE = re.compile(r"真的假的|真的吗|是真的|真假|是不是真|假的吧|不会吧|有准信|求证实|求证|求真相")
_MOCKED = re.compile(r"骗谁|谁信|鬼信|不信|糊弄|忽悠|瞎话|打脸|呵呵|信你个|当我们|笑话|瞒得了|出来走两步")
_WHY = re.compile(
    r"为什么|为何|为啥|怎么|凭什么|谁|哪|什么|何时|多久|是不是该|能不能|可以吗|好吗|行吗|难道不"
)
_OLDER = re.compile(
    r"每年|历年|年均|历史上|曾经?(?:发生|遭|有过|造成|致)|去年|前年|年前|往年|此前一?起|上一次|上次"
    r"|上月|上个月|同期|回顾|纪念|周年|累计|以来共|记者梳理|近年来|旧案|当年|那年"
)
_PRESENT = re.compile(r",(?=(?:而|但|在)?(?:此次|本次|这次|此番|今日|今天|目前))")
_LESSON = re.compile(r"教训|警示|通报了?.{0,12}案例|典型案例|事故案例|举一反三|为鉴|为戒|警钟|学习传达")
_DRILL = re.compile(r"演练|演习|推演|模拟|假想|预演|设想|剧本|拍摄现场|剧情|拉练")
_SUPPOSED = re.compile(
    r"可能(?:会|将|造成|导致|有)|一旦|如果|假如|倘若|若是|容易(?:造成|引发|导致)|将会|会造成|会导致"
    r"|防止|避免|预防|足以|以免|万一|恐将|随时|极易|威胁|危及|规定|条例|是指|以上的?(?:事故|为)"
    r"|以上(?:死亡|重伤|受伤)?的?(?:就|才)?(?:是|算|属于?|叫|构成)(?:一般|较大|重大|特别重大|特大)|应急预案(?:规定|适用)"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """`why_not` names, in Chinese, the reason why figures in it are no news; empty if they are."""

    text: str
    in_title: bool
    why_not: str = ""


def sentences(title: str, text: str, published_at: datetime | None, hearsay: bool = False) -> list[Sentence]:
    """The sentences of title and body, in order. `hearsay`: the text is no report, so that what it has
    only heard say is no figure."""
    asked = list(_pieces(title, text))
    pieces = [(piece, in_title) for piece, in_title, _ in asked]
    whole = "。".join(piece for piece, _ in pieces)
    year = reference_year(whole, published_at)
    denied = bool(_DENIAL.search(whole))
    drill = bool(_DRILL.search(normalise(title))) or bool(_DRILL.search(whole[:60]))
    doubts = [_doubt(asked, number) for number in range(len(asked))]
    return [
        Sentence(
            part, in_title, _why_not(part, year, denied, drill) or why or (_talk(part) if hearsay else "")
        )
        for (piece, in_title), doubt in zip(pieces, doubts, strict=True)
        for clause, why in _questioned(piece, doubt)
        for true in _beside_denial(clause)
        for part in _beside_older(true)
    ]


def _talk(piece: str) -> str:
    return "传闻，未经证实" if _TALK.search(piece) else ""


def _doubt(asked: list[tuple[str, bool, bool]], number: int) -> str:
    """How the sentence is doubted: "whole", "end" (its last clause is a question) or not at all."""
    piece, _, question = asked[number]
    after = asked[number + 1][0] if number + 1 < len(asked) else ""
    if _TRUE.search(piece) or _MOCKED.search(piece) or _TRUE.match(after) or _MOCKED.match(after[:6]):
        return "whole"
    last = piece.rsplit(",", 1)[-1]
    return "end" if (question or last.endswith(("吗", "么"))) and not _WHY.search(last) else ""


def _questioned(piece: str, doubt: str) -> list[tuple[str, str]]:
    """The sentence, or what of it is asserted and what is asked, with why the latter does not count."""
    if doubt == "whole":
        return [(piece, "疑问或被质疑的说法")]
    if not doubt:
        return [(piece, "")]
    asserted, comma, asked = piece.rpartition(",")
    end = (asked, "疑问或被质疑的说法")
    return [(asserted, ""), end] if comma and asserted else [end]


def _beside_denial(piece: str) -> list[str]:
    """A denied rumour apart from what the same sentence then states as true (网传…系谣言,实为…)."""
    if not _DENIAL.search(piece):
        return [piece]
    clauses = piece.split(",")
    denials = [place for place, clause in enumerate(clauses) if _DENIAL.search(clause)]
    hearsay = [place for place, clause in enumerate(clauses) if _HEARSAY.search(clause)]
    first, last = min(hearsay, default=0), max(denials) + 1
    first = min(first, denials[0])
    parts = (clauses[:first], clauses[first:last], clauses[last:])
    return [",".join(part) for part in parts if part]


def _beside_older(piece: str) -> list[str]:
    """An older event apart from the present one in the same sentence (曾致2人死亡,此次造成1人受伤)."""
    turn = _PRESENT.search(piece)
    if turn is None or not (_OLDER.search(piece[: turn.start()]) or _YEAR.search(piece[: turn.start()])):
        return [piece]
    return [piece[: turn.start()], piece[turn.start() + 1 :]]


def reference_year(whole: str, published_at: datetime | None) -> int | None:
    """The year that is "now" for the text: of publication, else the latest that it names."""
    if published_at is not None:
        return published_at.year
    years = [int(found) for found in _YEAR.findall(whole)]
    return max(years, default=None)


def _pieces(title: str, text: str) -> Iterator[tuple[str, bool, bool]]:
    """Each sentence, whether it is of the title, and whether it ends with a question mark."""
    for source, in_title in ((title, True), (text, False)):
        for line in _LINE.split(source[:40_000]):
            for sentence in _SENTENCE.finditer(normalise(line)):
                for start in range(0, len(sentence[1]), LONGEST):
                    if chunk := sentence[1][start : start + LONGEST].strip():
                        yield chunk, in_title, "?" in sentence[2]


def _why_not(piece: str, year: int | None, denied: bool, drill: bool) -> str:
    if drill or _DRILL.search(piece):
        return "演练或虚构情节"
    if _DENIAL.search(piece) or (denied and _HEARSAY.search(piece)):
        return "已被否认的传言"
    if _LESSON.search(piece):
        return "引用其他事故作为教训"
    # 新增2人,累计9人: the running total of this event, not of a year.
    if _OLDER.search(piece.replace("累计", "") if "新增" in piece else piece) or _older_year(piece, year):
        return "以往事件或累计数字"
    if _SUPPOSED.search(piece):
        return "假设或规定"
    return ""


def _older_year(piece: str, year: int | None) -> bool:
    """A year well before the reference; December's events are still news in January."""
    named = [int(found) for found in _YEAR.findall(piece)]
    if not named or year is None:
        return False
    slack = 1 if re.search(r"1[12]月", piece) else 0
    return max(named) < year - slack
