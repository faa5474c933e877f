"""The whole history of a case, from its records: who did what, when, with what words."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard import access, words
from dashboard.queries.course import course
from dashboard.queries.earlier import granted, signed
from dashboard.queries.happenings import Entry, of_case
from dashboard.queries.people import Names, order_replied_by
from huiying.core.actors import Actor
from huiying.core.models import (
    Acknowledgement,
    Assignment,
    Case,
    CaseNote,
    Clearance,
    Commendation,
    Confirmation,
    Draft,
    EventTier,
    HarmFinding,
    Proposal,
    Publication,
    Rung,
    SupervisionOrder,
    UnitStatement,
)
from huiying.core.models.clock import Clock
from responder.accountability import in_force
from responder.casefile import OBJECTION_DECIDED
from responder.duty.phone import calls
from responder.duty.signing import in_whose_name
from responder.verbs.add_progress import PHOTOS

NOTES = {
    "evaluation": "效果评估",
    "handover": "交接",
    "instruction": "批示",
    "objection": "派单异议",
    "objection_decided": "异议处理",
    "correction": "更正",
    "progress": "办理进展",
    "split": "拆分",
}


def timeline(session: Session, user: Actor, case: Case, names: Names) -> list[Entry]:
    """Every entry that the reader may know of, the newest first: a unit does not read of others' faults."""
    parts = (_beginning, _tiers, _handling, _texts, _rungs, _holding, course)
    entries = [entry for part in parts for entry in part(session, case, names)]
    entries += _calls(session, user, case, names)
    entries += [*_orders(session, user, case, names), *_accountability(session, user, case, names)]
    entries += _commendations(session, user, case, names)
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _beginning(session: Session, case: Case, names: Names) -> Iterator[Entry]:
    if case.occurred_at:
        yield Entry(case.occurred_at, "事发")
    yield Entry(case.detected_at, "发现")
    yield Entry(case.opened_at, "立项", names.person(case.opened_by), case.opened_why)


def _tiers(session: Session, case: Case, names: Names) -> Iterator[Entry]:
    for one in of_case(session, Confirmation, case):
        changed = "" if one.tier == one.former_tier else f"（原为{words.tier(one.former_tier)}）"
        yield Entry(
            one.at, f"研判定级：{words.tier(one.tier)}{changed}", names.person(one.by), one.reason or ""
        )
    if case.event_id is None:
        return
    machine = select(EventTier).where(EventTier.event_id == case.event_id, EventTier.by == "machine")
    for tier in session.scalars(machine):
        yield Entry(tier.at, f"机器研判：{words.tier(tier.tier)}", names.person(tier.by), tier.reason)


def _handling(session: Session, case: Case, names: Names) -> Iterator[Entry]:
    for given in of_case(session, Assignment, case):
        helping = "、".join(names.unit(one) for one in given.supporting_unit_ids)
        what = f"交办{names.unit(given.lead_unit_id)}" + (f"，协办{helping}" if helping else "")
        yield Entry(given.at, what, names.person(given.by), given.note or "")
    for taken in of_case(session, Acknowledgement, case):
        yield Entry(taken.at, "签收", names.person(taken.by) + in_whose_name(session, taken.absence_id))
    for note in of_case(session, CaseNote, case):
        yield Entry(
            note.at, _note(note, names), names.person(note.by), note.text, note.detail.get(PHOTOS, ())
        )


def _note(note: CaseNote, names: Names) -> str:
    said = NOTES.get(note.kind, "备注")
    if note.kind == OBJECTION_DECIDED:
        return f"{said}：{'成立，改派' if note.detail.get('upheld') else '不成立'}"
    if suggested := names.unit(note.detail.get("suggests"), ""):
        return f"{said}：建议由{suggested}办理"
    return said


