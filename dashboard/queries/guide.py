"""What the stops of the guided path lead to, as the records stand and as far as the reader may know of it."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from dashboard import access
from dashboard.queries.waiting import waiting
from huiying.core.models import Case, Decision, Event, Notice, Proposal, Publication, User

Finder = Callable[[Session, User, datetime], str | None]


def find(session: Session, user: User, page: str, now: datetime) -> str:
    """The address of a stop's page; the list of cases where what it looks for is not there."""
    if page.startswith("/"):
        return page
    return FINDERS[page](session, user, now) or "/cases"


def _burning(session: Session, user: User, now: datetime) -> str | None:
    """The gravest open answer to opinion, the hottest of them; a closed one where none is open."""
    order = (Case.closed_at.is_not(None), Case.kind != "opinion", func.coalesce(Case.tier, 9))
    query = (
        select(Case.id)
        .outerjoin(Event, Event.id == Case.event_id)
        .where(access.visible_cases(user), ~Case.archive)
        .order_by(*order, func.coalesce(Event.heat, 0).desc(), Case.id)
    )
    return _case(session.scalar(query.limit(1)))


def _chased(session: Session, user: User, now: datetime) -> str | None:
    """The case of which most people were told."""
    query = (
        select(Notice.case_id)
        .join(Case, Case.id == Notice.case_id)
        .where(access.visible_cases(user))
        .group_by(Notice.case_id)
        .order_by(func.count().desc(), Notice.case_id)
    )
    return _case(session.scalar(query.limit(1))) or _burning(session, user, now)


def _todo(session: Session, user: User, now: datetime) -> str | None:
    """The first case in which it is the reader's turn."""
    rows = [row for row in waiting(session, user, now).rows if row.href.startswith("/case/")]
    mine = [row for row in rows if row.step.mine] or rows
    return mine[0].href.partition("#")[0] if mine else _burning(session, user, now)


def _event(session: Session, user: User, now: datetime) -> str | None:
    """The hottest event that was spoken to in public; the hottest one where none was."""
    answered = exists().where(Case.event_id == Event.id, Publication.case_id == Case.id)
    query = select(Event.id).where(Event.merged_into_id.is_(None))
    found = session.scalar(query.order_by(answered.desc(), Event.heat.desc(), Event.id).limit(1))
    return f"/event/{found}" if found else None


def _proposal(session: Session, user: User, now: datetime) -> str | None:
    """The proposal that has waited longest for a decision; a decided one where none waits."""
    decided = exists().where(Decision.proposal_id == Proposal.id)
    query = select(Proposal.id).where(access.visible_proposals(user)).order_by(decided, Proposal.proposed_at)
    found = session.scalar(query.limit(1))
    return f"/accountability/{found}" if found else "/accountability"


def _case(case_id: int | None) -> str | None:
    return f"/case/{case_id}" if case_id else None


FINDERS: dict[str, Finder] = {
    "burning": _burning,
    "chased": _chased,
    "todo": _todo,
    "event": _event,
    "proposal": _proposal,
}
