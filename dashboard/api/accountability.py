"""督办问责 by the API: orders, faults, proposals with their evidence, what is stated and decided."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from dashboard import access
from dashboard.api.bodies import Body, OnceOnly, RowId, change, examples
from dashboard.api.callers import Caller, needs
from dashboard.api.paging import USUAL, Cursor, Limit, by_id, id_of, paged
from dashboard.api.verbs.deed import Id, Said, units_named
from dashboard.queries import api_accountability as queries
from dashboard.queries.calling import delegation
from responder.verbs.account import decide, state_side, waive_side
from responder.verbs.correct_decision import correct_decision
from responder.verbs.find_harm import find_harm, find_harm_of
from responder.verbs.record_fault import record_fault

router = APIRouter()

Reader = Annotated[Caller, Depends(needs("accountability:read"))]
Writer = Annotated[Caller, Depends(needs("accountability:write"))]
FaultKind = Literal["late", "passive", "wrong", "improper"]
Measure = Literal["interview", "criticism", "accountability", "none"]


class OrderOut(BaseModel):
    """A supervision order and, once given, the written reply that it owes."""

    id: int
    number: str
    case: int
    unit: str
    text: str
    issued_at: datetime
    reply_due_at: datetime
    reply: str | None
    replied_by: str | None
    replied_at: datetime | None


class OrdersOut(BaseModel):
    """A page of orders, the newest first."""

    items: list[OrderOut]
    next: str | None


class FaultOut(BaseModel):
    """A fault on record; `stands` is false where its clock turned out to be met. `proposal` is the proposal
    for accountability that was made of it."""

    id: int
    kind: FaultKind
    case: int
    unit: str
    said: str
    at: datetime
    found_by: str
    found_at: datetime
    proposal: int | None
    stands: bool


class FaultsOut(BaseModel):
    """A page of faults, the newest first."""

    items: list[FaultOut]
    next: str | None


class SaidOut(BaseModel):
    """What somebody said, and when."""

    text: str
    by: str
    at: datetime


class DecisionOut(BaseModel):
    """A leader's decision; `by` names in whose name it was signed where that was another's."""

    measure: Measure
    reason: str
    by: str
    at: datetime


class ProposalOut(BaseModel):
    """A proposal awaiting a leader's decision, or decided."""

    id: int
    number: str | None
    kind: Literal["interview", "criticism", "accountability"]
    case: int
    unit: str
    faults: list[FaultKind]
    summary: str
    proposed_by: str
    proposed_at: datetime
    statement_due_at: datetime | None
    harm: SaidOut | None
    decision: DecisionOut | None = Field(description="现行决定：更正过的，是最后一次更正")
    earlier_decisions: list[DecisionOut] = Field(description="已被更正的决定，先作出的在前")


class ProposalsOut(BaseModel):
    """A page of proposals, the newest first."""

    items: list[ProposalOut]
    next: str | None


class ProposalDetail(ProposalOut):
    """One proposal with what the unit stated and the evidence as it was when it was proposed."""

    statements: list[SaidOut]
    evidence: dict[str, Any]


class FaultIn(Body):
    """A fault that the machine cannot see; without a unit it is the press office's own."""

    model_config = examples(case=12, kind="wrong", unit="执法局", said="通报称无人受伤，次日更正为两人轻伤")

    case: Id
    kind: FaultKind
    unit: str | None = None
    said: Said


class TextIn(Body):
    """Words, as a statement or a finding."""

    model_config = examples(text="18 时已向园区电话报告，书面材料次日补送")

    text: Said


class DecideIn(Body):
    """What a leader decides, why, and under which delegation where it is in another leader's name."""

    model_config = examples(measure="interview", reason="督办后仍未发布，且未说明原因")

    measure: Measure
    reason: Said
    absence: Id | None = Field(None, description="代签时，所依据的委托编号")


class CorrectIn(DecideIn):
    """What takes the place of the decision in force, and why."""

    model_config = examples(measure="none", reason="复核确认当日通信中断，非该单位责任")


@router.get("/orders", response_model=OrdersOut, summary="督办单")
def read_orders(caller: Reader, cursor: Cursor = None, limit: Limit = USUAL) -> dict[str, Any]:
    """A unit reads its own. The reply is the verb `answer_order` of the case."""
    with caller.site.database.read() as session:
        rows = queries.orders(session, caller.user, before=id_of(cursor), limit=limit + 1)
    return paged(rows, limit, by_id)


@router.get("/faults", response_model=FaultsOut, summary="过错记录")
def read_faults(caller: Reader, cursor: Cursor = None, limit: Limit = USUAL) -> dict[str, Any]:
    """Those that no longer stand are there too, and say so. A unit reads its own."""
    with caller.site.database.read() as session:
        rows = queries.faults(session, caller.user, before=id_of(cursor), limit=limit + 1)
    return paged(rows, limit, by_id)


@router.get("/faults/{fault_id}", response_model=FaultOut, summary="一条过错")
def read_fault(fault_id: RowId, caller: Reader) -> dict[str, Any]:
    """One fault."""
    with caller.site.database.read() as session:
        return queries.fault(session, access.find_fault(session, caller.user, fault_id))


