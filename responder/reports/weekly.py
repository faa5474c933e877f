"""周报: one week from the records, as a pure data object; and the row in which it is kept as it was."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import BadInput
from huiying.core.models import Report
from responder.reports.figures import WeeklyReport
from responder.reports.holders import Holders
from responder.reports.sections.accountability import accountability
from responder.reports.sections.cases import cases
from responder.reports.sections.events import events
from responder.reports.sections.posts import posts
from responder.reports.sections.service import notices, publications, sources
from responder.reports.sections.timeliness import timeliness
from responder.reports.week import Period, Week

KIND = "weekly"


def weekly(session: Session, week: str, now: datetime) -> WeeklyReport:
    """The report of a week ("2026-W47") as it was known at its end, or at `now` while it runs.

    Raises BadInput for a name that is no week and for a week yet to come.
    """
    found = Week.parse(week)
    period = Period.of(found, now)
    holders = Holders(session)
    return WeeklyReport(
        week=found.name,
        title=found.title,
        start=found.start,
        end=found.end,
        as_of=period.until,
        complete=now >= found.end,
        made_at=now,
        posts=posts(session, period),
        events=events(session, period),
        cases=cases(session, period, holders),
        timeliness=timeliness(session, period, holders),
        accountability=accountability(session, period, holders),
        publications=publications(session, period),
        notices=notices(session, period),
        sources=sources(session),
        audit_head=audit.head(session),
    )


def make(session: Session, week: str, now: datetime) -> Report:
    """Store a finished week's report; the one that is stored already stays as it is.

    Raises BadInput while the week has not ended: what is kept is never half a week.
    """
    found = Week.parse(week)
    stored = session.scalar(select(Report).where(Report.kind == KIND, Report.period == found.name))
    if stored is not None:
        return stored
    if now < found.end:
        raise BadInput(f"{found.title}尚未结束，只能查看，不能存档。")
    report = weekly(session, found.name, now)
    row = Report(
        kind=KIND,
        period=found.name,
        data=report.as_json(),
        audit_head=report.audit_head,
        made_at=now,
    )
    session.add(row)
    session.flush()
    audit.record(session, "make", "report", row.id, by=audit.MACHINE, now=now, period=found.name)
    return row
