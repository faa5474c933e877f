"""What a page calls things: the right-hand column of the domain's word list, and how times are written."""

from datetime import datetime

from huiying.core.clock import local
from responder import wording, words
from responder.clocks.words import ANCHORS, MILESTONES
from responder.evaluation.index import STATES
from responder.evaluation.record import MARKS
from responder.procedure.words import VERBS as STEPS
from responder.verbs.correct import NOTICED_BY
from responder.verbs.disclose import OUTCOME_NAMES
from responder.verbs.draft import ELEMENTS, FITTING, POINTS, asked_of
from responder.verbs.pause import GROUNDS

PRODUCT = "回应"

ROLES = {
    "administrator": "管理员",
    "office": "新闻办",
    "unit": "责任单位",
    "leader": "领导",
    "auditor": "审计",
}
TIERS = {1: "一级 红", 2: "二级 橙", 3: "三级 黄", 4: "四级 蓝"}
HOLDERS = {"office": "新闻办", "unit": "责任单位", "clearer": "值班审查人"}
GRADES, LEVELS = words.GRADES, words.LEVELS
KINDS = {str(kind): said for kind, said in words.KINDS.items()}
APPEALS = {str(appeal): said for appeal, said in words.APPEALS.items()}
SENTIMENTS, CHANNELS = words.SENTIMENTS, words.CHANNELS
RUNGS, ANSWERS, OUTLETS = words.RUNGS, words.ANSWERS, words.OUTLETS
PROPOSALS, MEASURES, FAULTS = words.PROPOSALS, words.MEASURES, words.FAULTS
EVALUATION_MARKS, EVALUATION_STATES = MARKS, STATES
NOTICE_STATES, NOTICE_CHANNELS, HEALTH = words.NOTICE_STATES, words.NOTICE_CHANNELS, words.HEALTH

ORIGINS = {"interpretation": "文件公布", "disclosure": "收到申请", "duty": "任务开始"}
VERBS = {str(verb): said for verb, said in STEPS.items()}
PAUSE_GROUNDS, OUTCOMES, NOTICERS = GROUNDS, OUTCOME_NAMES, NOTICED_BY

__all__ = ["ELEMENTS", "FITTING", "POINTS", "asked_of"]

_WEEKDAYS = "一二三四五六日"


def objections(ours: str) -> tuple[str, ...]:
    """Why a case is not a unit's own, as people say it; `ours` is 我村 or 我单位."""
    return (f"地点不在{ours}范围", f"不是{ours}的职责", "已由其他单位在办", "说的事查无此处")


def tier(value: int | None) -> str:
    """二级 橙; 未定级 where there is none."""
    return TIERS.get(value or 0, "未定级")


def milestone(name: str) -> str:
    """The milestone as people call it."""
    return {str(key): said for key, said in MILESTONES.items()}.get(name, name)


def anchor(name: str) -> str:
    """The anchor as people call it."""
    return {str(key): said for key, said in ANCHORS.items()}.get(name, name)


def moment(at: datetime | None) -> str:
    """11月23日 09:42, in the park's time; a dash where there is none."""
    return wording.moment(at, at) if at else "—"


def full_moment(at: datetime | None) -> str:
    """2026年11月23日 周一 09:42, in the park's time."""
    if at is None:
        return "—"
    there = local(at)
    return f"{there.year}年{moment(at).replace(' ', f' 周{_WEEKDAYS[there.weekday()]} ')}"


def ago(at: datetime | None, now: datetime) -> str:
    """3 小时 12 分前; 从未 where it never was."""
    return f"{wording.span(now - at)}前" if at else "从未"
