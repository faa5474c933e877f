"""The texts of a case as cards: each with what may be seen of its clearance and publication."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.queries.deeds import Deeds
from dashboard.queries.people import Names
from dashboard.queries.steps import DraftState
from huiying.core.models import Case, CaseNote, Clearance, ClearanceTick, Draft, Publication, Withdrawal
from responder.procedure.words import Verb
from responder.verbs.clear import CHECKLIST
from responder.verbs.correct import corrections


@dataclass(frozen=True)
class CheckItem:
    """One item of the clearance checklist, and who ticked it when."""

    item: str
    said: str
    by: str
    at: datetime | None


@dataclass(frozen=True)
class DraftCard:
    """A draft with what may be seen of its clearance and publication; `correction` is the note of what
    was wrong with it, `verbs` what the reader may do with it now."""

    draft: Draft
    state: DraftState
    drafter: str
    checklist: list[CheckItem]
    clearance: Clearance | None
    clearer: str
    publication: Publication | None
    recorder: str
    correction: CaseNote | None
    withdrawal: Withdrawal | None
    verbs: Collection[Verb]


def draft_cards(
    session: Session, case: Case, states: list[DraftState], names: Names, may: Deeds
) -> list[DraftCard]:
    """The cards of the case's texts, the newest first."""
    wrong = {note.detail["corrects"]: note for note in corrections(session, case)}
    return [_card(session, state, names, wrong, may.on_texts.get(state.id, set())) for state in states]


def _card(
    session: Session,
    state: DraftState,
    names: Names,
    wrong: Mapping[int, CaseNote],
    verbs: Collection[Verb],
) -> DraftCard:
    draft = session.get_one(Draft, state.id)
    cleared = session.get(Clearance, draft.id)
    publication = session.get(Publication, state.publication_id) if state.publication_id else None
    return DraftCard(
        draft=draft,
        state=state,
        drafter=names.drafter(draft),
        checklist=_checklist(session, draft, names),
        clearance=cleared,
        clearer=names.account(cleared.clearer_id) if cleared else "",
        publication=publication,
        recorder=names.person(publication.recorded_by) if publication else "",
        correction=wrong.get(publication.id) if publication else None,
        withdrawal=session.get(Withdrawal, publication.id) if publication else None,
        verbs=verbs,
    )


def _checklist(session: Session, draft: Draft, names: Names) -> list[CheckItem]:
    query = select(ClearanceTick).where(ClearanceTick.draft_id == draft.id)
    ticks = {tick.item: tick for tick in session.scalars(query)}
    return [_item(item, said, ticks.get(item), names) for item, said in CHECKLIST.items()]


def _item(item: str, said: str, tick: ClearanceTick | None, names: Names) -> CheckItem:
    return CheckItem(item, said, names.account(tick.by_id) if tick else "", tick.at if tick else None)