def _texts(session: Session, case: Case, names: Names) -> Iterator[Entry]:
    drafts = {draft.id: draft for draft in of_case(session, Draft, case)}
    for draft in drafts.values():
        kind, writer = words.ANSWERS[draft.kind], names.drafter(draft)
        yield Entry(draft.created_at, f"起草{kind}", writer, draft.title, draft.photos)
        if draft.submitted_at:
            yield Entry(draft.submitted_at, f"送审{kind}", "", draft.title)
    for decision in session.scalars(select(Clearance).where(Clearance.draft_id.in_(drafts))):
        what = "审查通过" if decision.cleared else "退回稿件"
        text = decision.note or drafts[decision.draft_id].title
        yield Entry(decision.at, what, names.account(decision.clearer_id), text)
    for one in of_case(session, Publication, case):
        where = f"{words.OUTLETS[one.outlet]} {one.url or ''}".strip()
        what = f"发布{words.ANSWERS[one.kind]}"
        yield Entry(one.published_at, what, names.person(one.recorded_by), where, one.photos)
        if one.evidence_at:
            said = one.evidence_note or ""
            yield Entry(one.evidence_at, "发布证据成立", names.person(one.evidence_by), said)


def _rungs(session: Session, case: Case, names: Names) -> Iterator[Entry]:
    query = select(Rung, Clock.milestone).join(Clock, Clock.id == Rung.clock_id)
    for rung, milestone in session.execute(query.where(Rung.case_id == case.id)):
        late = "（补记）" if rung.late_recorded else ""
        yield Entry(rung.at, f"{words.RUNGS[rung.rung]}：{words.milestone(milestone)}{late}")


def _calls(session: Session, user: Actor, case: Case, names: Names) -> Iterator[Entry]:
    """A unit reads of the calls to itself."""
    for call in calls(session, case):
        if access.sees_all(user) or call.detail["unit_id"] == user.unit_id:
            what = f"电话通知{call.recipient}（{'已接通' if call.state == 'sent' else '未接通'}）"
            yield Entry(call.created_at, what, names.person(call.detail["by"]), call.lines[0])


def _orders(session: Session, user: Actor, case: Case, names: Names) -> Iterator[Entry]:
    query = select(SupervisionOrder).where(SupervisionOrder.case_id == case.id)
    for order in session.scalars(query.where(access.visible_orders(user))):
        yield Entry(order.issued_at, f"发出督办单 {order.number}", "", order.text)
        if order.replied_at:
            who = order_replied_by(session, order, names)
            yield Entry(order.replied_at, f"回复督办单 {order.number}", who, order.reply or "")


def _accountability(session: Session, user: Actor, case: Case, names: Names) -> Iterator[Entry]:
    query = select(Proposal).where(Proposal.case_id == case.id, access.visible_proposals(user))
    proposals = {one.id: one for one in session.scalars(query)}
    for one in proposals.values():
        what = f"提请{words.PROPOSALS[one.kind]}"
        yield Entry(one.proposed_at, what, names.person(one.proposed_by), one.summary)
    for harm in session.scalars(select(HarmFinding).where(HarmFinding.proposal_id.in_(proposals))):
        yield Entry(harm.at, "认定严重后果", names.person(harm.by), harm.text)
    for said in session.scalars(select(UnitStatement).where(UnitStatement.proposal_id.in_(proposals))):
        yield Entry(said.at, "单位陈述", names.person(said.by), said.text)
    for made in in_force.decisions(session, proposals).values():
        for nth, decided in enumerate(made):
            what = f"{'更正' if nth else ''}决定：{words.MEASURES[decided.measure]}"
            yield Entry(decided.at, what, signed(session, decided, names), decided.reason)


def _commendations(session: Session, user: Actor, case: Case, names: Names) -> Iterator[Entry]:
    query = select(Commendation).where(Commendation.case_id == case.id, access.visible_commendations(user))
    proposed = {one.id: one for one in session.scalars(query)}
    for one in proposed.values():
        what = f"提请表彰 {one.number}"
        yield Entry(one.proposed_at, what, names.person(one.proposed_by), one.grounds)
    for grants in in_force.grants(session, proposed).values():
        for nth, one_grant in enumerate(grants):
            what = f"{'更正' if nth else ''}决定：{granted(one_grant)}"
            yield Entry(one_grant.at, what, names.person(one_grant.by), one_grant.reason)


def _holding(session: Session, case: Case, names: Names) -> Iterator[Entry]:
    if case.held_at:
        yield Entry(case.held_at, "暂缓起算，等待核实", "", case.held_reason or "")
