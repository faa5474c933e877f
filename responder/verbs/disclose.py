"""依申请公开: examined, completed, searched, determined; only then is an answer drafted.

Basis: 国务院令第711号 art. 30 (one request for completion), 33 (the reply), 36 (what is answered); the
plan, art. 15: no answer without a recorded search, no refusal without grounds.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import Refused
from huiying.core.models import Case, Examination, Outcome, Search, User
from huiying.core.models.request import OUTCOMES
from responder import casefile
from responder.clocks import keeper
from responder.clocks.policy import Policy
from responder.procedure.place import require
from responder.verbs.pause import end_pause

OUTCOME_NAMES = {
    "granted": "予以公开",
    "partly": "部分公开",
    "refused": "不予公开",
    "not_held": "信息不存在",
    "elsewhere": "不属本单位公开",
    "not_handled": "不予处理",
}
PLACES_NEEDED = "请写明在哪些档案、系统中检索，用了什么检索词，结果如何"


def examine(
    session: Session, case: Case, *, missing: str | None, by: User, policy: Policy, now: datetime
) -> Examination:
    """Find the request complete (`missing` None), or ask once for what is missing. Until the completed
    request comes in the reply clock runs on from the receipt; then it runs from that day."""
    require(session, case, "examine", by)
    if session.get(Examination, case.id):
        raise Refused("补正只能一次性告知；收到补正材料后请用“登记补正”")
    record = Examination(case_id=case.id, missing=(missing or "").strip() or None, by=by.name, at=now)
    session.add(record)
    session.flush()
    asked = record.missing is not None
    audit.record(session, "examine", "case", case.id, by=by.name, now=now, completion_asked=asked)
    keeper.meet(session, case, "completion", at=now, now=now)
    keeper.replan(session, case, policy, now)
    return record


def complete(
    session: Session, case: Case, *, received_at: datetime, by: User, policy: Policy, now: datetime
) -> None:
    """Record that the completed request came in; the reply clock counts from there, and a pause that
    waited for it ends."""
    require(session, case, "complete", by)
    record = session.get(Examination, case.id)
    if record is None or record.missing is None:
        raise Refused("没有告知过补正，无从登记补正材料；请先“受理审查”")
    if not record.at <= received_at <= now:
        raise Refused("收到补正材料的时间应在告知补正之后、现在之前，请核对")
    waiting = casefile.pause(session, case)
    if waiting is not None and waiting.ground == "applicant":
        end_pause(session, case, waiting, why="收到补正材料", by=by, now=now)
    record.completed_by, record.completed_at = by.name, received_at
    session.flush()
    audit.record(session, "complete", "case", case.id, by=by.name, now=now)
    keeper.replan(session, case, policy, now)


def search(
    session: Session, case: Case, *, places: str, terms: str, found: str, by: User, now: datetime
) -> Search:
    """Record where was looked, for what, and what was found."""
    require(session, case, "search", by)
    if not all(text.strip() for text in (places, terms, found)):
        raise Refused(PLACES_NEEDED)
    record = Search(
        case_id=case.id, places=places.strip(), terms=terms.strip(), found=found.strip(), by=by.name, at=now
    )
    session.add(record)
    session.flush()
    audit.record(session, "search", "case", case.id, by=by.name, now=now, search=record.id)
    return record


def determine(
    session: Session, case: Case, *, outcome: str, grounds: str, by: User, now: datetime
) -> Outcome:
    """Record what the answer decides; everything but a full grant states its legal grounds."""
    require(session, case, "determine", by)
    if outcome not in OUTCOMES:
        raise Refused(f"没有“{outcome}”这种答复，可选：{'、'.join(OUTCOME_NAMES.values())}")
    if outcome != "granted" and not grounds.strip():
        raise Refused(f"“{OUTCOME_NAMES[outcome]}”须写明法定依据和理由")
    record = Outcome(case_id=case.id, outcome=outcome, grounds=grounds.strip(), by=by.name, at=now)
    session.add(record)
    session.flush()
    audit.record(session, "determine", "case", case.id, by=by.name, now=now, outcome=outcome)
    return record
