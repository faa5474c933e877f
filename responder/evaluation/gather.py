"""Facts of many cases from the database, in ten queries however many cases there are."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, cast, exists, func, select
from sqlalchemy.orm import Session

from huiying.core.models import (
    AuditEntry,
    Case,
    CaseNote,
    CasePost,
    Clock,
    Draft,
    Event,
    EventPost,
    HeatReading,
    Post,
    PostAssessment,
    Publication,
    Rung,
    Withdrawal,
)
from responder.clocks.policy import ANSWERING
from responder.evaluation.facts import (
    ChasedFact,
    ClockFact,
    Facts,
    MarkFact,
    MessageFact,
    PostFact,
    PublicationFact,
    ReadingFact,
)
from responder.evaluation.parts.effect import DAY

CORRECTION, EVALUATION = "correction", "evaluation"
WITHDRAWN = {"wrong": "withdrawn", "improper": "improper"}
SATISFACTION = "satisfaction"
_ANSWERS = frozenset().union(*ANSWERING.values())

Grouped = dict[int, tuple[Any, ...]]


def judged() -> ColumnElement[bool]:
    """The condition on `Case` under which its handling is judged: no imported history, no false alarm."""
    dismissed = exists().where(
        AuditEntry.object == "case",
        AuditEntry.object_id == cast(Case.id, String),
        AuditEntry.action == "dismiss",
    )
    return Case.archive.is_(False) & ~dismissed


def gather(
    session: Session, which: ColumnElement[bool], as_of: datetime, *, known: ColumnElement[bool] | None = None
) -> list[Facts]:
    """The facts of the cases that `which` (a condition on `Case`) selects, by case id.

    Of the cases that are `known` (those whose index is stored) only the case and its clocks are read.
    """
    clocks = _clocks(session, select(Case.id).where(which))
    judging = which if known is None else which & ~known
    chosen = select(Case.id).where(judging)
    events = select(Case.event_id).where(judging, Case.event_id.is_not(None))
    publications, chased = _publications(session, chosen), _chased(session, chosen)
    messages, marks = _messages(session, chosen), _marks(session, chosen)
    readings, posts = _readings(session, judging), _posts(session, events)
    query = select(Case, Event.peak_at).outerjoin(Event, Event.id == Case.event_id).where(which)
    return [
        Facts(
            case_id=case.id,
            number=case.number,
            title=case.title,
            kind=case.kind,
            unit_id=case.lead_unit_id,
            detected_at=case.detected_at,
            closed_at=case.closed_at,
            as_of=as_of,
            event_id=case.event_id,
            peak_at=peak_at,
            clocks=clocks.get(case.id, ()),
            publications=publications.get(case.id, ()),
            chased=chased.get(case.id, ()),
            readings=readings.get(case.id, ()),
            posts=posts.get(case.event_id or 0, ()),
            messages=messages.get(case.id, ()),
            marks=marks.get(case.id, ()),
        )
        for case, peak_at in session.execute(query.order_by(Case.id))
    ]


def _clocks(session: Session, chosen: Select[int]) -> Grouped:
    query = select(
        Clock.case_id,
        Clock.id,
        Clock.milestone,
        Clock.holder,
        Clock.holder_unit_id,
        Clock.anchor_at,
        Clock.due_at,
        Clock.met_at,
        Clock.ended_at,
        Clock.born_overdue_seconds > 0,
    ).where(Clock.case_id.in_(chosen), Clock.superseded_at.is_(None))
    return _grouped(session.execute(query.order_by(Clock.id)), ClockFact)


def _publications(session: Session, chosen: Select[int]) -> Grouped:
    query = (
        select(
            Publication.case_id,
            Publication.id,
            Publication.kind,
            Publication.published_at,
            Draft.body,
            Draft.rebuts_post_id,
        )
        .join(Draft, Draft.id == Publication.draft_id)
        .where(Publication.case_id.in_(chosen), Publication.evidence_at.is_not(None))
    )
    faults, found = _faults(session, chosen), defaultdict(list)
    for row in session.execute(query.order_by(Publication.id)):
        found[row.case_id].append(PublicationFact(*row[1:], fault=faults.get(row.id)))
    return {case_id: tuple(rows) for case_id, rows in found.items()}


def _faults(session: Session, chosen: Select[int]) -> dict[int, str]:
    """Publications that were withdrawn, or corrected after others pointed it out; a correction of one's
    own is no fault (domain.md, "Accountability")."""
    notes = select(CaseNote.detail).where(CaseNote.case_id.in_(chosen), CaseNote.kind == CORRECTION)
    found = [detail for detail in session.scalars(notes) if detail.get("noticed_by") == "others"]
    taken = select(Withdrawal.publication_id, Withdrawal.ground).where(Withdrawal.case_id.in_(chosen))
    withdrawn = {id_: WITHDRAWN[ground] for id_, ground in session.execute(taken)}
    return {int(detail["corrects"]): "others" for detail in found} | withdrawn


def _chased(session: Session, chosen: Select[int]) -> Grouped:
    query = (
        select(Rung.case_id, Rung.id, Rung.clock_id, Rung.rung, Rung.at)
        .join(Clock, Clock.id == Rung.clock_id)
        .where(Rung.case_id.in_(chosen), Clock.holder == "unit", Clock.milestone.in_(_ANSWERS))
    )
    return _grouped(session.execute(query.order_by(Rung.id)), ChasedFact)


def _readings(session: Session, which: ColumnElement[bool]) -> Grouped:
    """Each case's readings of the days around its first publication: the only ones that are compared."""
    first = func.min(Publication.published_at).label("first")
    spoken = (
        select(Case.id.label("case_id"), Case.event_id.label("event_id"), first)
        .join(Publication, Publication.case_id == Case.id)
        .where(which, Publication.evidence_at.is_not(None), Case.event_id.is_not(None))
        .where(Publication.id.not_in(select(Withdrawal.publication_id)))
        .group_by(Case.id, Case.event_id)
    )
    windows = {row.case_id: (row.event_id, row.first) for row in session.execute(spoken)}
    if not windows:
        return {}
    begin, end = min(at for _, at in windows.values()) - DAY, max(at for _, at in windows.values()) + DAY
    query = select(HeatReading.event_id, HeatReading.id, HeatReading.at, HeatReading.heat).where(
        HeatReading.event_id.in_(select(Case.event_id).where(which)), HeatReading.at.between(begin, end)
    )
    of_event = _grouped(session.execute(query.order_by(HeatReading.at)), ReadingFact)
    return {
        case_id: tuple(one for one in of_event.get(event_id, ()) if at - DAY <= one.at <= at + DAY)
        for case_id, (event_id, at) in windows.items()
    }


