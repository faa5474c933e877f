"""立项: open a case for an event or a message."""

from datetime import datetime

from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.models import Case, Event, Origin, Unit
from responder.clocks import keeper
from responder.clocks.policy import Policy
from responder.numbering import next_number
from responder.procedure.place import keep


def open_case(
    session: Session,
    *,
    kind: str,
    title: str,
    why: str,
    detected_at: datetime,
    policy: Policy,
    now: datetime,
    by: str = audit.MACHINE,
    event: Event | None = None,
    appeal: str | None = None,
    topic: str | None = None,
    grade: int | None = None,
    level: int | None = None,
    tier: int | None = None,
    proposed_unit: Unit | None = None,
    ask_unit: bool = False,
    occurred_at: datetime | None = None,
    archive: bool = False,
    held_reason: str | None = None,
    origin: Origin | None = None,
) -> Case:
    """A new case with its first clocks; an archived or held one has none.

    `why` says in Chinese what opened it; with `ask_unit` the proposed unit is doubtful; `origin` is the
    document or request of a case that a person opened. The caller adds the messages (CasePost) and the
    notice; for a message case it adds them before any clock is asked for, by `keeper.replan`.
    """
    case = Case(
        number=next_number(session, "", now),
        kind=kind,
        title=title,
        event_id=event.id if event else None,
        procedure=keep(session, policy.procedure, now),
        appeal=appeal,
        topic=topic,
        grade=grade,
        level=level,
        tier=tier,
        proposed_unit_id=proposed_unit.id if proposed_unit else None,
        ask_unit=ask_unit,
        archive=archive,
        held_at=now if held_reason else None,
        held_reason=held_reason,
        occurred_at=occurred_at,
        detected_at=detected_at,
        opened_at=now,
        opened_by=by,
        opened_why=why,
    )
    session.add(case)
    session.flush()
    if origin is not None:
        origin.case_id = case.id
        session.add(origin)
    audit.record(session, "open", "case", case.id, by=by, now=now, kind=kind, tier=tier)
    keeper.replan(session, case, policy, now)
    return case
