"""The level of the opinion from the rubric in levels.toml; every point has its reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analysis.assessment import Reason
from analysis.profile import Rubric, Step

LEVEL_NAMES = {1: "红", 2: "橙", 3: "黄", 4: "蓝"}
EMOTION_NAMES = {
    "angry": "愤怒", "fear": "恐惧", "sad": "悲伤", "surprise": "惊讶", "happy": "高兴", "neutral": "平静",
}  # fmt: skip
APPEAL_NAMES = {
    "complaint": "投诉", "inquiry": "咨询", "suggestion": "建议", "report": "举报", "help": "求助",
    "praise": "表扬", "other": "其他",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Signs:
    """What the rubric looks at; `negative` is 0..1, `words` the rubric's word rules that hit, `burst` None
    where nobody knows what is usual for the source."""

    heat: float
    channels: int
    rumor: float
    negative: float
    emotion: str
    appeal: str
    themes: tuple[str, ...]
    words: Mapping[str, list[str]]
    burst: float | None = None


def level_of(signs: Signs, rubric: Rubric) -> tuple[int | None, tuple[Reason, ...]]:
    """The level, or None below the bounds or without public spread, and the points."""
    if signs.heat < rubric.least_heat:
        why = f"热度 {signs.heat:.0f} 低于 {rubric.least_heat:.0f}，尚未形成公开传播，不定级"
        return None, (Reason("舆情等级", why),)
    reasons = [reason for reason in _points(signs, rubric) if reason.points]
    total = sum(reason.points or 0 for reason in reasons)
    level = next((one for one, least in rubric.bounds.ordered() if total >= least), None)
    verdict = f"{LEVEL_NAMES[level]}级" if level else "不定级"
    return level, (*reasons, Reason("舆情等级", f"合计 {total:.0f} 分，{verdict}"))


def _points(signs: Signs, rubric: Rubric) -> Iterable[Reason]:
    yield _stepped("传播热度", f"热度 {signs.heat:.0f}", signs.heat, rubric.heat)
    yield _stepped("传播渠道", f"{signs.channels} 个渠道", signs.channels, rubric.channels)
    if signs.burst is not None:
        against = f"高出信源平时 {signs.burst:.1f} 个标准差"
        yield _stepped("突发", against, signs.burst, rubric.burst)
    yield _stepped("谣言迹象", f"谣言可能性 {signs.rumor:.0%}", signs.rumor, rubric.rumor)
    yield _stepped("负面情绪", f"负面程度 {signs.negative:.2f}", signs.negative, rubric.negative)
    emotion = EMOTION_NAMES.get(signs.emotion, signs.emotion)
    yield Reason("情绪", emotion, rubric.emotions.get(signs.emotion, 0))
    appeal = APPEAL_NAMES.get(signs.appeal, signs.appeal)
    yield Reason("诉求", appeal, rubric.appeals.get(signs.appeal, 0))
    themes = [(rubric.themes.get(theme, 0), theme) for theme in signs.themes]
    points, theme = max(themes, default=(0, ""))
    yield Reason("涉及领域", theme, points)
    for rule in rubric.words:
        if rule.name in signs.words:
            yield Reason(rule.name, "、".join(signs.words[rule.name][:3]), rule.points)


def _stepped(factor: str, evidence: str, value: float, steps: tuple[Step, ...]) -> Reason:
    reached = [step for step in steps if value >= step.at_least]
    best = max(reached, key=lambda step: step.at_least, default=None)
    return Reason(factor, evidence, best.points if best else 0)
