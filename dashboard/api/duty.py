"""值班 by the API: who is on duty, the roster's shifts, who is away or delegates, hand-overs."""

from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard import access
from dashboard.access import NotFound
from dashboard.api.bodies import Body, OnceOnly, RowId, change, examples
from dashboard.api.callers import Caller, needs
from dashboard.api.paging import USUAL, Cursor, Limit, by_id, id_of, paged
from dashboard.api.verbs.deed import Moment, Said
from dashboard.queries import api_duty as queries
from dashboard.queries.roster import choices
from huiying.core.errors import BadInput
from huiying.core.models import Absence, Handover, Shift, User
from responder.duty import absences
from responder.duty.handover import hand_over, take_over
from responder.duty.members import find, members
from responder.duty.roster import Planned, put_on, take_off

router = APIRouter()

Reader = Annotated[Caller, Depends(needs("duty:read"))]
Writer = Annotated[Caller, Depends(needs("duty:write"))]
Post = Literal["officer", "clearer", "leader"]
Token = Annotated[str, Field(max_length=40, description="GET /people 中的 token")]


Of = TypeVar("Of")


class OnDutyOut(BaseModel):
    """A post now: `who` is there or stands in (`note` says why); empty where nobody is."""

    post: Post
    name: str
    who: str
    phone: str
    email: str
    until: datetime | None
    note: str


class DutyOut(BaseModel):
    """All posts of the roster at this moment."""

    items: list[OnDutyOut]


class ShiftOut(BaseModel):
    """A shift; one that was taken off says when and why."""

    id: int
    post: Post
    user: str
    phone: str | None
    starts_at: datetime
    ends_at: datetime
    dropped_at: datetime | None
    dropped_why: str | None


class ShiftsOut(BaseModel):
    """A page of shifts, those entered last first."""

    items: list[ShiftOut]
    next: str | None


class PersonOut(BaseModel):
    """Somebody who can be asked; `token` names them in an absence. `own`: the caller may enter theirs."""

    token: str
    name: str
    own: bool
    reachable: bool


class PeopleOut(BaseModel):
    """Contacts of the units and accounts, each person once."""

    items: list[PersonOut]


class AbsenceOut(BaseModel):
    """休假 leave, 外出 travel or a delegation 委托, with who stands in."""

    id: int
    kind: Literal["leave", "travel", "delegation"]
    person: str
    deputy: str | None
    powers: list[str]
    starts_at: datetime
    ends_at: datetime
    reason: str
    ended_at: datetime | None


class AbsencesOut(BaseModel):
    """Now and in the next two months."""

    items: list[AbsenceOut]


class HandoverOut(BaseModel):
    """A hand-over: its note and its two signatures."""

    id: int
    note: str
    out_by: str
    out_at: datetime
    in_by: str | None
    in_at: datetime | None
    in_note: str | None


class HandoversOut(BaseModel):
    """A page of hand-overs, the newest first."""

    items: list[HandoverOut]
    next: str | None


class HandoverDetail(HandoverOut):
    """One hand-over with what was open when it was signed."""

    state: dict[str, Any]


class ShiftIn(Body):
    """Who is at which post from when to when; `user` is an account's name."""

    model_config = examples(
        post="officer",
        user="officer",
        starts_at="2026-11-24T08:00:00+08:00",
        ends_at="2026-11-24T20:00:00+08:00",
    )

    post: Post
    user: str = Field(max_length=40)
    starts_at: Moment
    ends_at: Moment
    phone: str = Field("", max_length=40)


class DropIn(Body):
    """Why a shift is taken off."""

    model_config = examples(reason="与他人调班")

    reason: Said


class AbsenceIn(Body):
    """Who is away or delegates, and who stands in; `powers` are what the deputy may sign."""

    model_config = examples(
        person="user-3",
        deputy="user-4",
        kind="travel",
        starts_at="2026-11-24T08:00:00+08:00",
        ends_at="2026-11-26T18:00:00+08:00",
        reason="赴外地开会",
        powers=["acknowledge"],
    )

    person: Token
    deputy: Token | None = None
    kind: Literal["leave", "travel", "delegation"]
    starts_at: Moment
    ends_at: Moment
    reason: Said
    powers: list[Literal["acknowledge", "answer_order", "decide"]] = Field([], max_length=3)


class NoteIn(Body):
    """What the records do not say."""

    model_config = examples(note="化工厂现场有人值守，22 时再发一次进展")

    note: Said


class SignIn(Body):
    """The incoming officer's remark, if any."""

    model_config = examples(note="已知悉")

    note: str = Field("", max_length=5000)


@router.get("/duty", response_model=DutyOut, summary="现在谁在岗")
def read_duty(caller: Reader) -> dict[str, Any]:
    """Whoever is away is stood in for."""
    access.require(caller.user, "read")
    with caller.site.database.read() as session:
        return {"items": queries.on_duty(session, caller.now)}


@router.get("/shifts", response_model=ShiftsOut, summary="班次")
def read_shifts(
    caller: Reader,
    current: Annotated[bool, Query(description="只列尚未结束、未撤下的")] = True,
    cursor: Cursor = None,
    limit: Limit = USUAL,
) -> dict[str, Any]:
    """The roster beyond the present moment, or all that was ever entered."""
    access.require(caller.user, "read_overview")
    since = caller.now if current else None
    with caller.site.database.read() as session:
        rows = queries.shifts(session, since=since, before=id_of(cursor), limit=limit + 1)
    return paged(rows, limit, by_id)


