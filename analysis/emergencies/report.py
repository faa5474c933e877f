"""One text -> the emergency that it reports, with the reasons."""

from dataclasses import dataclass

from analysis.assessment import Emergency, Reason
from analysis.emergencies.figures import Figures, read_figures
from analysis.emergencies.grades import GRADE_NAMES, grade_of, needs_person
from analysis.emergencies.kinds import kind_of
from analysis.emergencies.sentences import Sentence, sentences
from analysis.texts import Text
from analysis.words.normalise import normalise
from analysis.words.shown import shown

KIND_NAMES = {
    "accident": "事故",
    "food_poisoning": "食物中毒",
    "earthquake": "地震",
    "epidemic": "疫情",
    "riot": "群体性冲突",
    "terror": "恐怖袭击",
    "disaster": "自然灾害",
}
_FIELD_NAMES = (
    ("deaths", "死亡", "人"),
    ("injured", "受伤或患病", "人"),
    ("serious", "重伤", "人"),
    ("missing", "失踪", "人"),
)


# Citizens' letters tell of small harms of long ago; only heavy figures make them an emergency.
PRIVATE = frozenset({"message", "hotline"})
# Who reports; in all other channels people talk, and what they have heard say is no figure.
OFFICIAL = frozenset({"news", "manual"})
_WEIGHTY_INJURED, _WEIGHTY_LOSS = 3, 1_000_000


@dataclass(frozen=True, slots=True)
class Report:
    """`emergency` is None where nothing grave is reported as having happened."""

    emergency: Emergency | None = None
    grade: int | None = None
    ask_person: bool = False
    reasons: tuple[Reason, ...] = ()


def read_report(text: Text) -> Report:
    """What the text reports. Figures of drills, rumours denied and older events do not count."""
    title, body = normalise(text.title), text.text
    pieces = sentences(text.title, body, text.published_at, text.channel not in OFFICIAL)
    live = [piece for piece in pieces if not piece.why_not]
    kind = kind_of(
        "。".join(piece.text for piece in live if piece.in_title),
        "。".join(piece.text for piece in live if not piece.in_title),
    )
    private = text.channel in PRIVATE
    sick = kind == "food_poisoning" or "中毒" in title + body[:2000]
    figures = read_figures(pieces, sick, counted_only=private)
    if kind is None:
        named = kind_of(title, normalise(body))
        if named is None or not figures.people():
            return _left_out_only(pieces, named is not None)
        kind = named  # only the rumour that it denies names it: 网传爆炸死了三十人不实，实为3死9伤
    if private and not _weighty(figures):
        return Report()
    emergency = Emergency(
        kind,
        figures.deaths,
        figures.injured,
        _serious(kind, figures, title + body[:2000]),
        figures.missing,
        figures.loss_yuan,
        figures.about,
    )
    grade = grade_of(emergency)
    return Report(emergency, grade, needs_person(emergency), _reasons(emergency, grade, figures))


def _weighty(figures: Figures) -> bool:
    return (
        bool(figures.deaths or figures.missing)
        or (figures.injured or 0) >= _WEIGHTY_INJURED
        or (figures.loss_yuan or 0) >= _WEIGHTY_LOSS
    )


def _serious(kind: str, figures: Figures, text: str) -> int | None:
    """At work, acute poisoning counts as a serious injury (国务院令第493号 art. 3)."""
    if kind == "accident" and "中毒" in figures.evidence.get("injured", ""):
        return max(figures.serious or 0, figures.injured or 0)
    return figures.serious


def _left_out_only(pieces: list[Sentence], about_emergency: bool) -> Report:
    if not about_emergency:
        return Report()
    figures = read_figures(pieces, poisoning=True)
    return Report(reasons=tuple(_left_out(figures)))


def _reasons(emergency: Emergency, grade: int | None, figures: Figures) -> tuple[Reason, ...]:
    reasons = [Reason("突发事件", f"类型：{KIND_NAMES[emergency.kind]}")]
    reasons += [
        Reason(f"{label}人数", f"{getattr(emergency, name)}{unit}（“{shown(figures.evidence[name])}”）")
        for name, label, unit in _FIELD_NAMES
        if name in figures.evidence
    ]
    if emergency.loss_yuan is not None:
        reasons.append(Reason("直接损失", f"{emergency.loss_yuan:,.0f}元"))
    if grade is not None:
        reasons.append(Reason("事件等级", f"按{KIND_NAMES[emergency.kind]}标准定为{GRADE_NAMES[grade]}"))
    elif needs_person(emergency):
        reasons.append(Reason("事件等级", "此类事件不自动定级，请立即人工研判"))
    return (*reasons, *_left_out(figures))


def _left_out(figures: Figures) -> list[Reason]:
    return [Reason("未计入的数字", f"{why}：“{shown(text)}”") for why, text in figures.left_out[:3]]
