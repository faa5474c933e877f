"""发布审查: another person ticks the checklist and clears a draft, or sends it back."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import NotAllowed, Refused
from huiying.core.models import Case, Clearance, ClearanceTick, Draft, User
from responder.clocks import keeper
from responder.clocks.policy import Policy
from responder.outbox import queue
from responder.procedure.place import require

CHECKLIST = {
    "secrecy": "保密审查：不含国家秘密、工作秘密",
    "privacy": "不含个人隐私和商业秘密",
    "negative_list": "不在不予公开的负面清单之内",
    "facts": "事实、数字已与责任单位核对",
    "authority": "发布主体与口径有权限依据",
}


def tick(session: Session, written: Draft, item: str, *, by: User, now: datetime) -> None:
    """Tick one item of the checklist; each stores who ticked it and when. Ticking twice is harmless."""
    _require_clearer(session, written, by)
    if item not in CHECKLIST:
        raise Refused(f"审查清单中没有“{item}”这一项")
    if item not in ticked(session, written):
        session.add(ClearanceTick(draft_id=written.id, item=item, by_id=by.id, at=now))
        session.flush()


def clear(
    session: Session,
    written: Draft,
    *,
    cleared: bool,
    by: User,
    policy: Policy,
    now: datetime,
    note: str | None = None,
) -> Clearance:
    """Clear the draft for publication, or send it back with what is wrong."""
    case = session.get_one(Case, written.case_id)
    _require_clearer(session, written, by)
    _require_ready(session, written, cleared, note)
    record = Clearance(
        draft_id=written.id,
        drafter_id=written.drafter_id,
        clearer_id=by.id,
        cleared=cleared,
        note=note,
        at=now,
    )
    session.add(record)
    action = "clear" if cleared else "send_back"
    audit.record(session, action, "case", case.id, by=by.name, now=now, draft=written.id)
    keeper.meet(session, case, "clear", at=now, now=now, subject_id=written.id)
    keeper.replan(session, case, policy, now)
    _tell_unit(session, case, written, record)
    return record


def ticked(session: Session, written: Draft) -> dict[str, ClearanceTick]:
    """The items that were ticked so far."""
    query = select(ClearanceTick).where(ClearanceTick.draft_id == written.id)
    return {row.item: row for row in session.scalars(query)}


def _require_clearer(session: Session, written: Draft, by: User) -> None:
    require(session, session.get_one(Case, written.case_id), "clear", by)
    if by.id == written.drafter_id:
        raise NotAllowed("起草人不能审查自己的稿件，请由另一位同事审查")


def _require_ready(session: Session, written: Draft, cleared: bool, note: str | None) -> None:
    if written.submitted_at is None:
        raise Refused("稿件尚未送审")
    if session.get(Clearance, written.id):
        raise Refused("稿件已审查完毕，如需修改请另起草一稿")
    if not cleared and not (note or "").strip():
        raise Refused("退回稿件须写明原因")
    missing = [name for item, name in CHECKLIST.items() if item not in ticked(session, written)]
    if cleared and missing:
        raise Refused(f"审查清单尚有未勾选的项目：{'；'.join(missing)}")


def _tell_unit(session: Session, case: Case, written: Draft, record: Clearance) -> None:
    said = "已通过审查，可以发布" if record.cleared else f"被退回：{record.note}"
    queue(
        session,
        kind="cleared",
        duty="handler",
        unit_id=case.lead_unit_id,
        subject=f"【审查】{case.title}",
        lines=[f"事项 {case.number} 的稿件“{written.title}”{said}。"],
        now=record.at,
        occasion=f"cleared:{written.id}",
        case=case,
    )
