"""发布: record what was published where; it counts once the evidence stands."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.actors import Actor
from huiying.core.errors import NotAllowed, Refused
from huiying.core.models import Case, Draft, Publication, User, Withdrawal
from huiying.core.models.publication import OUTLETS
from responder import casefile
from responder.accountability import faults
from responder.clocks import keeper
from responder.clocks.policy import Policy
from responder.evidence import Evidence
from responder.outbox import queue
from responder.procedure.place import require

EXPLANATION_OUTLETS = ("media", "press_conference")


def publish(
    session: Session,
    written: Draft,
    *,
    outlet: str,
    published_at: datetime,
    by: Actor,
    policy: Policy,
    now: datetime,
    url: str | None = None,
    evidence: Evidence | None = None,
    photos: Sequence[int] = (),
) -> Publication:
    """Record a publication of a cleared draft.

    With `evidence` of a fetched page that contains the cleared text it meets the milestones of its
    kind at `published_at`; otherwise it waits for a second person (`confirm_evidence`), who looks at
    `photos`, the ids of stored pictures.
    """
    case = session.get_one(Case, written.case_id)
    require(session, case, "publish", by)
    _require_cleared(session, written, published_at, now)
    _require_outlet(written, outlet, url)
    record = Publication(
        case_id=case.id,
        draft_id=written.id,
        kind=written.kind,
        outlet=outlet,
        url=url,
        published_at=published_at,
        recorded_at=now,
        recorded_by=by.name,
        recorded_by_id=by.account_id,
        photos=list(photos),
    )
    session.add(record)
    session.flush()
    audit.record(
        session, "publish", "case", case.id, by=by.name, now=now, publication=record.id, kind=written.kind
    )
    if evidence is not None and evidence.contains:
        _keep_snapshot(record, evidence)
        _count(session, case, record, policy, now)
    else:
        _ask_second_person(session, case, record, evidence, now)
    return record


def confirm_evidence(
    session: Session, record: Publication, *, by: User, note: str, policy: Policy, now: datetime
) -> None:
    """A second person confirms evidence that the machine could not fetch (a screenshot, a document)."""
    case = session.get_one(Case, record.case_id)
    require(session, case, "confirm_evidence", by)
    if session.get(Withdrawal, record.id):
        raise Refused("这次发布已经撤回，无需核对")
    if record.evidence_at is not None:
        raise Refused("这次发布的证据已核对")
    if casefile.is_recorder(record, by):
        raise NotAllowed("登记发布的人不能核对自己的证据，请由另一位同事核对")
    if not note.strip():
        raise Refused("请写明核对了什么（截图、文件或播出时间）")
    record.evidence_kind, record.evidence_by = "second_person", by.name
    record.evidence_at, record.evidence_note = now, note.strip()
    audit.record(session, "confirm_evidence", "case", case.id, by=by.name, now=now, publication=record.id)
    _count(session, case, record, policy, now)


def _require_cleared(session: Session, written: Draft, published_at: datetime, now: datetime) -> None:
    decision = casefile.clearance(session, written)
    if decision is None or not decision.cleared:
        raise Refused("稿件尚未通过发布审查，不能登记发布")
    if published_at > now:
        raise Refused("发布时间晚于现在，请核对")
    if published_at < decision.at:
        raise Refused("发布时间早于审查通过的时间：未经审查的发布须另行报告新闻办")


def _require_outlet(written: Draft, outlet: str, url: str | None) -> None:
    if outlet not in OUTLETS:
        raise Refused(f"没有“{outlet}”这种发布渠道，可选：{'、'.join(OUTLETS)}")
    if written.kind == "explanation" and outlet not in EXPLANATION_OUTLETS:
        raise Refused("解释信息须通过媒体或新闻发布会发布")
    if outlet in ("website", "media", "official_account") and not (url or "").strip():
        raise Refused("请填写发布页面的网址")


def _keep_snapshot(record: Publication, evidence: Evidence) -> None:
    record.snapshot = evidence.text
    record.snapshot_hash = hashlib.sha256(evidence.text.encode("utf-8", "replace")).hexdigest()
    record.evidence_kind, record.evidence_by = "fetched", audit.MACHINE
    record.evidence_at, record.evidence_note = evidence.fetched_at, evidence.said


def _count(session: Session, case: Case, record: Publication, policy: Policy, now: datetime) -> None:
    """Meet what the publication answers. A reply from before the last sender came does not answer them
    all: its clock runs on."""
    session.flush()
    since = casefile.owed_since(session, case)
    if record.kind != "reply" or since is None or record.published_at >= since:
        keeper.meet(session, case, record.kind, at=record.published_at, now=now)
    keeper.meet(session, case, "progress", at=record.published_at, now=now)
    if casefile.OWN_ANSWER.get(case.kind, record.kind) == record.kind:
        keeper.meet_since(session, case, "renewed_answer", at=record.published_at, now=now)
    keeper.replan(session, case, policy, now)
    faults.find(session, case, now)


def _ask_second_person(
    session: Session, case: Case, record: Publication, evidence: Evidence | None, now: datetime
) -> None:
    said = evidence.said if evidence else "没有可抓取的页面"
    photos = f"随附照片 {len(record.photos)} 张，" if record.photos else ""
    queue(
        session,
        kind="evidence",
        duty="office",
        unit_id=None,
        subject=f"【核对】{case.title}",
        lines=[
            f"事项 {case.number} 登记了一次发布，但证据尚未成立：{said}。",
            f"{photos}请由登记人以外的同事核对截图或页面；核对之前不计入时限。",
        ],
        now=now,
        occasion=f"evidence:{record.id}",
        case=case,
    )
