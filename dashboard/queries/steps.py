"""The one step of a case that is a given reader's to take, and where its form stands."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard import access
from huiying.core.actors import Actor
from huiying.core.models import Clearance, Draft, Publication

ANSWERING = frozenset({"first_word", "explanation", "response", "progress", "reply"})


@dataclass(frozen=True)
class Step:
    """A button: what it says, where it leads; `mine` is whether it is the reader's turn.

    With `post` it does the deed at once; else it leads to the form.
    """

    label: str
    href: str
    mine: bool
    post: bool = False


@dataclass(frozen=True)
class DraftState:
    """Where a draft stands: written, submitted, cleared, sent back, published, counted."""

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
        select(Draft, Clearance.cleared, Publication)
        .outerjoin(Clearance, Clearance.draft_id == Draft.id)
        .outerjoin(Publication, Publication.draft_id == Draft.id)
        .where(Draft.case_id.in_(case_ids))
        .order_by(Draft.id.desc())
    )
    found: dict[int, list[DraftState]] = defaultdict(list)
    for draft, cleared, publication in session.execute(query):
        found[draft.case_id].append(_state(draft, cleared, publication))
    return found


def next_step(
    user: Actor,
    case_id: int,
    lead_unit_id: int | None,
    owed: Collection[str],
    drafts: Sequence[DraftState],
    *,
    objected: bool = False,
) -> Step:
    """The reader's step: the office's along the route, the lead unit's from acknowledging to publishing.

    `objected` is whether the lead unit's objection awaits the office's decision.
    """
    here = f"/case/{case_id}"
    step = None
    if user.role == "office":
        step = _office_step(user, here, owed, drafts, objected)
    elif access.may(user, "acknowledge") and user.unit_id is not None and user.unit_id == lead_unit_id:
        step = _unit_step(here, owed, drafts)
    return step or Step("查看", here, mine=False)


def _office_step(
    user: Actor, here: str, owed: Collection[str], drafts: Sequence[DraftState], objected: bool
) -> Step | None:
    if objected:
        return Step("处理异议", f"{here}#objection", mine=True)
    for draft in drafts:
        if draft.state == "submitted" and draft.drafter_id != user.account_id:
            return Step("审查", f"{here}#draft-{draft.id}", mine=True)
        if draft.state == "published" and draft.recorded_by != user.name:
            return Step("核对证据", f"{here}#draft-{draft.id}", mine=True)
    for milestone, label in (("confirm", "研判定级"), ("assign", "交办"), ("evaluation", "评估")):
        if milestone in owed:
            return Step(label, f"{here}#{milestone}", mine=True)
    return None


def _unit_step(here: str, owed: Collection[str], drafts: Sequence[DraftState]) -> Step | None:
    if "acknowledge" in owed:
        return Step("签收", f"{here}/acknowledge", mine=True, post=True)
    for draft in drafts:
        if draft.state == "cleared":
            return Step("登记发布", f"{here}#draft-{draft.id}", mine=True)
        if draft.state == "written":
            return Step("送审", f"{here}#draft-{draft.id}", mine=True)
    waits = any(draft.state in ("submitted", "published") for draft in drafts)
    if ANSWERING & set(owed) and not waits:
        return Step("起草", f"{here}#draft", mine=True)
    return None


def _state(draft: Draft, cleared: bool | None, publication: Publication | None) -> DraftState:
    if publication is not None:
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
