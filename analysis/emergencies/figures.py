"""Deaths, injured, serious, missing and loss as a report gives them, with what each rests on."""

import re
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field, replace

from analysis.emergencies.numerals import is_range, value
from analysis.emergencies.patterns import (
    AFTERS,
    ALL_DEAD,
    AT_ONCE,
    BARES,
    DOUBTED,
    FALSE_HURT_DEATH,
    FIRSTS,
    LATER,
    LOSS,
    LOSS_AFTER,
    NOBODY,
    NOT_YET,
    ONE_DEAD,
    ONE_HURT,
    PAIR,
    PAIR_DEAD,
    RISINGS,
    SICK_FIRST,
    SUBSET,
    TOGETHER,
)
from analysis.emergencies.sentences import Sentence

FIELDS = ("deaths", "injured", "serious", "missing")


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
    found += _hurt_together(found)
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
    for name, pattern in RISINGS.items():
        text = yield from _taken(pattern, name, text, piece, risen=True)
    text = yield from _taken(FALSE_HURT_DEATH, "deaths", text, piece)
    for pattern in (TOGETHER, ALL_DEAD):
        text = yield from _taken(pattern, "deaths", text, piece)
    for name in ("missing", "deaths", "serious", "light", "injured"):
        text = yield from _taken(FIRSTS[name], name, text, piece)
        if name in BARES:
            text = yield from _taken(BARES[name], name, text, piece)
        if name == "injured" and poisoning:
            text = yield from _taken(SICK_FIRST, name, text, piece)
    for name, pattern in AFTERS.items():
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
            int(value(match["n"])) + int(value(match.groupdict().get("second") or "0")),
            bool(match["about"] or match["more"]) or match["n"] in "百千万" or is_range(match["n"]),
            piece.in_title,
            risen,
            bool(SUBSET.search(text[max(0, match.start() - 8) : match.start()])),
            match.group(0),
        )
        text = text[: match.start()] + "," * len(match.group(0)) + text[match.end() :]
    return text


def _plausible(match: re.Match[str]) -> bool:
    """No ordinal, no part of a name such as A4区, no decimal but in 1.8万."""
    before = match.string[max(0, match.start() - 1) : match.start()]
    if match.string[: match.start()].endswith(("最后", "没有", "无", "未有")):
        return False
    if before in ("第", ".", "-", "/") or (before.isascii() and before.isalnum()):
        return False
    return "." not in match["n"] or match["n"][-1] in "万亿"


def _hurt_together(found: list[Figure]) -> list[Figure]:
    """重伤3人、轻伤8人 make eleven hurt, where no sum is given."""
    light = _best([one for one in found if one.name == "light"])
    grave = _best([one for one in found if one.name == "serious"])
    if light is None or any(one.name == "injured" and not one.subset for one in found):
        return []
    count = light.count + (grave.count if grave else 0)
    return [replace(light, name="injured", count=count)]


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
    largest = _with_later_deaths(max(title or body, key=lambda one: one.count), title or body)
    if title and largest.about:
        near = [one for one in body if 0.5 <= one.count / max(1, largest.count) <= 2]
        exact = [one for one in near if not one.about] or near
        return max(exact, key=lambda one: one.count, default=largest)
    return largest


def _with_later_deaths(largest: Figure, given: list[Figure]) -> Figure:
    """2人当场死亡,1人送医后不治; 4人死亡,施救的2人也遇难: the sum of the two."""
    if largest.name != "deaths" or len(given) != 2:
        return largest
    first, second = (one.evidence for one in given)
    if "也" in second or (AT_ONCE.search(first) and LATER.search(second)):
        return replace(largest, count=given[0].count + given[1].count)
    return largest


def _descriptive(figures: Figures, counted: list[Sentence], poisoning: bool) -> None:
    """A single victim who is named but not counted (驾驶员当场死亡)."""
    text = "。".join(piece.text for piece in counted)
    if figures.deaths is None and (match := PAIR_DEAD.search(text)):
        figures.deaths = 2
        figures.evidence["deaths"] = match.group(0)
    elif figures.deaths is None and (match := ONE_DEAD.search(text)):
        figures.deaths = 2 if match.groupdict().get("and") else 1
        figures.evidence["deaths"] = match.group(0)
    if figures.injured is None and figures.deaths is None and (match := ONE_HURT.search(text)):
        figures.injured = 1
        figures.evidence["injured"] = match.group(0)
    if poisoning and figures.injured is None and (match := PAIR.search(text)):
        figures.injured = 2
        figures.evidence["injured"] = match.group(0)


def _nobody(figures: Figures, counted: list[Sentence]) -> None:
    """无人员伤亡 makes zeros; 尚无报告 says nothing yet."""
    for piece in counted:
        match = NOBODY.search(piece.text)
        if match is None or NOT_YET.search(piece.text) or DOUBTED.search(piece.text[: match.start()]):
            continue
        if figures.deaths is None and match["what"] != "受伤":
            figures.deaths = 0
            figures.evidence["deaths"] = match.group(0)
        if figures.injured is None and match["what"] not in ("死亡", "遇难"):
            figures.injured = 0
            figures.evidence.setdefault("injured", match.group(0))


def _loss(figures: Figures, counted: list[Sentence]) -> None:
    for piece in counted:
        for match in (*LOSS.finditer(piece.text), *LOSS_AFTER.finditer(piece.text)):
            if match["about"] in ("数", "几"):
                continue
            yuan = value(match["n"]) * {"万元": 1e4, "亿元": 1e8}.get(match["unit"], 1.0)
            if figures.loss_yuan is None or yuan > figures.loss_yuan:
                figures.loss_yuan = yuan
                figures.evidence["loss_yuan"] = match.group(0)
                figures.about |= bool(match["about"] or match["more"])
