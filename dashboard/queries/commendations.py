"""表彰: proposals to commend with their decisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from dashboard import access
from dashboard.queries.earlier import Earlier, earlier_grants
from dashboard.queries.people import Names
from dashboard.queries.public_texts import TextLine, text_lines
from huiying.core.models import Case, Commendation, CommendationDecision, User
from responder.accountability import in_force

MOST = 50


@dataclass(frozen=True)
class CommendationLine:
    """One commendation with its case and, where there is one, the decision in force and those before."""

    commendation: Commendation
    case: Case
    unit: str
    proposed_by: str
    decision: in_force.AnyGrant | None
    decided_by: str
    earlier: list[Earlier]


@dataclass(frozen=True)
class CommendationFile:
    """One commendation with the texts told of it."""

    line: CommendationLine
    texts: list[TextLine]


def commendations(session: Session, user: User, *conditions: ColumnElement[bool]) -> list[CommendationLine]:
    """Those that the user may know of: undecided ones first, then the newest."""
    query = _query(user).where(*conditions)
    query = query.order_by(CommendationDecision.at.is_not(None), Commendation.proposed_at.desc()).limit(MOST)
    names = Names(session)
    return [_line(session, row, names) for row in session.execute(query).all()]


def commendation_file(session: Session, user: User, commendation_id: int) -> CommendationFile:
    """One commendation. Raises NotFound where the user may not know of it."""
    found, names = access.find_commendation(session, user, commendation_id), Names(session)
    row = session.execute(_query(user).where(Commendation.id == found.id)).one()
    texts = text_lines(session, found, names) if access.sees_all(user) else []
    return CommendationFile(_line(session, row, names), texts)


def granted_to(session: Session, user: User) -> list[CommendationLine]:
    """What the user's unit was commended for."""
    return commendations(session, user, Commendation.unit_id == user.unit_id, _granted())


def granted_within(
    session: Session, user: User, since: datetime, until: datetime, unit: str | None
) -> list[CommendationLine]:
    """What was granted in a period and is still in force, of one unit by its name or of all."""
    found = commendations(session, user, _granted(since, until))
    return [line for line in found if unit in (None, line.unit)]


def _granted(since: datetime | None = None, until: datetime | None = None) -> ColumnElement[bool]:
    made = in_force.grants_as_of()
    found = select(made.c.commendation_id).where(made.c.granted.is_(True))
    found = found.where(made.c.at >= since) if since else found
    return Commendation.id.in_(found.where(made.c.at < until) if until else found)


def _query(user: User) -> Select[Commendation, Case]:
    return (
        select(Commendation, Case)
        .join(Case, Case.id == Commendation.case_id)
        .outerjoin(CommendationDecision, CommendationDecision.commendation_id == Commendation.id)
        .where(access.visible_commendations(user))
    )


def _line(session: Session, row: Sequence[object], names: Names) -> CommendationLine:
    commendation, case = row
    assert isinstance(commendation, Commendation) and isinstance(case, Case)
    made = in_force.grants(session, [commendation.id]).get(commendation.id, [])
    decision = made[-1] if made else None
    return CommendationLine(
        commendation=commendation,
        case=case,
        unit=names.unit(commendation.unit_id),
        proposed_by=names.person(commendation.proposed_by),
        decision=decision,
        decided_by=names.person(decision.by) if decision else "",
        earlier=earlier_grants(made, names),
    )