def _posts(session: Session, events: Select[int | None]) -> Grouped:
    query = (
        select(
            EventPost.event_id,
            Post.id,
            func.coalesce(Post.published_at, Post.detected_at),
            PostAssessment.sentiment == "negative",
            PostAssessment.rumor,
            func.coalesce(EventPost.duplicate_of_id, Post.id),
        )
        .join(Post, Post.id == EventPost.post_id)
        .join(PostAssessment, PostAssessment.post_id == Post.id)
        .where(EventPost.event_id.in_(events))
    )
    return _grouped(session.execute(query.order_by(Post.id)), PostFact)


def _messages(session: Session, chosen: Select[int]) -> Grouped:
    query = (
        select(
            CasePost.case_id,
            Post.id,
            func.coalesce(Post.published_at, Post.detected_at),
            func.coalesce(Post.title, ""),
            func.coalesce(Post.text, ""),
        )
        .join(Post, Post.id == CasePost.post_id)
        .where(CasePost.case_id.in_(chosen))
    )
    return _grouped(session.execute(query.order_by(Post.id)), MessageFact)


def _marks(session: Session, chosen: Select[int]) -> Grouped:
    mark = CaseNote.detail[SATISFACTION].as_integer()
    query = select(CaseNote.case_id, CaseNote.id, mark).where(
        CaseNote.case_id.in_(chosen), CaseNote.kind == EVALUATION, mark.is_not(None)
    )
    return _grouped(session.execute(query.order_by(CaseNote.id)), MarkFact)


def _grouped(rows: Iterable[Row[Any]], fact: Any) -> Grouped:
    """By their first column, the rest as facts."""
    found = defaultdict(list)
    for row in rows:
        found[row[0]].append(fact(*row[1:]))
    return {key: tuple(those) for key, those in found.items()}