@router.post("/faults", response_model=FaultOut, status_code=201, summary="登记过错")
def write_fault(body: FaultIn, caller: Writer, once: OnceOnly) -> Any:
    """It proposes nothing by itself."""

    def deed(session: Session) -> dict[str, Any]:
        case = access.find_case(session, caller.user, body.case)
        units = units_named(session, [body.unit] if body.unit else [])
        given: dict[str, Any] = {"kind": body.kind, "unit": units[0] if units else None, "said": body.said}
        found = record_fault(session, case, **given, by=caller.user, now=caller.now)
        return queries.fault(session, found)

    return change(caller, once, "record_fault", deed)


@router.post(
    "/faults/{fault_id}/harm", response_model=ProposalDetail, status_code=201, summary="就过错认定严重后果"
)
def write_harm_of_fault(fault_id: RowId, body: TextIn, caller: Writer, once: OnceOnly) -> Any:
    """Answers with the proposal for accountability that follows."""

    def deed(session: Session) -> dict[str, Any]:
        fault = access.find_fault(session, caller.user, fault_id)
        made = find_harm_of(session, fault, text=body.text, by=caller.user, now=caller.now)
        return queries.proposal(session, caller.user, made.id)

    return change(caller, once, "find_harm", deed)


@router.get("/proposals", response_model=ProposalsOut, summary="提请决定的建议")
def read_proposals(caller: Reader, cursor: Cursor = None, limit: Limit = USUAL) -> dict[str, Any]:
    """Decided ones too. A unit reads those against itself."""
    with caller.site.database.read() as session:
        rows = queries.proposals(session, caller.user, before=id_of(cursor), limit=limit + 1)
    return paged(rows, limit, by_id)


@router.get("/proposals/{proposal_id}", response_model=ProposalDetail, summary="一份建议")
def read_proposal(proposal_id: RowId, caller: Reader) -> dict[str, Any]:
    """With the evidence bundle."""
    with caller.site.database.read() as session:
        return queries.proposal(session, caller.user, proposal_id)


@router.post("/proposals/{proposal_id}/statements", response_model=ProposalDetail, summary="单位陈述")
def write_statement(proposal_id: RowId, body: TextIn, caller: Writer, once: OnceOnly) -> Any:
    """By the unit itself, until the decision."""

    def deed(session: Session) -> dict[str, Any]:
        found = access.find_proposal(session, caller.user, proposal_id)
        state_side(session, found, text=body.text, by=caller.user, now=caller.now)
        return queries.proposal(session, caller.user, proposal_id)

    return change(caller, once, "state_side", deed)


@router.post("/proposals/{proposal_id}/waiver", response_model=ProposalDetail, summary="登记未作陈述")
def write_waiver(proposal_id: RowId, body: TextIn, caller: Writer, once: OnceOnly) -> Any:
    """When and how the unit was asked; by the press office."""

    def deed(session: Session) -> dict[str, Any]:
        found = access.find_proposal(session, caller.user, proposal_id)
        waive_side(session, found, note=body.text, by=caller.user, now=caller.now)
        return queries.proposal(session, caller.user, proposal_id)

    return change(caller, once, "waive_side", deed)


@router.post(
    "/proposals/{proposal_id}/harm", response_model=ProposalDetail, status_code=201, summary="认定严重后果"
)
def write_harm(proposal_id: RowId, body: TextIn, caller: Writer, once: OnceOnly) -> Any:
    """Beside the lateness for which an interview was proposed; answers with the new proposal."""

    def deed(session: Session) -> dict[str, Any]:
        found = access.find_proposal(session, caller.user, proposal_id)
        made = find_harm(session, found, text=body.text, by=caller.user, now=caller.now)
        return queries.proposal(session, caller.user, made.id)

    return change(caller, once, "find_harm", deed)


@router.post("/proposals/{proposal_id}/decision", response_model=ProposalDetail, summary="领导决定")
def write_decision(proposal_id: RowId, body: DecideIn, caller: Writer, once: OnceOnly) -> Any:
    """Once, by a leader, never in a matter of their own line."""

    def deed(session: Session) -> dict[str, Any]:
        found = access.find_proposal(session, caller.user, proposal_id)
        name = delegation(session, body.absence)
        said: dict[str, Any] = {"measure": body.measure, "reason": body.reason, "in_the_name_of": name}
        decide(session, found, **said, by=caller.user, now=caller.now)
        return queries.proposal(session, caller.user, proposal_id)

    return change(caller, once, "decide", deed)


@router.post("/proposals/{proposal_id}/correction", response_model=ProposalDetail, summary="更正领导决定")
def write_correction(proposal_id: RowId, body: CorrectIn, caller: Writer, once: OnceOnly) -> Any:
    """A later decision with another measure; the earlier one stays. By a leader of another line."""

    def deed(session: Session) -> dict[str, Any]:
        found = access.find_proposal(session, caller.user, proposal_id)
        name = delegation(session, body.absence)
        said: dict[str, Any] = {"measure": body.measure, "reason": body.reason, "in_the_name_of": name}
        correct_decision(session, found, **said, by=caller.user, now=caller.now)
        return queries.proposal(session, caller.user, proposal_id)

    return change(caller, once, "correct_decision", deed)