@router.post("/shifts", response_model=ShiftOut, status_code=201, summary="登记班次")
def write_shift(body: ShiftIn, caller: Writer, once: OnceOnly) -> Any:
    """Two at one post at once are refused, with the nearest beginning or end that fits."""

    def deed(session: Session) -> dict[str, Any]:
        user = session.scalars(select(User).where(User.name == body.user)).first()
        if user is None:
            raise BadInput(f"没有名为“{body.user}”的账号")
        planned = Planned(body.post, user, body.starts_at, body.ends_at, body.phone)
        (made,) = put_on(session, [planned], by=caller.user.name, now=caller.now)
        return queries.shift(session, made)

    return change(caller, once, "keep_roster", deed)


@router.post("/shifts/{shift_id}/drop", response_model=ShiftOut, summary="撤下班次")
def drop_shift(shift_id: RowId, body: DropIn, caller: Writer, once: OnceOnly) -> Any:
    """The record stays."""

    def deed(session: Session) -> dict[str, Any]:
        found = _there(session.get(Shift, shift_id), "没有这个班次")
        take_off(session, found, reason=body.reason, by=caller.user, now=caller.now)
        return queries.shift(session, found)

    return change(caller, once, "keep_roster", deed)


@router.get("/people", response_model=PeopleOut, summary="可登记休假、可代理的人员")
def read_people(caller: Reader) -> dict[str, Any]:
    """Whom the caller may enter as away, and who can stand in."""
    access.require(caller.user, "enter_absence")
    with caller.site.database.read() as session:
        return {"items": queries.people(*choices(session, caller.user))}


@router.get("/absences", response_model=AbsencesOut, summary="休假、外出与委托")
def read_absences(caller: Reader) -> dict[str, Any]:
    """A unit reads its own people's."""
    access.require(caller.user, "read")
    with caller.site.database.read() as session:
        return {"items": queries.absences(session, caller.user, caller.now)}


@router.post("/absences", response_model=AbsenceOut, status_code=201, summary="登记休假、外出或委托")
def write_absence(body: AbsenceIn, caller: Writer, once: OnceOnly) -> Any:
    """One's own, one's unit's, or anybody's for the press office."""

    def deed(session: Session) -> dict[str, Any]:
        known = members(session)
        given = body.model_dump(exclude={"person", "deputy"})
        person, deputy = find(known, body.person), find(known, body.deputy) if body.deputy else None
        made = absences.enter(session, person=person, deputy=deputy, **given, by=caller.user, now=caller.now)
        return queries.absence(made)

    return change(caller, once, "enter_absence", deed)


@router.post("/absences/{absence_id}/end", response_model=AbsenceOut, summary="销假、撤回委托")
def end_absence(absence_id: RowId, caller: Writer, once: OnceOnly) -> Any:
    """From now on nobody stands in."""

    def deed(session: Session) -> dict[str, Any]:
        found = _there(session.get(Absence, absence_id), "没有这条记录")
        absences.end(session, found, by=caller.user, now=caller.now)
        return queries.absence(found)

    return change(caller, once, "enter_absence", deed)


@router.get("/handovers", response_model=HandoversOut, summary="交接单")
def read_handovers(caller: Reader, cursor: Cursor = None, limit: Limit = USUAL) -> dict[str, Any]:
    """One without `in_by` waits for the incoming officer's signature."""
    access.require(caller.user, "read_handover")
    with caller.site.database.read() as session:
        rows = queries.handovers(session, before=id_of(cursor), limit=limit + 1)
    return paged(rows, limit, by_id)


@router.get("/handovers/{handover_id}", response_model=HandoverDetail, summary="一份交接单")
def read_handover(handover_id: RowId, caller: Reader) -> dict[str, Any]:
    """With what was open then."""
    access.require(caller.user, "read_handover")
    with caller.site.database.read() as session:
        return queries.handover(_there(session.get(Handover, handover_id), "没有这份交接单"))


@router.post("/handovers", response_model=HandoverDetail, status_code=201, summary="交班")
def write_handover(body: NoteIn, caller: Writer, once: OnceOnly) -> Any:
    """What is open is taken from the records; the outgoing officer signs."""

    def deed(session: Session) -> dict[str, Any]:
        return queries.handover(hand_over(session, note=body.note, by=caller.user, now=caller.now))

    return change(caller, once, "change_duty", deed)


@router.post("/handovers/{handover_id}/signature", response_model=HandoverDetail, summary="接班")
def sign_handover(handover_id: RowId, body: SignIn, caller: Writer, once: OnceOnly) -> Any:
    """Once, by another officer than the outgoing one."""

    def deed(session: Session) -> dict[str, Any]:
        found = _there(session.get(Handover, handover_id), "没有这份交接单")
        take_over(session, found, note=body.note, by=caller.user, now=caller.now)
        return queries.handover(found)

    return change(caller, once, "change_duty", deed)


def _there(found: Of | None, missing: str) -> Of:
    if found is None:
        raise NotFound(missing)
    return found
