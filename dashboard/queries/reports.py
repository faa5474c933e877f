"""周报: the stored ones as they were made, the running week as it stands."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.access import NotFound
from huiying.core.errors import BadInput
from huiying.core.models import Report
from responder.reports.figures import WeeklyReport
from responder.reports.sentences import sentences
from responder.reports.week import Week
from responder.reports.weekly import KIND, weekly


@dataclass(frozen=True)
class ReportLine:
    """A report in the list: its first sentences, and when it was stored (None for the running week)."""

    report: WeeklyReport
    said: list[str]
    stored_at: datetime | None


def report_lines(session: Session, now: datetime) -> list[ReportLine]:
    """The running week, then the stored reports, the newest first."""
    query = select(Report).where(Report.kind == KIND).order_by(Report.period.desc())
    stored = [(WeeklyReport.from_json(row.data), row.made_at) for row in session.scalars(query)]
    running = weekly(session, Week.of(now).name, now)
    return [_line(running, None), *(_line(report, made_at) for report, made_at in stored)]


def find_report(session: Session, name: str, now: datetime) -> ReportLine:
    """One week's report: the stored one, else the week as it stands in the records.

    Raises NotFound for a name that is no week and for a week yet to come.
    """
    query = select(Report).where(Report.kind == KIND, Report.period == name)
    row = session.scalars(query).first()
    if row is not None:
        return _line(WeeklyReport.from_json(row.data), row.made_at)
    try:
        return _line(weekly(session, name, now), None)
    except BadInput as error:
        raise NotFound(str(error)) from error


def _line(report: WeeklyReport, stored_at: datetime | None) -> ReportLine:
    return ReportLine(report, sentences(report), stored_at)
