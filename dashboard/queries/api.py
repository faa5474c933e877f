"""What the API reads: posts, events, cases and clocks by key, as rows that its shapes are made of."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from dashboard import access
from dashboard.queries import timeliness
from dashboard.queries.people import Names
from dashboard.queries.posts.finding import find
from dashboard.queries.posts.lines import source_names
from dashboard.queries.posts.wanted import Wanted
from dashboard.queries.steps import draft_states
from huiying.core.models import Case, Clock, Draft, Event, Post, PostAssessment, Unit, User
from responder import casefile

Row = dict[str, Any]
POST_FIELDS = (
    *("id", "key", "url", "channel", "title", "text", "published_at", "detected_at"),
    *("reposts", "comments", "likes", "dislikes", "views"),
)
EVENT_FIELDS = (
    *("id", "title", "keywords", "places", "size", "heat", "tier", "grade", "level", "topic", "unit"),
    *("first_at", "last_at", "detected_at", "occurred_at"),
)
CASE_FIELDS = (
    *("id", "number", "kind", "title", "tier", "grade", "level", "topic", "appeal", "archive"),
    *("occurred_at", "detected_at", "opened_at", "opened_why", "closed_at", "ask_unit"),
)
CLOCK_FIELDS = (
    *("id", "milestone", "holder", "anchor", "anchor_at", "due_at", "met_at", "missed_at"),
    *("superseded_at", "provisional", "born_overdue_seconds", "basis"),
)
REFERRAL_FIELDS = ("id", "way", "receiver", "reason", "at", "received_as", "handed_at")
INSTRUCTION_FIELDS = ("id", "text", "given_by", "at", "report", "reported_at")


def posts(
    session: Session, wanted: Wanted, *, beyond: int | None, limit: int, oldest_first: bool
) -> Sequence[Row]:
    """Up to `limit` posts beyond the one with the id `beyond`."""
    statement = select(Post, PostAssessment)
    query = find(session, statement, wanted, beyond=beyond, limit=limit, oldest_first=oldest_first)
    found = session.execute(query).all()
    names = source_names(session, {post.source_id for post, _ in found})
    return [_post(post, names[post.source_id], judged) for post, judged in found]


def events(session: Session, *, tier: int | None, before: int | None, limit: int) -> Sequence[Row]:
    """Up to `limit` events that were not merged away, the newest first."""
    query = select(Event).where(Event.merged_into_id.is_(None)).order_by(Event.id.desc()).limit(limit)
    if tier is not None:
        query = query.where(Event.tier.is_(None) if tier == 0 else Event.tier == tier)
    if before is not None:
        query = query.where(Event.id < before)
    return [_fields(event, EVENT_FIELDS) for event in session.scalars(query)]


def clocks(session: Session, user: User, *, after: tuple[datetime, int] | None, limit: int) -> Sequence[Row]:
    """Up to `limit` running clocks that concern the user, the earliest due first."""
    query = (
        select(Clock, Unit.name, Case)
        .join(Case, Case.id == Clock.case_id)
        .outerjoin(Unit, Unit.id == Clock.holder_unit_id)
        .where(Clock.ended_at.is_(None), *timeliness.visible(user))
        .order_by(Clock.due_at, Clock.id)
        .limit(limit)
    )
    if after is not None:
        at, id_ = after
        query = query.where(or_(Clock.due_at > at, and_(Clock.due_at == at, Clock.id > id_)))
    return [
        {"unit": unit, "case": case.id, "number": case.number, "title": case.title}
        | _fields(clock, CLOCK_FIELDS)
        for clock, unit, case in session.execute(query)
    ]


def cases(
    session: Session, user: User, *, before: int | None, limit: int, is_open: bool | None
) -> Sequence[Row]:
    """Up to `limit` cases that the user may know of, the newest first."""
    query = _cases(user).order_by(Case.id.desc()).limit(limit)
    if before is not None:
        query = query.where(Case.id < before)
    if is_open is not None:
        query = query.where(Case.closed_at.is_(None) if is_open else Case.closed_at.is_not(None))
    return [_case(*row) for row in session.execute(query)]


def case_detail(session: Session, user: User, case_id: int) -> Row:
    """One case with its clocks, drafts, open objection and tasks. Raises NotFound where the user may not
    know of it."""
    found = access.find_case(session, user, case_id)
    row = _case(*session.execute(_cases(user).where(Case.id == found.id)).one())
    parts = {"clocks": _clocks(session, found), "drafts": _drafts(session, found)}
    tasks = {"referrals": _referrals(session, found), "instructions": _instructions(session, found)}
    paused = casefile.pause(session, found) is not None
    return {**row, **parts, **tasks, "objection": _objection(session, found), "paused": paused}


def _cases(user: User) -> Any:
    lead, proposed = aliased(Unit), aliased(Unit)
    return (
        select(Case, lead.name, proposed.name)
        .outerjoin(lead, lead.id == Case.lead_unit_id)
        .outerjoin(proposed, proposed.id == Case.proposed_unit_id)
        .where(access.visible_cases(user))
    )


def _post(post: Post, source: str, assessed: PostAssessment | None) -> Row:
    verdict = {name: getattr(assessed, name, None) for name in ("relevant", "topic", "tier", "unit")}
    return {"source": source, **_fields(post, POST_FIELDS), **verdict}


def _case(case: Case, lead: str | None, proposed: str | None) -> Row:
    held = case.held_at is not None
    return {"lead_unit": lead, "proposed_unit": proposed, "held": held, **_fields(case, CASE_FIELDS)}


def _clocks(session: Session, case: Case) -> list[Row]:
    query = (
        select(Clock, Unit.name)
        .outerjoin(Unit, Unit.id == Clock.holder_unit_id)
        .where(Clock.case_id == case.id)
        .order_by(Clock.due_at, Clock.id)
    )
    return [{"unit": unit, **_fields(clock, CLOCK_FIELDS)} for clock, unit in session.execute(query)]


def _objection(session: Session, case: Case) -> Row | None:
    note = casefile.open_objection(session, case)
    if note is None:
        return None
    units, detail = Names(session).units, note.detail
    suggests = units.get(detail["suggests"])
    return {"unit": units[detail["unit"]], "suggests": suggests, "reason": note.text, "at": note.at}


def _referrals(session: Session, case: Case) -> list[Row]:
    return [_fields(record, REFERRAL_FIELDS) for record in casefile.referrals(session, case)]


def _instructions(session: Session, case: Case) -> list[Row]:
    units = Names(session).units
    return [
        {"unit": units[record.unit_id], **_fields(record, INSTRUCTION_FIELDS)}
        for record in casefile.instructions(session, case)
    ]


def _drafts(session: Session, case: Case) -> list[Row]:
    rows = session.execute(select(Draft.id, Draft.title).where(Draft.case_id == case.id))
    titles = {row.id: row.title for row in rows}
    return [
        {
            "id": one.id,
            "kind": one.kind,
            "title": titles[one.id],
            "state": one.state,
            "publication": one.publication_id,
        }
        for one in draft_states(session, [case.id]).get(case.id, [])
    ]


def _fields(record: Any, names: Sequence[str]) -> Row:
    return {name: getattr(record, name) for name in names}
