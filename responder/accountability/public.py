"""What is told in public of a decision, drafted from the record: 处理通报 a notice, 典型案例 a model case."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core.models import (
    Case,
    Commendation,
    DecisionCorrection,
    HarmFinding,
    Proposal,
    Publication,
    PublicText,
    Unit,
)
from responder.accountability import in_force
from responder.accountability.names import known_names, without_names
from responder.wording import moment
from responder.words import ANSWERS, FAULTS, MEASURES

NOTICE, MODEL_CASE = "notice", "model_case"
NAMES = {NOTICE: "处理通报", MODEL_CASE: "典型案例"}


@dataclass(frozen=True)
class Written:
    """A drafted text, before names are taken out."""

    title: str
    paragraphs: list[str]


def draft_of_decision(session: Session, proposal: Proposal, kind: str, now: datetime) -> PublicText:
    """The text on a decided proposal, names taken out; added, nothing is told yet."""
    case, decision = session.get_one(Case, proposal.case_id), in_force.decision(session, proposal.id)
    assert decision is not None
    unit = _unit(session, proposal.unit_id)
    write = _notice if kind == NOTICE else _lesson
    written = write(session, case, proposal, decision, unit)
    return _add(session, kind, case, written, now, proposal_id=proposal.id)


def draft_of_commendation(session: Session, proposed: Commendation, now: datetime) -> PublicText:
    """The text on a granted commendation."""
    case = session.get_one(Case, proposed.case_id)
    decision = in_force.grant(session, proposed.id)
    assert decision is not None
    unit = _unit(session, proposed.unit_id)
    written = Written(
        f"典型案例：{unit}办理“{case.title}”",
        [
            *_course(session, case),
            f"做法：{proposed.grounds}。",
            *proposed.facts,
            f"决定：{moment(decision.at)}决定予以表彰。{decision.reason}",
        ],
    )
    return _add(session, MODEL_CASE, case, written, now, commendation_id=proposed.id)


def _notice(
    session: Session, case: Case, proposal: Proposal, decision: in_force.AnyDecision, unit: str
) -> Written:
    faults = "、".join(FAULTS[one] for one in proposal.faults)
    measure = MEASURES[decision.measure]
    said = (
        f"{moment(decision.at)}，园区决定对{unit}予以{measure}。"
        if decision.measure != "none"
        else (f"{moment(decision.at)}，园区决定不予追究{unit}的责任。")
    )
    return Written(
        f"关于{unit}在“{case.title}”中{faults}的处理通报"[:200],
        [
            *_course(session, case),
            f"经核查，{unit}在办理中存在{faults}的问题。{_without_number(proposal, case)}",
            *_harm(session, proposal),
            f"{said}{_instead(decision)}理由：{decision.reason}",
            "园区将督促各责任单位及时、主动、准确回应群众关切，欢迎社会监督。",
        ],
    )


def _lesson(
    session: Session, case: Case, proposal: Proposal, decision: in_force.AnyDecision, unit: str
) -> Written:
    faults = "、".join(FAULTS[one] for one in proposal.faults)
    return Written(
        f"典型案例：“{case.title}”中{faults}的教训"[:200],
        [
            *_course(session, case),
            f"问题：{unit}{faults}。{_without_number(proposal, case)}",
            *_harm(session, proposal),
            f"处理：{moment(decision.at)}决定{MEASURES[decision.measure]}。{decision.reason}",
            "启示：（请写明今后怎样避免）",
        ],
    )


def _instead(decision: in_force.AnyDecision) -> str:
    return "此前的决定同时更正。" if isinstance(decision, DecisionCorrection) else ""


def _course(session: Session, case: Case) -> list[str]:
    """What happened, in the order of the record."""
    query = select(Publication).where(Publication.case_id == case.id, Publication.evidence_at.is_not(None))
    published = [
        f"{moment(one.published_at)}发布{ANSWERS[one.kind]}"
        for one in session.scalars(query.order_by(Publication.published_at))
    ]
    what = "；".join(published) if published else "截至决定时尚未发布"
    return [f"经过：{moment(case.detected_at)}发现“{case.title}”，{what}。"]


def _harm(session: Session, proposal: Proposal) -> list[str]:
    harm = session.get(HarmFinding, proposal.id)
    return [f"经认定造成严重后果：{harm.text}"] if harm else []


def _without_number(proposal: Proposal, case: Case) -> str:
    """The summary without the inner number of the case, and without what stands in a paragraph of its own."""
    return proposal.summary.replace(f"事项 {case.number}", "").partition("经认定造成严重后果")[0]


def _unit(session: Session, unit_id: int | None) -> str:
    unit = session.get(Unit, unit_id) if unit_id else None
    return unit.name if unit else "新闻办"


def _add(
    session: Session,
    kind: str,
    case: Case,
    written: Written,
    now: datetime,
    *,
    proposal_id: int | None = None,
    commendation_id: int | None = None,
) -> PublicText:
    known = known_names(session)
    title, in_title = without_names(written.title, known)
    body, in_body = without_names("\n".join(written.paragraphs), known)
    record = PublicText(
        kind=kind,
        case_id=case.id,
        proposal_id=proposal_id,
        commendation_id=commendation_id,
        title=title[:200],
        body=body,
        removed=in_title + in_body,
        drafted_at=now,
    )
    session.add(record)
    session.flush()
    return record
