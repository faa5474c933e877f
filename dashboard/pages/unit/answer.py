"""Answer in two taps: what was written is stored and handed in at once, with photos as evidence."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from dashboard import access, photos
from dashboard.pages.draft.write import write
from dashboard.pages.unit.show import done
from dashboard.visit import Visit
from huiying.core.models import Case, Clearance, Draft
from responder.verbs.draft import submit as hand_in


def submit(visit: Visit) -> Response:
    """Store the draft and submit it, or neither. A phone that lost the signal sends the same answer again:
    what was handed in already is not handed in twice."""
    pictures = photos.given(visit)
    with visit.write() as session:
        case = access.find_case(session, visit.actor, visit.number("case"))
        if not _is_there(session, visit, case):
            kept = photos.keep(session, pictures, by=visit.actor, now=visit.now)
            written = write(session, visit, case, kept)
            hand_in(session, written, by=visit.actor, policy=visit.site.policy, now=visit.now)
    return done(visit, "answer")


def _is_there(session: Session, visit: Visit, case: Case) -> bool:
    same = (Draft.case_id == case.id, Draft.drafted_by == visit.actor.name, Draft.submitted_at.is_not(None))
    query = select(Draft.id).where(*same, Draft.body == visit.field("body"))
    query = query.where(Draft.kind == visit.field("kind"), Draft.title == visit.field("title")[:200])
    judged = exists().where(Clearance.draft_id == Draft.id)
    return session.scalar(query.where(~judged).limit(1)) is not None
