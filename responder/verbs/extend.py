"""延期: a running clock gets more time, where its rule allows and before it is late."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import Refused
from huiying.core.models import Case, Clock, User
from responder.clocks import keeper, moves
from responder.clocks.calendars import Calendars
from responder.clocks.limits import parse_limit
from responder.clocks.policy import Rule, Snapshot
from responder.procedure.place import require
from responder.verbs.telling import tell_unit
from responder.wording import moment


def extend(session: Session, clock: Clock, *, term: str, reason: str, by: User, now: datetime) -> None:
    """Move the due moment by `term` (“10个工作日”, “12小时”), in the clock's own calendar, by no more and
    no oftener than the rule says under which the clock was planned."""
    case = session.get_one(Case, clock.case_id)
    require(session, case, "extend", by)
    kept = Snapshot.of(clock.policy)
    _require_extensible(clock, kept.rule, reason, now)
    span = _span(kept.rule, kept.calendars.build(), term)
    audit.record(session, "extend", "case", case.id, by=by.name, now=now, clock=clock.id, term=term)
    keeper.extend(session, clock, span, by=by.name, reason=reason.strip(), now=now)
    name = keeper.milestone_name(clock)
    lines = [
        f"事项 {case.number} 的{name}延期{term}，改为 {moment(clock.due_at)} 前完成。理由：{reason.strip()}"
    ]
    lines += ["延期须告知申请人。"] if case.kind == "disclosure" else []
    occasion = f"extended:{clock.id}:{len(clock.moves)}"
    tell_unit(session, case, kind="extended", head="延期", lines=lines, occasion=occasion, now=now)


def extensible(clock: Clock, now: datetime) -> str | None:
    """The longest term by which the clock may be extended now; None where it may not be."""
    rule = Snapshot.of(clock.policy).rule
    over = clock.ended_at is not None or clock.due_at <= now
    return None if over or moves.extensions(clock) >= rule.extensions else rule.extension


def _require_extensible(clock: Clock, rule: Rule, reason: str, now: datetime) -> None:
    name = keeper.milestone_name(clock)
    if clock.ended_at is not None:
        raise Refused(f"{name}的时限已经结束，无从延期")
    if not reason.strip():
        raise Refused("延期须写明理由")
    if rule.extension is None:
        raise Refused(f"{name}不能延期：依据“{clock.basis}”，此时限没有延期的规定")
    if moves.extensions(clock) >= rule.extensions:
        raise Refused(f"{name}最多延期 {rule.extensions} 次，已经用完")
    if clock.due_at <= now:
        raise Refused(f"{name}已于 {moment(clock.due_at)} 到期，逾期之后不能延期")


def _span(rule: Rule, calendars: Calendars, term: str) -> timedelta:
    try:
        given, most = parse_limit(term), parse_limit(rule.extension or "")
    except ValueError as error:
        raise Refused(str(error)) from error
    if bool(given.working_days) != bool(most.working_days):
        raise Refused(f"延期请按同样的写法，如“{rule.extension}”")
    if (given.working_days, given.time) > (most.working_days, most.time):
        raise Refused(f"延期“{term}”太长，最多{rule.extension}")
    return calendars.working_days(given.working_days) if given.working_days else given.time
