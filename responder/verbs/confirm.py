"""研判: the press office confirms the tier, or changes it with a reason."""

from datetime import datetime

from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import Refused
from huiying.core.models import Case, Confirmation, Event, EventTier, User
from responder import casefile
from responder.clocks import keeper
from responder.clocks.policy import Policy
from responder.procedure.place import require


def confirm(
    session: Session,
    case: Case,
    *,
    tier: int | None,
    by: User,
    policy: Policy,
    now: datetime,
    reason: str | None = None,
) -> Confirmation:
    """Record the tier as a person sees it; the clocks that are not met are re-planned by it.

    A reason is needed where the tier differs from the machine's, and for every later change.
    """
    require(session, case, "confirm", by)
    former = casefile.confirmation(session, case)
    if (former or tier != case.tier) and not (reason or "").strip():
        raise Refused("调整响应级别须写明理由")
    record = Confirmation(
        case_id=case.id, tier=tier, former_tier=case.tier, reason=reason, by=by.name, at=now
    )
    session.add(record)
    _note_on_event(session, case, record)
    case.tier = tier
    audit.record(
        session, "confirm", "case", case.id, by=by.name, now=now, tier=tier, former=record.former_tier
    )
    keeper.meet(session, case, "confirm", at=now, now=now)
    keeper.replan(session, case, policy, now)
    return record


def _note_on_event(session: Session, case: Case, record: Confirmation) -> None:
    event = session.get(Event, case.event_id) if case.event_id else None
    if event is None or case.kind != "opinion":
        return
    event.tier = record.tier
    session.add(
        EventTier(
            event_id=event.id,
            at=record.at,
            tier=record.tier,
            grade=event.grade,
            level=event.level,
            by=record.by,
            reason=record.reason or "同意机器研判",
        )
    )
