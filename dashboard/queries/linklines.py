"""一次性链接 of a case as the office sees them: to whom, what became of it, and whether it still opens."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.words import moment
from huiying.core.models import Case, CaseLink, Notice

MOST = 20


@dataclass(frozen=True)
class LinkLine:
    """One link; `works` while it, or the browser that used it, is let in."""

    id: int
    who: str
    said: str
    works: bool


def link_lines(session: Session, case: Case, now: datetime) -> list[LinkLine]:
    """The case's links, the newest first."""
    query = (
        select(CaseLink, Notice.recipient)
        .join(Notice, Notice.id == CaseLink.notice_id)
        .where(CaseLink.case_id == case.id)
        .order_by(CaseLink.id.desc())
        .limit(MOST)
    )
    return [_line(link, who, now) for link, who in session.execute(query)]


def _line(link: CaseLink, who: str, now: datetime) -> LinkLine:
    until = link.session_until if link.used_at else link.expires_at
    works = link.revoked_at is None and until is not None and until > now
    return LinkLine(link.id, who, _said(link, works), works)


def _said(link: CaseLink, works: bool) -> str:
    said = f"{moment(link.issued_at)} 发出，"
    if link.used_at:
        said += f"{moment(link.used_at)} 打开" + (f"，可办理至 {moment(link.session_until)}" if works else "")
    else:
        said += f"未打开，{moment(link.expires_at)} 失效" if works else "未打开"
    return said + (f"，{moment(link.revoked_at)} 作废" if link.revoked_at else "")
