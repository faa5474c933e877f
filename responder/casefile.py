"""What the records of a case say: pure reads, used by the clocks, the verbs and the pages."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core.models import (
    Acknowledgement,
    Assignment,
    Case,
    CasePost,
    Clearance,
    Closure,
    Confirmation,
    Draft,
    Post,
    Publication,
    Unit,
)


def confirmation(session: Session, case: Case) -> Confirmation | None:
    """The latest confirmation of the tier."""
    query = select(Confirmation).where(Confirmation.case_id == case.id)
    return session.scalars(query.order_by(Confirmation.id.desc()).limit(1)).first()


def assignment(session: Session, case: Case) -> Assignment | None:
    """The assignment in force."""
    query = select(Assignment).where(Assignment.case_id == case.id, Assignment.superseded_at.is_(None))
    return session.scalars(query.order_by(Assignment.id.desc()).limit(1)).first()


def acknowledgement(session: Session, given: Assignment | None) -> Acknowledgement | None:
    """Who took this assignment, and when."""
    return session.get(Acknowledgement, given.id) if given else None


def awaiting_clearance(session: Session, case: Case) -> list[Draft]:
    """Drafts that were submitted and neither cleared nor sent back, oldest first."""
    query = (
        select(Draft)
        .outerjoin(Clearance, Clearance.draft_id == Draft.id)
        .where(Draft.case_id == case.id, Draft.submitted_at.is_not(None), Clearance.draft_id.is_(None))
    )
    return list(session.scalars(query.order_by(Draft.submitted_at)))


def clearance(session: Session, draft: Draft) -> Clearance | None:
    """The decision on a draft."""
    return session.get(Clearance, draft.id)


def counted_publications(session: Session, case: Case) -> Sequence[Publication]:
    """Publications whose evidence stands, in the order in which they were published."""
    query = select(Publication).where(Publication.case_id == case.id, Publication.evidence_at.is_not(None))
    return session.scalars(query.order_by(Publication.published_at)).all()


def closure(session: Session, case: Case) -> Closure | None:
    """Who closed the case."""
    return session.get(Closure, case.id)


def received_at(session: Session, case: Case) -> datetime | None:
    """When the first message of the case was received: its own date, else when it was detected."""
    query = (
        select(Post.published_at, Post.detected_at)
        .join(CasePost, CasePost.post_id == Post.id)
        .where(CasePost.case_id == case.id)
    )
    moments = [published or detected for published, detected in session.execute(query)]
    return min(moments, default=None)


def lead_unit(session: Session, case: Case) -> Unit | None:
    """The unit that holds the case now."""
    return session.get(Unit, case.lead_unit_id) if case.lead_unit_id else None


def office_unit(session: Session) -> Unit | None:
    """The press office's own unit."""
    return session.scalars(select(Unit).where(Unit.is_office).limit(1)).first()
