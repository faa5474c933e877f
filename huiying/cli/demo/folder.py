"""What the records of one case say at one moment, as the people who handle it see it."""

from dataclasses import dataclass
from typing import Self, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core.models import (
    Acknowledgement,
    Assignment,
    Base,
    Case,
    CaseNote,
    Clearance,
    Clock,
    Confirmation,
    Draft,
    Event,
    Proposal,
    Publication,
    SupervisionOrder,
    UnitStatement,
)
from responder import casefile
from responder.casefile import open_objection
from responder.clocks import keeper
from responder.verbs.correct import corrections

R = TypeVar("R", bound=Base)
ANSWERS = ("first_word", "explanation", "response", "reply", "progress")


@dataclass
class Folder:
    """A case with its records, read once."""

    case: Case
    event: Event | None
    confirmation: Confirmation | None
    assignments: list[Assignment]
    acknowledgement: Acknowledgement | None
    objection: CaseNote | None
    clocks: list[Clock]
    drafts: list[Draft]
    clearances: dict[int, Clearance]
    publications: list[Publication]
    corrections: list[CaseNote]
    orders: list[SupervisionOrder]
    proposals: list[Proposal]
    heard: set[int]

    @classmethod
    def read(cls, session: Session, case: Case) -> Self:
        """Everything of this case."""
        given = casefile.assignment(session, case)
        drafts = _all(session, Draft, case)
        clearances = select(Clearance).where(Clearance.draft_id.in_([it.id for it in drafts]))
        proposals = _all(session, Proposal, case)
        heard = select(UnitStatement.proposal_id).where(
            UnitStatement.proposal_id.in_([it.id for it in proposals])
        )
        return cls(
            case=case,
            event=session.get(Event, case.event_id) if case.event_id else None,
            confirmation=casefile.confirmation(session, case),
            assignments=_all(session, Assignment, case),
            acknowledgement=casefile.acknowledgement(session, given),
            objection=open_objection(session, case),
            clocks=list(keeper.running(session, case)),
            drafts=drafts,
            clearances={it.draft_id: it for it in session.scalars(clearances)},
            publications=_all(session, Publication, case),
            corrections=corrections(session, case),
            orders=_all(session, SupervisionOrder, case),
            proposals=proposals,
            heard=set(session.scalars(heard)),
        )

    @property
    def given(self) -> Assignment | None:
        """The assignment in force."""
        return next((it for it in reversed(self.assignments) if it.superseded_at is None), None)

    def clock(self, milestone: str) -> Clock | None:
        """The running clock of a milestone."""
        return next((it for it in self.clocks if it.milestone == milestone), None)

    def owed(self) -> Clock | None:
        """The answering clock that falls due first."""
        return next((it for it in self.clocks if it.milestone in ANSWERS), None)

    def draft_for(self, kind: str) -> Draft | None:
        """The newest draft of a kind that is not yet published."""
        published = {it.draft_id for it in self.publications}
        mine = [it for it in self.drafts if it.kind == kind and it.id not in published]
        return mine[-1] if mine else None

    def unproven(self) -> Publication | None:
        """A publication whose evidence waits for a second person."""
        return next((it for it in self.publications if it.evidence_at is None), None)

    def under_way(self) -> Draft | None:
        """A correction that is not yet published."""
        published = {it.draft_id for it in self.publications}
        named = {it.detail["draft"] for it in self.corrections} - published
        return next((it for it in self.drafts if it.id in named), None)


def _all(session: Session, model: type[R], case: Case) -> list[R]:
    query = select(model).where(model.case_id == case.id).order_by(model.id)  # type: ignore[attr-defined]
    return list(session.scalars(query))
