"""What a person may do with a case now, and what is missing for the rest.

Which steps there are, whose they are and what must be on record comes from the procedure of the case; to
what a verb can be done at the moment (a draft to clear, a pause to end) from the case's records.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from huiying.core.errors import HuiyingError
from huiying.core.models import (
    Case,
    CasePost,
    Clock,
    Examination,
    Instruction,
    Joining,
    Referral,
    User,
)
from responder import casefile
from responder.clocks import keeper
from responder.procedure.facts import Records
from responder.procedure.place import check, is_theirs, missing, procedure_of, stage_by
from responder.procedure.rules import Procedure, Stage, Step
from responder.procedure.words import VERBS, Verb
from responder.texts import waiting_texts
from responder.verbs.close import open_tasks
from responder.verbs.extend import extensible
from responder.verbs.join import require_free

# What may still be done with a case that is only kept as history.
OF_HISTORY: Collection[Verb] = ("add_progress", "close", "dismiss", "reopen")


@dataclass(frozen=True)
class Offer:
    """A step that is a person's to take; `lacks` says in Chinese what is missing, empty where nothing is."""

    verb: Verb
    lacks: str

    @property
    def name(self) -> str:
        """What people call the step."""
        return VERBS[self.verb]

    @property
    def stands(self) -> bool:
        """Whether the step can be taken now."""
        return not self.lacks


@dataclass(frozen=True)
class StageMark:
    """A stage on the case's way: `state` is done, now, later, or left where a closed case never was in it."""

    says: str
    state: str


@dataclass
class Look:
    """Who looks at which case, when; what several steps ask for is read once."""

    session: Session
    case: Case
    by: User
    now: datetime

    @cached_property
    def rules(self) -> Procedure:
        """The procedure of the case."""
        return procedure_of(self.session, self.case)

    @cached_property
    def records(self) -> Records:
        """What is on record."""
        return Records(self.session, self.case)

    @cached_property
    def stage(self) -> Stage | None:
        """The stage in which the case stands."""
        return stage_by(self.case, self.rules, self.records)

    @cached_property
    def running(self) -> Sequence[Clock]:
        """The clocks that have not ended."""
        return keeper.running(self.session, self.case)

    @cached_property
    def texts(self) -> dict[int, set[Verb]]:
        """What the texts of the case wait for."""
        return waiting_texts(self.session, self.case, self.by)

    @cached_property
    def referrals(self) -> Sequence[Referral]:
        """Referrals without proof of hand-over."""
        return casefile.referrals(self.session, self.case, open_only=True)

    @cached_property
    def instructions(self) -> list[Instruction]:
        """Instructions that await the report of this person's unit."""
        waits = casefile.instructions(self.session, self.case, open_only=True)
        return [one for one in waits if one.unit_id == self.by.unit_id]

    @cached_property
    def open_tasks(self) -> list[tuple[str, str]]:
        """What has to be settled before the case may end, and who settles it."""
        return list(open_tasks(self.session, self.case))

    @property
    def owed(self) -> str:
        """The same in one sentence; empty where nothing is."""
        return "；".join(owed for owed, _ in self.open_tasks)


def offers(look: Look) -> list[Offer]:
    """Every step of the case's procedure that is this person's, in the procedure's order."""
    steps = [step for step in look.rules.steps if look.case.kind in step.kinds]
    return [Offer(step.verb, _lacking(look, step)) for step in steps if is_theirs(step, look.case, look.by)]


def lacking_to_close(look: Look) -> list[str]:
    """What the case still lacks before it can be closed, in Chinese; empty for a closed case."""
    step = look.rules.step(look.case.kind, "close")
    if step is None or look.case.closed_at is not None:
        return []
    lacks = [fact for fact in step.needs if not look.records.hold(fact)]
    found = [missing(look.case, look.rules, fact, "办结") for fact in lacks]
    found += [f"{owed}，{remedy}" for owed, remedy in look.open_tasks]
    if look.records.pause and not step.while_paused:
        found.append("正在暂停计时，请新闻办先恢复计时")
    return found


def way(look: Look) -> list[StageMark]:
    """The stages of the case with what is behind it, where it stands and what is to come."""
    stages = look.rules.stages_of(look.case.kind)
    done = [look.records.hold(stage.ends_with) for stage in stages]
    here = done.index(False) if False in done else len(done)
    if look.case.closed_at is not None:
        # A false alarm, or a case that went into another one, leaves stages out; nothing is to come then.
        ends = [stage.ends_with for stage in stages].index("closed")
        left = next((place for place in range(ends, len(done)) if not done[place]), len(done))
        here = left if here > ends else len(done)
    states = (
        "now" if place == here else "done" if fact else "left" if place < here else "later"
        for place, fact in enumerate(done)
    )
    return [StageMark(stage.says, state) for stage, state in zip(stages, states, strict=True)]


