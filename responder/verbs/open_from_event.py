"""人工立项: the office says that an event is to be answered though the opening rule did not."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core.errors import Refused
from huiying.core.models import Case, Event, Unit, User
from responder.clocks.policy import Policy
from responder.verbs.open_case import open_case
from responder.verbs.permission import require_office


def open_from_event(
    session: Session, event: Event, *, reason: str, by: User, policy: Policy, now: datetime
) -> Case:
    """Open an opinion case for an event that has none open (domain.md, "When a case opens").

    An emergency counts from its detection; what became a duty by a person's word counts from that word:
    before, there was nothing to answer. Locks the event until the transaction ends, so that two people
    open one case.
    """
    require_office(by, "人工立项")
    session.refresh(event, with_for_update=True)
    if not reason.strip():
        raise Refused("请写明为什么要立项回应")
    if event.merged_into_id is not None:
        raise Refused("这一事件已并入另一事件，请在那里立项")
    query = select(Case).where(Case.event_id == event.id, Case.kind == "opinion", Case.closed_at.is_(None))
    known = session.scalars(query.where(Case.archive.is_(False)).limit(1)).first()
    if known is not None:
        raise Refused(f"这一事件已有在办的事项 {known.number}，无需再次立项")
    return open_case(
        session,
        kind="opinion",
        title=event.title,
        why=f"新闻办人工立项：{reason.strip()}",
        detected_at=event.detected_at if event.grade else now,
        policy=policy,
        now=now,
        by=by.name,
        event=event,
        topic=event.topic,
        grade=event.grade,
        level=event.level,
        tier=event.tier,
        proposed_unit=_unit(session, event.unit),
        occurred_at=event.occurred_at,
    )


def _unit(session: Session, name: str | None) -> Unit | None:
    found = session.scalars(select(Unit).where(Unit.name == name)).first() if name else None
    return found if found is not None and found.disabled_at is None else None
