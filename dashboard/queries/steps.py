"""The one step of a case that is a given reader's to take, and where its form stands."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard import access
from huiying.core.actors import Actor
from huiying.core.models import Clearance, Draft, Publication, Withdrawal
from responder.procedure.words import Verb

ANSWERING = frozenset({"first_word", "explanation", "response", "progress", "reply", "renewed_answer"})
# What the office, and the lead unit, owes by a clock of its own, the first first; in few words.
OFFICE_OWES: dict[str, tuple[Verb, str]] = {
    "confirm": ("confirm", "研判定级"),
    "assign": ("assign", "交办"),
    "report_up": ("hand_over", "登记移交"),
    "refer_out": ("hand_over", "登记移交"),
    "evaluation": ("evaluate", "评估"),
}
UNIT_OWES: dict[str, tuple[Verb, str]] = {
    "completion": ("examine", "受理审查"),
    "fulfilment": ("fulfil", "登记履职"),
}
# Owed in several steps of which the records say the next one: the case page opens it.
BY_STAGES = ("disclosure", "interpretation")


@dataclass(frozen=True)
class Step:
    """A button: what it says, where it leads; `mine` is whether it is the reader's turn.

    With `post` it does the deed at once; else it leads to the form. `verb` names the step of the
    procedure, where it is one.
    """

    label: str
    href: str
    mine: bool
    post: bool = False
    verb: Verb | None = None


@dataclass(frozen=True)
class DraftState:
    """Where a draft stands: written, submitted, cleared, sent back, published, counted, withdrawn."""

    id: int
    drafter_id: int | None
    kind: str
    state: str
    publication_id: int | None
    recorded_by: str | None


def draft_states(session: Session, case_ids: Collection[int]) -> dict[int, list[DraftState]]:
    """The drafts of these cases, newest first."""
    if not case_ids:
        return {}
    query = (
        select(Draft, Clearance.cleared, Publication, Withdrawal.publication_id)
        .outerjoin(Clearance, Clearance.draft_id == Draft.id)
        .outerjoin(Publication, Publication.draft_id == Draft.id)
        .outerjoin(Withdrawal, Withdrawal.publication_id == Publication.id)
        .where(Draft.case_id.in_(case_ids))
        .order_by(Draft.id.desc())
    )
    found: dict[int, list[DraftState]] = defaultdict(list)
    for draft, cleared, publication, withdrawn in session.execute(query):
        found[draft.case_id].append(_state(draft, cleared, publication, withdrawn is not None))
    return found


def next_step(
    user: Actor,
    case_id: int,
    lead_unit_id: int | None,
    owed: Collection[str],
    drafts: Sequence[DraftState],
    *,
    objected: bool = False,
    instructed: bool = False,
) -> Step:
    """The reader's step: the office's along the route, the lead unit's from acknowledging to publishing.

    `objected` is whether the lead unit's objection awaits the office's decision, `instructed` whether a
    leader's instruction awaits the report of the reader's unit.
    """
    here = f"/case/{case_id}"
    step = None
    if user.role == "office":
        step = _office_step(user, here, owed, drafts, objected)
    elif access.may(user, "acknowledge") and user.unit_id is not None and user.unit_id == lead_unit_id:
        step = _unit_step(here, owed, drafts, instructed)
    elif instructed:
        step = _to(here, "report_back", "报告批示")
    return step or Step("查看", here, mine=False)


def _to(here: str, verb: Verb, label: str) -> Step:
    return Step(label, f"{here}#{verb}", mine=True, verb=verb)


def _to_draft(here: str, verb: Verb, label: str, draft: DraftState) -> Step:
    return Step(label, f"{here}#draft-{draft.id}", mine=True, verb=verb)


def _office_step(
    user: Actor, here: str, owed: Collection[str], drafts: Sequence[DraftState], objected: bool
) -> Step | None:
    if objected:
        return _to(here, "decide_objection", "处理异议")
    for draft in drafts:
        if draft.state == "submitted" and draft.drafter_id != user.account_id:
            return _to_draft(here, "clear", "审查", draft)
        if draft.state == "published" and draft.recorded_by != user.name:
            return _to_draft(here, "confirm_evidence", "核对证据", draft)
    return _owing(here, owed, OFFICE_OWES)


def _owing(here: str, owed: Collection[str], table: Mapping[str, tuple[Verb, str]]) -> Step | None:
    return next((_to(here, *table[milestone]) for milestone in table if milestone in owed), None)


def _unit_step(
    here: str, owed: Collection[str], drafts: Sequence[DraftState], instructed: bool
) -> Step | None:
    if "acknowledge" in owed:
        return Step("签收", f"{here}/acknowledge", mine=True, post=True, verb="acknowledge")
    if instructed:
        return _to(here, "report_back", "报告批示")
    for draft in drafts:
        if draft.state == "cleared":
            return _to_draft(here, "publish", "登记发布", draft)
        if draft.state == "written":
            return _to_draft(here, "submit", "送审", draft)
    return _owing(here, owed, UNIT_OWES) or _answer_step(here, owed, drafts)


def _answer_step(here: str, owed: Collection[str], drafts: Sequence[DraftState]) -> Step | None:
    if any(draft.state in ("submitted", "published") for draft in drafts):
        return None
    if any(milestone in owed for milestone in BY_STAGES):
        return Step("办理", here, mine=True)
    return _to(here, "draft", "起草") if ANSWERING & set(owed) else None


def _state(
    draft: Draft, cleared: bool | None, publication: Publication | None, withdrawn: bool
) -> DraftState:
    if withdrawn:
        state = "withdrawn"
    elif publication is not None:
        state = "counted" if publication.evidence_at else "published"
    elif cleared is not None:
        state = "cleared" if cleared else "sent_back"
    else:
        state = "submitted" if draft.submitted_at else "written"
    return DraftState(
        draft.id,
        draft.drafter_id,
        draft.kind,
        state,
        publication.id if publication else None,
        publication.recorded_by if publication else None,
    )
