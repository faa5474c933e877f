"""Notices as lists show them: what was sent to whom, and whether it arrived."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from dashboard import words
from huiying.core.models import Case, Notice

LATELY = timedelta(hours=24)
SOON = timedelta(minutes=2)
MOST_ON_DESK = 5
MOST_ON_CASE = 60


@dataclass(frozen=True)
class NoticeLine:
    """One notice. `at` is when it arrived, was given up, or was queued; `trouble` says why it did not
    arrive or when it is tried again. `case_title` is empty where it belongs to no case."""

    what: str
    recipient: str
    channel: str
    state: str
    at: datetime
    trouble: str
    case_id: int | None
    case_title: str

    @property
    def said(self) -> str:
        """已送达, 待送出, 未送达; of a call 已接通, 未接通."""
        if self.channel == words.NOTICE_CHANNELS["phone"]:
            return "已接通" if self.state == "sent" else "未接通"
        return words.NOTICE_STATES[self.state]


@dataclass(frozen=True)
class Notices:
    """Counts over all of them, and those that are shown."""

    sent: int
    pending: int
    failed: int
    lines: list[NoticeLine]

    @property
    def total(self) -> int:
        """All of them."""
        return self.sent + self.pending + self.failed


def lately(session: Session, now: datetime) -> Notices:
    """Those of the last 24 hours; what did not arrive stands first."""
    query = select(Notice, Case.title).outerjoin(Case, Case.id == Notice.case_id)
    query = query.where(Notice.created_at >= now - LATELY, Notice.created_at <= now, Notice.kind != "digest")
    worst_first = case((Notice.state == "failed", 0), (Notice.state == "pending", 1), else_=2)
    return _notices(session, query, query.order_by(worst_first, Notice.id.desc()).limit(MOST_ON_DESK))


def of_case(session: Session, of: Case) -> Notices:
    """Those of a case, the newest first."""
    query = select(Notice, Case.title).join(Case, Case.id == Notice.case_id).where(Notice.case_id == of.id)
    return _notices(session, query, query.order_by(Notice.id.desc()).limit(MOST_ON_CASE))


def _notices(session: Session, every: Select[Notice, str], shown: Select[Notice, str]) -> Notices:
    kept = every.with_only_columns(Notice.state, func.count()).group_by(Notice.state)
    counts = {row[0]: int(row[1]) for row in session.execute(kept)}
    lines = [_line(row[0], row[1]) for row in session.execute(shown)]
    return Notices(counts.get("sent", 0), counts.get("pending", 0), counts.get("failed", 0), lines)


def _line(notice: Notice, title: str | None) -> NoticeLine:
    return NoticeLine(
        what=_what(notice.subject, title or ""),
        recipient=notice.recipient,
        channel=words.NOTICE_CHANNELS.get(notice.channel, notice.channel),
        state=notice.state,
        at=notice.sent_at or notice.failed_at or notice.created_at,
        trouble=_trouble(notice),
        case_id=notice.case_id,
        case_title=title or "",
    )


def _what(subject: str, title: str) -> str:
    """督办 for 【督办】 and the title of the case, which stands beside it; else what is told of whom."""
    return re.sub("^【(.*?)】", r"\1：", subject.removesuffix(title)).strip("：") or subject


def _trouble(notice: Notice) -> str:
    if notice.digest_id is not None:
        return f"并入汇总（编号 {notice.digest_id}）一起送达"
    if notice.state in ("failed", "moot"):
        return notice.failure or ""
    if notice.state == "pending" and not notice.attempts and notice.next_try_at:
        later = notice.next_try_at > notice.created_at + SOON
        return f"按免打扰或防刷屏规则，{words.moment(notice.next_try_at)} 送出" if later else ""
    if notice.state == "pending" and notice.attempts and notice.next_try_at:
        again = f"已试 {notice.attempts} 次，{words.moment(notice.next_try_at)} 再试"
        return f"{notice.failure}（{again}）" if notice.failure else again
    return ""
