"""概况: one line a room of the administration, with what somebody has to look at."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dashboard.queries import robots, roster, sources, units
from huiying.core.models import AuditEntry, AuditSeal, Notice, User
from responder.duty.words import POSTS


@dataclass(frozen=True)
class Note:
    """What stands in a room, and what is wrong there; empty where nothing is."""

    there: str
    wrong: str = ""


def notes(session: Session, now: datetime) -> dict[str, Note]:
    """The notes by the room's address."""
    return {
        "/admin/sources": _sources(session, now),
        "/admin/robots": _robots(session),
        "/admin/people": _people(session),
        "/admin/units": _units(session, now),
        "/roster": _roster(session, now),
        "/admin/letters": _letters(session),
        "/admin/audit": _audit(session),
    }


def _sources(session: Session, now: datetime) -> Note:
    del now
    unwell, well = sources.unwell(session)
    return Note(f"{well} 个正常", f"{len(unwell)} 个异常" if unwell else "")


def _robots(session: Session) -> Note:
    found = [line for line in robots.lines(session) if line.enabled]
    untested = sum(line.needs_test for line in found)
    return Note(f"{len(found)} 个在用", f"{untested} 个没有测试过" if untested else "")


def _people(session: Session) -> Note:
    count = session.scalar(select(func.count(User.id)).where(User.disabled_at.is_(None)))
    return Note(f"{count} 个账号在用")


def _units(session: Session, now: datetime) -> Note:
    found = [line for line in units.lines(session, now) if line.unit.disabled_at is None]
    short = sum(not line.is_reached for line in found)
    return Note(f"{len(found)} 个单位", f"{short} 个联系人不全" if short else "")


def _roster(session: Session, now: datetime) -> Note:
    officer = next(post for post in roster.posts_now(session, now) if post.name == POSTS["officer"])
    return Note(f"{officer.who}在班" if officer.who else "", "" if officer.who else "现在没有人值班")


def _letters(session: Session) -> Note:
    count = session.scalar(select(func.count(Notice.id)).where(Notice.state == "failed"))
    return Note("没有未送达的通知" if not count else "", f"{count} 条未送达" if count else "")


def _audit(session: Session) -> Note:
    last = session.scalar(select(func.max(AuditEntry.id))) or 0
    sealed = session.scalar(select(func.max(AuditSeal.position))) or 0
    return Note(f"最新编号 {last}，已封存 {sealed} 条")
