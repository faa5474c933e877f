"""交办: the press office gives a case to a lead unit and supporting ones."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import Refused
from huiying.core.models import Assignment, Case, Unit, User
from responder import casefile
from responder.clocks import keeper
from responder.clocks.policy import Policy
from responder.outbox import queue
from responder.procedure.place import require
from responder.wording import moment


def assign(
    session: Session,
    case: Case,
    *,
    lead: Unit,
    by: User,
    policy: Policy,
    now: datetime,
    supporting: Sequence[Unit] = (),
    note: str | None = None,
) -> Assignment:
    """Give the case to `lead`; an earlier assignment is superseded, its acknowledgement owed anew."""
    require(session, case, "assign", by)
    return give(session, case, lead, supporting, note, by=by, policy=policy, now=now)


def give(
    session: Session,
    case: Case,
    lead: Unit,
    supporting: Sequence[Unit],
    note: str | None,
    *,
    by: User,
    policy: Policy,
    now: datetime,
    objected_at: datetime | None = None,
) -> Assignment:
    """What every giving does, whichever verb let it through.

    An acknowledgement that is overdue stays missed by the unit that had the case; where that unit's
    objection is upheld, only one that was overdue when it objected does.
    """
    _refuse_unfit(lead, supporting)
    keeper.end_late(session, case, "acknowledge", since=objected_at or now, now=now)
    former = casefile.assignment(session, case)
    if former:
        former.superseded_at = now
    record = Assignment(
        case_id=case.id,
        lead_unit_id=lead.id,
        supporting_unit_ids=[unit.id for unit in supporting],
        note=note,
        by=by.name,
        at=now,
    )
    session.add(record)
    case.lead_unit_id = lead.id
    session.flush()
    audit.record(session, "assign", "case", case.id, by=by.name, now=now, lead=lead.id)
    keeper.meet(session, case, "assign", at=now, now=now)
    keeper.hand_over(session, case, now)
    keeper.replan(session, case, policy, now)
    _tell(session, case, record, lead, now)
    return record


def _refuse_unfit(lead: Unit, supporting: Sequence[Unit]) -> None:
    for unit in (lead, *supporting):
        if unit.disabled_at is not None:
            raise Refused(f"{unit.name}已停用，请另选责任单位")
    if lead.id in {unit.id for unit in supporting}:
        raise Refused(f"{lead.name}已是牵头单位，不能同时协办")


def _tell(session: Session, case: Case, record: Assignment, lead: Unit, now: datetime) -> None:
    owed = keeper.running(session, case, holder="unit")
    lines = [f"事项 {case.number}“{case.title}”交由{lead.name}牵头办理。"]
    lines += [f"{keeper.milestone_name(clock)}：{moment(clock.due_at)} 前" for clock in owed]
    lines += [f"交办说明：{record.note}"] if record.note else []
    lines.append("请先签收，再按时限办理；如不归本单位，打开链接即可提出，也可联系新闻办。")
    for duty in ("handler", "head"):
        queue(
            session,
            kind="assigned",
            duty=duty,
            unit_id=lead.id,
            subject=f"【交办】{case.title}",
            lines=lines,
            now=now,
            occasion=f"assigned:{record.id}",
            case=case,
        )
