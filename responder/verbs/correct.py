"""更正: what was published was wrong; a corrected text takes its way to publication.

The wrong publication stays on the record. Who noticed the error is recorded with it: a prompt
correction of one's own is no fault, one that others had to ask for is a fault of accuracy (domain.md,
"Accountability").
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import Refused
from huiying.core.models import Case, CaseNote, Draft, Post, Publication, User, Withdrawal
from responder.accountability import faults
from responder.outbox import queue
from responder.procedure.place import require
from responder.verbs.draft import draft

NOTICED_BY = {"self": "本单位自行发现", "others": "他人指出"}


def correct(
    session: Session,
    wrong: Publication,
    *,
    title: str,
    body: str,
    error: str,
    noticed_by: str,
    by: User,
    now: datetime,
) -> Draft:
    """Draft the correction of a publication; it is submitted, cleared and published as any draft.

    `error` says what was wrong; `noticed_by` is self or others. A publication has one correction under
    way or published at a time; a correction may itself be corrected.
    """
    case = session.get_one(Case, wrong.case_id)
    require(session, case, "correct", by)
    _require_correctable(session, wrong, error, noticed_by)
    earlier = session.get_one(Draft, wrong.draft_id)
    kept: dict[str, Any] = {"kind": wrong.kind, "elements": earlier.elements}
    kept["rebuts"] = session.get(Post, earlier.rebuts_post_id) if earlier.rebuts_post_id else None
    record = draft(session, case, title=title, body=body, by=by, now=now, **kept)
    detail = {"corrects": wrong.id, "draft": record.id, "noticed_by": noticed_by}
    session.add(
        CaseNote(
            case_id=case.id,
            kind=faults.CORRECTION,
            text=f"更正“{earlier.title}”：{error.strip()}（{NOTICED_BY[noticed_by]}）",
            detail=detail,
            by=by.name,
            at=now,
        )
    )
    audit.record(session, "correct", "case", case.id, by=by.name, now=now, **detail)
    faults.find(session, case, now)
    _tell_office(session, case, earlier, record, error, now)
    return record


def corrections(session: Session, case: Case) -> list[CaseNote]:
    """The case's corrections, oldest first; `detail` holds corrects (publication), draft, noticed_by."""
    query = select(CaseNote).where(CaseNote.case_id == case.id, CaseNote.kind == faults.CORRECTION)
    return list(session.scalars(query.order_by(CaseNote.id)))


def _require_correctable(session: Session, wrong: Publication, error: str, noticed_by: str) -> None:
    if session.get(Withdrawal, wrong.id):
        raise Refused("这次发布已经撤回，无从更正；请重新起草")
    if wrong.evidence_at is None:
        raise Refused("这次发布的证据尚未成立，无从更正；请先核对发布")
    if not error.strip():
        raise Refused("请写明原发布错在哪里")
    if noticed_by not in NOTICED_BY:
        raise Refused(f"请写明由谁发现，可选：{'、'.join(NOTICED_BY.values())}")
    case = session.get_one(Case, wrong.case_id)
    if any(note.detail["corrects"] == wrong.id for note in corrections(session, case)):
        raise Refused("这次发布已有更正；更正仍有误的，请对更正后的发布再作更正")


def _tell_office(
    session: Session, case: Case, earlier: Draft, record: Draft, error: str, now: datetime
) -> None:
    queue(
        session,
        kind="correction",
        duty="office",
        unit_id=None,
        subject=f"【更正】{case.title}",
        lines=[
            f"事项 {case.number} 已发布的“{earlier.title}”有误：{error.strip()}",
            "更正稿已起草，请及时审查；更正后的文稿发布在原处，并注明更正。",
        ],
        now=now,
        occasion=f"correction:{record.id}",
        case=case,
    )
