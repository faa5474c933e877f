"""Where the texts of a case stand on their way to publication, and who has to do what with them next."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core.models import Case, Clearance, Draft, Publication, User, Withdrawal
from responder import casefile
from responder.procedure.words import Verb
from responder.verbs.correct import corrections


def waiting_texts(session: Session, case: Case, by: User) -> dict[int, set[Verb]]:
    """By draft: the verbs that its state waits for and that this person is not barred from by their own
    part in it (a drafter does not clear, a recorder does not confirm)."""
    query = (
        select(Draft, Clearance.cleared, Publication, Withdrawal.publication_id)
        .outerjoin(Clearance, Clearance.draft_id == Draft.id)
        .outerjoin(Publication, Publication.draft_id == Draft.id)
        .outerjoin(Withdrawal, Withdrawal.publication_id == Publication.id)
        .where(Draft.case_id == case.id)
    )
    corrected = {note.detail["corrects"] for note in corrections(session, case)}
    found: dict[int, set[Verb]] = {}
    for draft, cleared, published, withdrawn in session.execute(query):
        known = published is not None and published.id in corrected
        found[draft.id] = (
            set(_waits_for(draft, cleared, published, by, known)) if withdrawn is None else set()
        )
    return found


def _waits_for(
    draft: Draft, cleared: bool | None, published: Publication | None, by: User, corrected: bool
) -> Iterator[Verb]:
    if published is not None:
        yield from _of_published(published, by, corrected)
    elif cleared:
        yield "publish"
    elif cleared is None and draft.submitted_at is None:
        yield "submit"
    elif cleared is None and draft.drafter_id != by.id:
        yield "clear"


def _of_published(published: Publication, by: User, corrected: bool) -> Iterator[Verb]:
    yield "withdraw"
    if published.evidence_at is None and not casefile.is_recorder(published, by):
        yield "confirm_evidence"
    if published.evidence_at is not None and not corrected:
        yield "correct"
