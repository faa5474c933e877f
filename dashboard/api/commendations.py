"""表彰 by the API: proposed by the press office or on facts, decided by a leader."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from dashboard import access
from dashboard.api.bodies import Body, OnceOnly, RowId, change, examples
from dashboard.api.callers import Caller, needs
from dashboard.api.paging import USUAL, Cursor, Limit, by_id, id_of, paged
from dashboard.api.verbs.deed import Id, Said, units_named
from dashboard.queries import api_accountability as queries
from responder.verbs.commend import commend, decide_commendation
from responder.verbs.correct_decision import correct_commendation

router = APIRouter(prefix="/commendations")

Reader = Annotated[Caller, Depends(needs("accountability:read"))]
Writer = Annotated[Caller, Depends(needs("accountability:write"))]


class GrantOut(BaseModel):
    """A leader's decision on a commendation."""

    granted: bool
    reason: str
    by: str
    at: datetime


class CommendationOut(BaseModel):
    """What a unit did well on a case; `facts` are the records that it rests on."""

    id: int
    number: str
    case: int
    unit: str
    grounds: str
    facts: list[str]
    proposed_by: str
    proposed_at: datetime
    decision: GrantOut | None = Field(description="现行决定：更正过的，是最后一次更正")
    earlier_decisions: list[GrantOut] = Field(description="已被更正的决定，先作出的在前")


class CommendationsOut(BaseModel):
    """A page of commendations, the newest first."""

    items: list[CommendationOut]
    next: str | None


class CommendIn(Body):
    """Which unit did well on which case, and in what."""

    model_config = examples(case=12, unit="执法局", grounds="接报二十分钟到场，当日三次发布进展")

    case: Id
    unit: str
    grounds: Said
    facts: list[Said] = Field([], max_length=50)


class GrantIn(Body):
    """Granted or not, and why."""

    model_config = examples(granted=True, reason="处置及时，群众反映好")

    granted: bool
    reason: Said


class RegrantIn(GrantIn):
    """The opposite of the decision in force, and why."""

    model_config = examples(granted=False, reason="事后查明到场时间登记有误")


@router.get("", response_model=CommendationsOut, summary="表彰建议")
def read_commendations(caller: Reader, cursor: Cursor = None, limit: Limit = USUAL) -> dict[str, Any]:
    """Decided ones too. A unit reads its own."""
    with caller.site.database.read() as session:
        rows = queries.commendations(session, caller.user, before=id_of(cursor), limit=limit + 1)
    return paged(rows, limit, by_id)


@router.get("/{commendation_id}", response_model=CommendationOut, summary="一份表彰建议")
def read_commendation(commendation_id: RowId, caller: Reader) -> dict[str, Any]:
    """One commendation."""
    with caller.site.database.read() as session:
        return queries.commendation(session, caller.user, commendation_id)


@router.post("", response_model=CommendationOut, status_code=201, summary="提请表彰")
def write_commendation(body: CommendIn, caller: Writer, once: OnceOnly) -> Any:
    """By the press office."""

    def deed(session: Session) -> dict[str, Any]:
        case = access.find_case(session, caller.user, body.case)
        (unit,) = units_named(session, [body.unit])
        said: dict[str, Any] = {"grounds": body.grounds, "facts": body.facts}
        made = commend(session, case, unit=unit, **said, by=caller.user, now=caller.now)
        return queries.commendation(session, caller.user, made.id)

    return change(caller, once, "commend", deed)


@router.post("/{commendation_id}/decision", response_model=CommendationOut, summary="决定是否表彰")
def write_grant(commendation_id: RowId, body: GrantIn, caller: Writer, once: OnceOnly) -> Any:
    """Once, by a leader of another line."""

    def deed(session: Session) -> dict[str, Any]:
        found = access.find_commendation(session, caller.user, commendation_id)
        decide_commendation(session, found, **body.model_dump(), by=caller.user, now=caller.now)
        return queries.commendation(session, caller.user, commendation_id)

    return change(caller, once, "decide_commendation", deed)


@router.post("/{commendation_id}/correction", response_model=CommendationOut, summary="更正表彰决定")
def write_regrant(commendation_id: RowId, body: RegrantIn, caller: Writer, once: OnceOnly) -> Any:
    """A later decision; the earlier one stays. By a leader of another line."""

    def deed(session: Session) -> dict[str, Any]:
        found = access.find_commendation(session, caller.user, commendation_id)
        correct_commendation(session, found, **body.model_dump(), by=caller.user, now=caller.now)
        return queries.commendation(session, caller.user, commendation_id)

    return change(caller, once, "correct_commendation", deed)
