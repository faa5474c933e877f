"""Deaths, injured, serious, missing and loss as a report gives them, with what each rests on."""

import re
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field

from analysis.emergencies.numerals import NUMBER, is_range, value
from analysis.emergencies.sentences import Sentence

FIELDS = ("deaths", "injured", "serious", "missing")

_ABOUT = r"(?P<about>至少有?|近|约有?|超过|超|逾|多达|大约有?|大概有?|上|数|几|好几|不少于|最少)?"
_PERSON = (
    r"(?:员工|职工|工人|民工|农民工|学生|师生|小学生|中学生|孩子|幼儿|儿童|村民|居民|游客|旅客|乘客|囚犯|矿工"
    r"|船员|渔民|士兵|官兵|警察|平民|老人|男子|女子|男童|女童|女工|人员|群众|市民|客人|食客|顾客|患者|儿)"
)
_N = rf"{_ABOUT}(?P<n>{NUMBER})(?P<more>多|余|几)?"
_PEOPLE = r"(?:名|位|个(?!小时|月|多)|人|口(?!井|径)|员|具|条(?=人命|生命))"
_STOP = r"(?!死|亡|伤|失踪|失联|获救|救出|被困|遇难|遇险|脱险|逃生|生还|中毒|无人|没有|以下|下落)"
_GAP = rf"(?:{_STOP}[^\d,。;、:!?()《》“”\[\]]){{0,18}}?"
_WHO = rf"(?:(?:{_PEOPLE}|{_PERSON}){_GAP})"
_BY = r"(?:不同程度|当场|全部|均|都|已|已经|不幸|先后|相继|经抢救无效|因|确认|被)?"

_DEATH = (
    r"(?:死亡|身亡|遇难|丧生|罹难|殒命|丧命|毙命|牺牲|殉职|不治|[烧熏炸砸撞压淹毒摔电轧]死|死于"
    r"|无生命(?:迹象|体征)|没有生命(?:迹象|体征)|遗体|死者(?!家属))"
)
_BARE_DEATH = r"(?:死(?!里逃生|者|角|伙|党|机|守|路|因|了的)|亡(?!灵|者家属|羊))"
_HURT = (
    r"(?:受伤|受轻伤|受重伤|负伤|重伤|轻伤|轻微伤|伤势|伤者|伤员|[烧烫灼摔砸撞擦挫刺击炸]伤"
    r"|入院|住院|送医|送往|送院|被送|就医|就诊|昏迷)"
)
_BARE_HURT = r"伤(?!亡|害|心|情|口|痕|感|者|员|势)"
_SICK = (
    r"(?:中毒|腹泻|呕吐|不适|上吐下泻|恶心|头晕|腹痛|发病|患病|症状|患者|入院|住院|送医|送往|就医|就诊"
    r"|吃坏|倒下)"
)
_GRAVE = (
    r"(?:受?重伤|伤势(?:较|严|过|很|比较|十分)?重|伤势严重|受伤严重|严重受伤|病危|生命垂危|危重|病情危急"
    r"|有生命危险|急性中毒|重症监护|在ICU|在icu)"
)
_LOST = r"(?:失踪|失联|下落不明|失去联系|失去联络)"
_RISEN = (
    r"(?:升至|增至|增加到|增加至|上升至|上升到|升到|攀升至|攀升到|更新为|更正为|变为|达到|达|为|是|共|已有"
    r"|有|至|到|:)"
)


def _first(verb: str) -> re.Pattern[str]:
    return re.compile(rf"{_N}{_WHO}{_BY}{verb}")


def _after(verb: str) -> re.Pattern[str]:
    return re.compile(
        rf"{verb}(?:人数|人员|者|学生|工人)?(?:已经|已|总数)?{_RISEN}?了?{_N}(?:名|位|个(?!小时|月)|人|条)"
        r"(?!受|重伤|轻伤|失踪|失联|伤|死|入院|住院|获救|脱险|身亡|中毒)"
    )


def _rising(words: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?:{words})[^,。;]{{0,12}}?(?:由|从)[^,。;\d]{{0,6}}?(?:{NUMBER})(?:人|名)?[^,。;\d]{{0,6}}?"
        rf"(?:升至|增至|增加到|增加至|上升至|上升到|升到|攀升至|更新为|更正为|变为|增为|降至|减至){_N}"
    )


def _bare(verb: str) -> re.Pattern[str]:
    return re.compile(rf"{_N}(?:人|名|个)?(?:当场)?{verb}")