def _lacking(look: Look, step: Step) -> str:
    try:
        check(look.session, look.case, step, look.by, look.records)
        if look.case.archive and step.verb not in OF_HISTORY:
            return "历史导入的事项只作记录"
        return _LACKS[step.verb](look) if step.verb in _LACKS else ""
    except HuiyingError as error:
        return str(error)


def _held(look: Look) -> str:
    return "" if look.case.held_at else "事项不在等待核实之列"


def _acknowledged(look: Look) -> str:
    given = casefile.assignment(look.session, look.case)
    return "已经签收" if casefile.acknowledgement(look.session, given) else ""


def _objected(look: Look) -> str:
    return "对本次交办已经提过异议" if casefile.objections(look.session, [look.case.id]) else ""


def _objection(look: Look) -> str:
    return "" if casefile.open_objection(look.session, look.case) else "没有待处理的派单异议"


def _referred(way: str) -> Callable[[Look], str]:
    def lacks(look: Look) -> str:
        return "上一次移交还没有凭证" if any(one.way == way for one in look.referrals) else ""

    return lacks


def _referral(look: Look) -> str:
    return "" if look.referrals else "没有等待移交的上报或转办"


def _joinable(look: Look) -> str:
    if look.owed:
        return look.owed
    require_free(look.session, look.case, look.now)
    others = select(Case.id).where(Case.kind == look.case.kind, Case.archive.is_(look.case.archive))
    others = others.where(Case.closed_at.is_(None), Case.held_at.is_(None), Case.id != look.case.id)
    return "" if look.session.scalar(others.limit(1)) else "没有可以并入的同类事项"


def _divisible(look: Look) -> str:
    if look.case.kind != "message":
        return ""
    count = select(func.count()).select_from(CasePost).where(CasePost.case_id == look.case.id)
    if (look.session.scalar(count) or 0) < 2:
        return "只有一件来信，无可拆分"
    return "来信已经答复，无需拆分" if casefile.is_answered(look.session, look.case) else ""


def _examined(look: Look) -> str:
    return "补正已经一次性告知" if look.session.get(Examination, look.case.id) else ""


def _completion(look: Look) -> str:
    record = look.session.get(Examination, look.case.id)
    waits = record is not None and record.missing is not None and record.completed_at is None
    return "" if waits else "没有等待补正的材料"


def _extensible(look: Look) -> str:
    return "" if any(extensible(clock, look.now) for clock in look.running) else "没有可以延期的时限"


def _stoppable(look: Look) -> str:
    if casefile.open_objection(look.session, look.case):
        return "派单异议尚未处理"
    return "" if keeper.stoppable(look.session, look.case, look.now) else "没有可以暂停的时限"


def _paused(look: Look) -> str:
    return "" if look.records.pause else "没有暂停"


def _instructed(look: Look) -> str:
    return "" if look.instructions else "没有等待本单位报告的批示"


def _settled(look: Look) -> str:
    return look.owed


def _mutable(look: Look) -> str:
    return _settled(look) if look.case.event_id else "不是由事件立项的，无可静默"


def _judgeable(look: Look) -> str:
    return "已并入其他事项，在那里评估" if look.session.get(Joining, look.case.id) else ""


def _reopenable(look: Look) -> str:
    return "已并入其他事项，请在那里拆分" if look.session.get(Joining, look.case.id) else ""


def _text(verb: Verb) -> Callable[[Look], str]:
    def lacks(look: Look) -> str:
        return (
            ""
            if any(verb in waits for waits in look.texts.values())
            else f"没有等待{VERBS[verb]}的稿件或发布"
        )

    return lacks


_LACKS: dict[Verb, Callable[[Look], str]] = {
    "start_held": _held,
    "acknowledge": _acknowledged,
    "object": _objected,
    "decide_objection": _objection,
    "report_up": _referred("report_up"),
    "refer_out": _referred("refer_out"),
    "hand_over": _referral,
    "join": _joinable,
    "split": _divisible,
    "examine": _examined,
    "complete": _completion,
    "submit": _text("submit"),
    "clear": _text("clear"),
    "publish": _text("publish"),
    "confirm_evidence": _text("confirm_evidence"),
    "correct": _text("correct"),
    "withdraw": _text("withdraw"),
    "extend": _extensible,
    "pause": _stoppable,
    "resume": _paused,
    "report_back": _instructed,
    "close": _settled,
    "dismiss": _settled,
    "mute": _mutable,
    "reopen": _reopenable,
    "evaluate": _judgeable,
}
