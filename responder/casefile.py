"""What the records of a case say: pure reads, used by the clocks, the verbs and the pages."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from huiying.core.actors import Actor
from huiying.core.models import (
    Acknowledgement,
    Assignment,
    Case,
    CaseNote,
    CasePost,
    Clearance,
    Closure,
    Confirmation,
    Draft,
    Fulfilment,
    Instruction,
    Pause,
    Post,
    Publication,
    Referral,
    Reopening,
    Unit,
    Withdrawal,
)

OBJECTION, OBJECTION_DECIDED = "objection", "objection_decided"

# The kind of publication that answers a case of this kind; any answers an opinion.
OWN_ANSWER = {"message": "reply", "interpretation": "interpretation", "disclosure": "disclosure"}


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
    """Publications whose evidence stands and that were not withdrawn, in the order of publication."""
    withdrawn = select(Withdrawal.publication_id).where(Withdrawal.case_id == case.id)
    query = select(Publication).where(Publication.case_id == case.id, Publication.evidence_at.is_not(None))
    query = query.where(Publication.id.not_in(withdrawn))
    return session.scalars(query.order_by(Publication.published_at)).all()


def is_recorder(record: Publication, by: Actor) -> bool:
    """Whether this person recorded the publication, signed in or by a link, and so is no second one."""
    mine = by.account_id is not None and by.account_id == record.recorded_by_id
    return mine or by.name == record.recorded_by


def is_answered(session: Session, case: Case) -> bool:
    """Whether what the case owes to the public, or to each of its senders, was given: after its last
    reopening; a message by a reply after the last sender joined; an opinion also by its hand-over
    outside the park."""
    if case.kind == "duty":
        return fulfilment(session, case) is not None
    if case.kind == "opinion" and handed_out(session, case):
        return True
    since = owed_since(session, case)
    wanted = OWN_ANSWER.get(case.kind)
    return any(
        (wanted is None or one.kind == wanted) and (since is None or one.published_at >= since)
        for one in counted_publications(session, case)
    )


def last_joined(session: Session, case: Case) -> datetime | None:
    """When the last sender came to the case."""
    return session.scalar(select(func.max(CasePost.joined_at)).where(CasePost.case_id == case.id))


def handed_out(session: Session, case: Case) -> Referral | None:
    """The referral by which the case left the park, where it did since it was reopened last."""
    query = select(Referral).where(Referral.case_id == case.id, Referral.way == "refer_out")
    last = reopening(session, case)
    query = query.where(Referral.handed_at.is_not(None))
    if last is not None:
        query = query.where(Referral.at >= last.at)
    return session.scalars(query.order_by(Referral.id.desc()).limit(1)).first()


def fulfilment(session: Session, case: Case) -> Fulfilment | None:
    """The last proof that a duty was done, of those since it was reopened."""
    query = select(Fulfilment).where(Fulfilment.case_id == case.id)
    last = reopening(session, case)
    query = query.where(Fulfilment.at >= last.at) if last else query
    return session.scalars(query.order_by(Fulfilment.id.desc()).limit(1)).first()


def reopening(session: Session, case: Case) -> Reopening | None:
    """The last time the case was opened again."""
    query = select(Reopening).where(Reopening.case_id == case.id)
    return session.scalars(query.order_by(Reopening.id.desc()).limit(1)).first()


def open_objection(session: Session, case: Case) -> CaseNote | None:
    """The objection that awaits the office's decision."""
    return open_objections(session, [case.id]).get(case.id)


def open_objections(session: Session, case_ids: Collection[int]) -> dict[int, CaseNote]:
    """By case: the objection that awaits the office's decision."""
    found = objections(session, case_ids)
    decided = select(CaseNote).where(CaseNote.case_id.in_(found), CaseNote.kind == OBJECTION_DECIDED)
    settled = {note.detail["objection"] for note in session.scalars(decided)} if found else set()
    return {case_id: note for case_id, note in found.items() if note.id not in settled}


def objections(session: Session, case_ids: Collection[int]) -> dict[int, CaseNote]:
    """By case: the objection to the assignment in force, decided or not; there is one at most."""
    query = select(CaseNote).where(CaseNote.case_id.in_(case_ids), CaseNote.kind == OBJECTION)
    notes = {note.detail["assignment"]: note for note in session.scalars(query)} if case_ids else {}
    in_force = select(Assignment.id).where(Assignment.id.in_(notes), Assignment.superseded_at.is_(None))
    return {notes[key].case_id: notes[key] for key in session.scalars(in_force)} if notes else {}


def notes(session: Session, case: Case, kind: str) -> Sequence[CaseNote]:
    """The notes of a kind on the case, oldest first."""
    query = select(CaseNote).where(CaseNote.case_id == case.id, CaseNote.kind == kind)
    return session.scalars(query.order_by(CaseNote.id)).all()


def referrals(session: Session, case: Case, *, open_only: bool = False) -> Sequence[Referral]:
    """What was laid before somebody outside, oldest first; `open_only`: without proof of hand-over yet."""
    query = select(Referral).where(Referral.case_id == case.id)
    query = query.where(Referral.handed_at.is_(None)) if open_only else query
    return session.scalars(query.order_by(Referral.id)).all()


def instructions(session: Session, case: Case, *, open_only: bool = False) -> Sequence[Instruction]:
    """The leaders' instructions, oldest first; `open_only`: those without a report yet."""
    query = select(Instruction).where(Instruction.case_id == case.id)
    query = query.where(Instruction.reported_at.is_(None)) if open_only else query
    return session.scalars(query.order_by(Instruction.id)).all()


def pause(session: Session, case: Case) -> Pause | None:
    """The pause under which the case stands still."""
    return session.scalars(select(Pause).where(Pause.case_id == case.id, Pause.resumed_at.is_(None))).first()


def owed_since(session: Session, case: Case) -> datetime | None:
    """From when an answer counts: the last reopening, and for a message the last sender's joining."""
    last = reopening(session, case)
    joined = last_joined(session, case) if case.kind == "message" else None
    return max((at for at in (last.at if last else None, joined) if at), default=None)


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
