"""登记办理进展: what was done so far, for those who follow the case. It answers nobody: only what is
published meets the clock of continued publication."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.actors import Actor
from huiying.core.errors import Refused
from huiying.core.models import Case, CaseNote
from responder.procedure.place import require
from responder.verbs.telling import tell

PROGRESS = "progress"
PHOTOS = "photos"
"""Under this word a note's detail keeps the ids of its pictures."""


def add_progress(
    session: Session, case: Case, *, text: str, by: Actor, now: datetime, photos: Sequence[int] = ()
) -> CaseNote:
    """Record progress, with stored pictures (their ids); the office hears of what a unit records."""
    require(session, case, "add_progress", by)
    if not text.strip():
        raise Refused("请写明办理到了哪一步、下一步做什么")
    detail = {PHOTOS: list(photos)} if photos else {}
    record = CaseNote(case_id=case.id, kind=PROGRESS, text=text.strip(), detail=detail, by=by.name, at=now)
    session.add(record)
    session.flush()
    audit.record(session, "add_progress", "case", case.id, by=by.name, now=now, note=record.id)
    if by.role != "office":
        lines, occasion = [f"事项 {case.number}：{record.text}"], f"progress:{record.id}"
        tell(
            session,
            case,
            kind="progress",
            duty="office",
            head="进展",
            lines=lines,
            occasion=occasion,
            now=now,
        )
    return record
