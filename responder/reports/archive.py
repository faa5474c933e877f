"""The archive: reports as they were stored, what leaders wrote on them, and who signed them.

A stored report's figures never change. Notes are added until a leader signs; the signature freezes both:
it holds their digest and the head of the audit chain.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.clock import local
from huiying.core.errors import NotAllowed, Refused
from huiying.core.models import Report, ReportNote, ReportSignature, User
from responder.reports.figures import WeeklyReport
from responder.reports.week import Week
from responder.reports.weekly import KIND, weekly
from responder.verbs.permission import require_leader

MOST_LETTERS = 2_000
MAY_NOTE = frozenset({"leader", "office"})


@dataclass(frozen=True, slots=True)
class Remark:
    """A note on a report: whose, when, what."""

    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, when; `digest` of what was signed."""

    by: str
    at: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class Filed:
    """A week's report with what stands on it; `stored_at` None for one that is not in the archive yet."""

    report: WeeklyReport
    stored_at: datetime | None = None
    remarks: tuple[Remark, ...] = ()
    signature: Signature | None = None


def find(session: Session, week: str, now: datetime) -> Filed:
    """The stored report of the week, else the week as it stands in the records.

    Raises BadInput for a name that is no week and for a week yet to come.
    """
    row = stored(session, Week.parse(week).name)
    return filed(session, row) if row else Filed(weekly(session, week, now))


def stored(session: Session, week: str) -> Report | None:
    """The archive's row of the week."""
    return session.scalar(select(Report).where(Report.kind == KIND, Report.period == week))


def filed(session: Session, row: Report) -> Filed:
    """A row of the archive with its notes, the oldest first, and its signature."""
    notes = _notes(session, row)
    signed = session.get(ReportSignature, row.id)
    return Filed(
        WeeklyReport.from_json(row.data),
        row.made_at,
        tuple(Remark(note.by, note.at, note.text) for note in notes),
        Signature(signed.by, signed.at, signed.digest) if signed else None,
    )


def annotate(session: Session, row: Report, *, text: str, by: User, now: datetime) -> ReportNote:
    """Write a note (批注) on a report that nobody has signed."""
    if by.role not in MAY_NOTE:
        raise NotAllowed("批注由领导和新闻办书写，您的账号没有这项权限")
    if not text.strip():
        raise Refused("批注内容不能为空")
    if len(text) > MOST_LETTERS:
        raise Refused(f"批注超过 {MOST_LETTERS} 字，请精简后再提交")
    _require_unsigned(session, row)
    note = ReportNote(report_id=row.id, text=text.strip(), by=by.name, at=now)
    session.add(note)
    session.flush()
    audit.record(session, "annotate", "report", row.id, by=by.name, now=now, note=note.id)
    return note


def sign_off(session: Session, row: Report, *, by: User, now: datetime) -> ReportSignature:
    """A leader signs: figures and notes are frozen as they are. Once; a second leader is refused."""
    require_leader(by, "签发周报")
    _require_unsigned(session, row)
    signature = ReportSignature(
        report_id=row.id,
        digest=digest(row, _notes(session, row)),
        audit_head=audit.head(session),
        by=by.name,
        at=now,
    )
    session.add(signature)
    try:
        session.flush()
    except IntegrityError as error:
        raise Refused("这份周报刚刚已由他人签发，请刷新后查看") from error
    audit.record(session, "sign_off", "report", row.id, by=by.name, now=now, digest=signature.digest)
    return signature


def digest(row: Report, notes: list[ReportNote]) -> str:
    """SHA-256 over the report's data and its notes as canonical JSON, hexadecimal."""
    told = [[note.by, local(note.at).isoformat(), note.text] for note in notes]
    whole = json.dumps([row.data, told], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(whole.encode()).hexdigest()


def _notes(session: Session, row: Report) -> list[ReportNote]:
    query = select(ReportNote).where(ReportNote.report_id == row.id).order_by(ReportNote.id)
    return list(session.scalars(query))


def _require_unsigned(session: Session, row: Report) -> None:
    signed = session.get(ReportSignature, row.id)
    if signed is not None:
        raise Refused(f"这份周报已由{signed.by}签发，内容和批注不再变动")