_FALSE_HURT_DEATH = re.compile(
    rf"{_N}{_PEOPLE}[^,。;]{{0,4}}受?(?:重)?伤[^。;]{{0,12}}?(?:无效|不治)[^,。;]{{0,8}}?(?:死亡|身亡)"
)
_RISINGS = {
    "deaths": _rising("死亡|遇难|死者|身亡|罹难"),
    "injured": _rising("受伤|伤者|中毒|伤员|入院|患者|症状"),
    "missing": _rising("失踪|失联"),
}
_FIRSTS = {
    "missing": _first(_LOST),
    "deaths": _first(_DEATH),
    "serious": _first(_GRAVE),
    "injured": _first(_HURT),
}
_BARES = {
    "deaths": _bare(_BARE_DEATH),
    "injured": _bare(_BARE_HURT),
}
_AFTERS = {
    "missing": _after(_LOST),
    "deaths": _after(rf"(?:{_DEATH}|致死|夺走|夺去)"),
    "serious": _after(r"(?:重伤|危重)"),
    "injured": _after(r"(?:受伤|轻伤|[撞刺砸烧炸]伤|伤者|伤(?!亡|害|情|口|势)|入院|住院|中毒|撂倒|毒倒)"),
}
_SICK_FIRST = _first(_SICK)
_NOBODY = re.compile(
    r"(?:无|没有?|未|末)(?:任何|造成|有|发生|出现)*(?:任何)?(?:人员|人)?(?P<what>伤亡|死伤|死亡|受伤|遇难)"
)
_DOUBTED = re.compile(
    r"(?:应该|好像|可能|估计|大概|也许|但愿|希望|祈祷|据说|听说|还说|谁说|说是|楼上|有人说|不是说|所谓|号称|刚说|通报说|官方说)"
    r"[^。]{0,12}$"
)
_NOT_YET = re.compile(r"(?:尚|暂|暂时)(?:无|未|没)[^,。]{0,8}(?:伤亡|死伤|死亡)")
_PAIR = re.compile(
    r"(?:祖孙|母子|母女|父子|父女|夫妻|夫妇|兄弟|姐妹|兄妹|姐弟)(?:俩|二人|两人)?[^,。;]{0,12}?"
)
_ONE = (
    r"(?:男子|女子|女孩|男孩|少女|少年|老人|老太|老汉|司机|驾驶员|工人|学生|中学生|小学生|妇女|儿童|乘客"
    r"|行人|居民|村民|员工|民警|消防员|孩子|男童|女童|婴儿|男主人|女主人|骑车人)"
)
_ONE_DEAD = re.compile(
    rf"{_ONE}(?P<and>[和与及][^,。;]{{0,5}}{_ONE})?(?:也|已|就)?(?:不幸|当场|被|经抢救无效|因[^,。;]{{0,10}}而)*"
    r"(?:死亡|身亡|殒命|丧生|遇难|烧死|撞死|殒命)|(?:少女|男子|女子|老人|司机)[^,。;\d]{0,3}殒命"
)
_ONE_HURT = re.compile(rf"(?:撞伤|砸伤|烧伤|刺伤)了?[^,。;]{{0,12}}?{_ONE}|{_ONE}[^。;]{{0,18}}?受伤")
_LOSS = re.compile(rf"(?:直接)?(?:经济|财产)?损失[^,。;\d]{{0,8}}?{_N}(?P<unit>元|人民币|万元|亿元)")
_LOSS_AFTER = re.compile(rf"{_N}(?P<unit>元)(?:的)?(?:直接)?(?:经济|财产)?损失")
_SUBSET = re.compile(r"其中|包括|含|里面|另(?:外)?(?:一|两|二)名")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that the text gives for one field."""

    name: str
    count: int
    about: bool
    in_title: bool
    risen: bool
    subset: bool
    evidence: str


@dataclass(slots=True)
class Figures:
    """The figures that count, and what they rest on."""

    deaths: int | None = None
    injured: int | None = None
    serious: int | None = None
    missing: int | None = None
    loss_yuan: float | None = None
    about: bool = False
    evidence: dict[str, str] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)

    def given(self) -> bool:
        return any(
            one is not None for one in (self.deaths, self.injured, self.serious, self.missing, self.loss_yuan)
        )

    def people(self) -> int:
        return sum(one or 0 for one in (self.deaths, self.injured, self.missing))


def read_figures(pieces: Iterable[Sentence], poisoning: bool, counted_only: bool = False) -> Figures:
    """The latest figures of the happening that the text reports. `poisoning`: the sick count.

    `counted_only` takes numbers alone, not single victims who are named but not counted."""
    found: list[Figure] = []
    figures = Figures()
    counted: list[Sentence] = []
    for piece in pieces:
        if not piece.why_not:
            counted.append(piece)
            found.extend(_figures_of(piece, poisoning))
        elif any(_figures_of(piece, poisoning)):
            figures.left_out.append((piece.why_not, piece.text[:40]))
    for name in FIELDS:
        _settle(figures, name, [one for one in found if one.name == name])
    if not counted_only:
        _descriptive(figures, counted, poisoning)
    if figures.serious is not None and figures.injured is None:
        figures.injured = figures.serious
    _nobody(figures, counted)
    _loss(figures, counted)
    return figures


def _figures_of(piece: Sentence, poisoning: bool) -> Iterator[Figure]:
    text = piece.text
    for name, pattern in _RISINGS.items():
        text = yield from _taken(pattern, name, text, piece, risen=True)
    text = yield from _taken(_FALSE_HURT_DEATH, "deaths", text, piece)
    for name in ("missing", "deaths", "serious", "injured"):
        text = yield from _taken(_FIRSTS[name], name, text, piece)
        if name in _BARES:
            text = yield from _taken(_BARES[name], name, text, piece)
        if name == "injured" and poisoning:
            text = yield from _taken(_SICK_FIRST, name, text, piece)
    for name, pattern in _AFTERS.items():
        text = yield from _taken(pattern, name, text, piece)


def _taken(
    pattern: re.Pattern[str], name: str, text: str, piece: Sentence, risen: bool = False
) -> Generator[Figure, None, str]:
    """Yields the matches and returns the text with them blanked out, so that none counts twice."""
    for match in pattern.finditer(text):
        if match["about"] in ("数", "几", "好几") or not _plausible(match):
            continue
        yield Figure(
            name,
            int(value(match["n"])),
            bool(match["about"] or match["more"]) or match["n"] in "百千万" or is_range(match["n"]),
            piece.in_title,
            risen,
            bool(_SUBSET.search(text[max(0, match.start() - 8) : match.start()])),
            match.group(0),
        )
        text = text[: match.start()] + "," * len(match.group(0)) + text[match.end() :]
    return text


def _plausible(match: re.Match[str]) -> bool:
    """No ordinal, no part of a name such as A4区, no decimal but in 1.8万."""
    before = match.string[max(0, match.start() - 1) : match.start()]
    if before in ("第", ".", "-", "/") or (before.isascii() and before.isalnum()):
        return False
    return "." not in match["n"] or match["n"][-1] in "万亿"


def _settle(figures: Figures, name: str, found: list[Figure]) -> None:
    best = _best(found)
    if best is not None:
        setattr(figures, name, best.count)
        figures.about |= best.about
        figures.evidence[name] = best.evidence


def _best(found: list[Figure]) -> Figure | None:
    """An explicit rise before the title, the title before the body's largest; a rounded title
    figure gives way to an exact one of the body that is near it."""
    whole = [one for one in found if not one.subset] or found
    if not whole:
        return None
    risen = [one for one in whole if one.risen]
    if risen:
        return risen[-1]
    title = [one for one in whole if one.in_title]
    body = [one for one in whole if not one.in_title]
    largest = max(title or body, key=lambda one: one.count)
    if title and largest.about:
        near = [one for one in body if 0.5 <= one.count / max(1, largest.count) <= 2]
        exact = [one for one in near if not one.about] or near
        return max(exact, key=lambda one: one.count, default=largest)
    return largest


def _descriptive(figures: Figures, counted: list[Sentence], poisoning: bool) -> None:
    """A single victim who is named but not counted (驾驶员当场死亡)."""
    text = "。".join(piece.text for piece in counted)
    if figures.deaths is None and (match := _ONE_DEAD.search(text)):
        figures.deaths = 2 if match.groupdict().get("and") else 1
        figures.evidence["deaths"] = match.group(0)
    if figures.injured is None and figures.deaths is None and (match := _ONE_HURT.search(text)):
        figures.injured = 1
        figures.evidence["injured"] = match.group(0)
    if poisoning and figures.injured is None and (match := _PAIR.search(text)):
        figures.injured = 2
        figures.evidence["injured"] = match.group(0)


def _nobody(figures: Figures, counted: list[Sentence]) -> None:
    """无人员伤亡 makes zeros; 尚无报告 says nothing yet."""
    for piece in counted:
        match = _NOBODY.search(piece.text)
        if match is None or _NOT_YET.search(piece.text) or _DOUBTED.search(piece.text[: match.start()]):
            continue
        if figures.deaths is None and match["what"] != "受伤":
            figures.deaths = 0
            figures.evidence["deaths"] = match.group(0)
        if figures.injured is None and match["what"] not in ("死亡", "遇难"):
            figures.injured = 0
            figures.evidence.setdefault("injured", match.group(0))


def _loss(figures: Figures, counted: list[Sentence]) -> None:
    for piece in counted:
        for match in (*_LOSS.finditer(piece.text), *_LOSS_AFTER.finditer(piece.text)):
            if match["about"] in ("数", "几"):
                continue
            yuan = value(match["n"]) * {"万元": 1e4, "亿元": 1e8}.get(match["unit"], 1.0)
            if figures.loss_yuan is None or yuan > figures.loss_yuan:
                figures.loss_yuan = yuan
                figures.evidence["loss_yuan"] = match.group(0)
                figures.about |= bool(match["about"] or match["more"])
