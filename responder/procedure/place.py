"""Whether a verb is in its place: the one function that verbs ask before they write.

It reads the procedure under which the case was opened. Out of place it raises Refused with what is
missing and who may do that; from the wrong person NotAllowed with whose it is.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from huiying.core.actors import Actor
from huiying.core.errors import HuiyingError, NotAllowed, Refused
from huiying.core.models import Case, Unit
from huiying.core.models import Procedure as KeptProcedure
from responder.clocks.words import named
from responder.procedure.facts import Records
from responder.procedure.rules import Procedure, Stage, Step, shipped
from responder.procedure.words import VERBS, WHO, Fact, Verb, Who

# By digest, which is that of the content: a procedure never changes under its digest.
_PARSED: dict[str, Procedure] = {}


def require(session: Session, case: Case, verb: Verb, by: Actor) -> Step:
    """Let the verb through, or say what is missing and who may do it.

    Locks the case's row until the transaction ends, so that what must happen once does.
    """
    session.refresh(case, with_for_update=True)
    step = procedure_of(session, case).step(case.kind, verb)
    if step is None:
        raise Refused(f"{named(case.kind)}没有“{VERBS[verb]}”这一步")
    check(session, case, step, by, Records(session, case))
    return step


def check(session: Session, case: Case, step: Step, by: Actor, records: Records) -> None:
    """What `require` asks of a step, without locking anything: for those who only look."""
    rules = procedure_of(session, case)
    _require_person(session, case, step, by)
    _require_running(case, step, records)
    for fact in step.needs:
        if not records.hold(fact):
            raise Refused(missing(case, rules, fact, VERBS[step.verb]))
    _require_stage(case, step, rules, records)


def is_theirs(step: Step, case: Case, by: Actor) -> bool:
    """Whether the step is this person's to take, in its place or not."""
    return any(_IS[who](case, by) for who in step.who)


def missing(case: Case, rules: Procedure, fact: Fact, deed: str) -> str:
    """What a step still lacks and who may do that."""
    if fact == "answered":
        return f"事项尚无已核对的发布，不能{deed}；{_whose(case, rules, fact)}"
    if fact == "examined":
        return f"申请尚未受理或尚未收到补正材料，不能{deed}；{_whose(case, rules, fact)}"
    giving = rules.giving(case.kind, fact)
    name = VERBS[giving.verb] if giving else fact
    return f"请先{name}，再{deed}（{_whose(case, rules, fact)}）"


def why_not(session: Session, case: Case, verb: Verb, by: Actor) -> str | None:
    """Why a person cannot do the verb now, in Chinese; None where it is in its place."""
    try:
        require(session, case, verb, by)
    except HuiyingError as error:
        return str(error)
    return None


def stage_by(case: Case, rules: Procedure, records: Records) -> Stage | None:
    """The first stage whose end is not on record; None once all are."""
    return next((stage for stage in rules.stages_of(case.kind) if not records.hold(stage.ends_with)), None)


def procedure_of(session: Session, case: Case) -> Procedure:
    """The procedure in force when the case was opened; the shipped one for cases older than procedures."""
    if case.procedure is None:
        return shipped()
    if case.procedure not in _PARSED:
        kept = session.get_one(KeptProcedure, case.procedure)
        _PARSED[case.procedure] = Procedure.model_validate_json(kept.content)
    return _PARSED[case.procedure]


def keep(session: Session, procedure: Procedure, now: datetime) -> str:
    """Keep a procedure for the cases opened under it; returns its digest. Keeping twice is harmless."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = {"digest": procedure.digest, "content": procedure.model_dump_json(), "kept_at": now}
    session.execute(insert(KeptProcedure).values(row).on_conflict_do_nothing(index_elements=["digest"]))
    return procedure.digest


def _require_person(session: Session, case: Case, step: Step, by: Actor) -> None:
    if is_theirs(step, case, by):
        return
    if "lead_unit" in step.who and case.lead_unit_id is None and "office" not in step.who:
        raise Refused(f"事项 {case.number} 尚未交办，请先由新闻办确定牵头单位")
    raise NotAllowed(f"“{VERBS[step.verb]}”由{_names(session, case, step)}办理，您的账号没有这项权限")


def _names(session: Session, case: Case, step: Step) -> str:
    lead = session.get(Unit, case.lead_unit_id) if case.lead_unit_id else None
    return "或".join(WHO[who] + (lead.name if who == "lead_unit" and lead else "") for who in step.who)


def _require_running(case: Case, step: Step, records: Records) -> None:
    deed = VERBS[step.verb]
    if case.closed_at is not None and not step.when_closed:
        raise Refused(f"事项 {case.number} 已办结，不能再“{deed}”；确需继续办理的，请新闻办“重新办理”")
    if case.held_at is not None and not step.while_held:
        raise Refused(f"事项 {case.number} 正在等待核实（{case.held_reason}），请先由新闻办决定是否办理")
    if not step.while_paused and records.pause:
        raise Refused(f"事项 {case.number} 正在暂停，不能“{deed}”；请先由新闻办恢复计时")


def _require_stage(case: Case, step: Step, rules: Procedure, records: Records) -> None:
    if not step.stages:
        return
    stage = stage_by(case, rules, records)
    if stage is None or stage.name not in step.stages:
        says = [one.says for one in rules.stages_of(case.kind) if one.name in step.stages]
        now = stage.says if stage else "办理完毕"
        raise Refused(f"事项 {case.number} 现处“{now}”，“{VERBS[step.verb]}”只在“{'”“'.join(says)}”阶段办理")


def _whose(case: Case, rules: Procedure, fact: Fact) -> str:
    giving = rules.giving(case.kind, fact)
    if giving is None:
        return ""
    return f"“{VERBS[giving.verb]}”由{'或'.join(WHO[who] for who in giving.who)}办理"


def _in_office(case: Case, by: Actor) -> bool:
    return by.role == "office"


def _leads(case: Case, by: Actor) -> bool:
    return by.role == "unit" and by.unit_id is not None and by.unit_id == case.lead_unit_id


def _of_a_unit(case: Case, by: Actor) -> bool:
    return by.role == "unit"


def _a_leader(case: Case, by: Actor) -> bool:
    return by.role == "leader"


_IS: dict[Who, Callable[[Case, Actor], bool]] = {
    "office": _in_office,
    "clearer": _in_office,
    "lead_unit": _leads,
    "any_unit": _of_a_unit,
    "leader": _a_leader,
}
